package calendar

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

// bruteSlot is a Slot and what FindSlot ranks it by, worked out slowly.
type bruteSlot struct {
	Slot
	held, rest int
	uneven     int
	anchor     int
}

func TestTheSlotIsAsGoodAsTheBestOfAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		var all []bruteSlot
		costs := map[string][2]int{}
		for anchor := range r.Members {
			for day := range r.Earliest.DaysUntil(r.Window.After(r.Earliest)) {
				for quarter := range 96 {
					first := r.Earliest.AddDays(day).At(program.Clock(quarter * 15))
					if slot, ok := brute(t, r, anchor, first, costs); ok {
						all = append(all, slot)
					}
				}
			}
		}
		got, err := FindSlot(r)
		if err != nil {
			if len(all) > 0 {
				t.Fatalf("%v, but %+v is possible", err, all[0])
			}
			return
		}
		found := -1
		for i := range all {
			if found < 0 && all[i].FirstLocal.Equal(got.FirstLocal) && cmp.Equal(all[i].Slot, got) {
				found = i
			}
		}
		if found < 0 {
			t.Fatalf("got %+v, which is not among the %d possible", got, len(all))
		}
		for _, other := range all {
			if other.better(all[found]) {
				t.Fatalf("got  %+v\nbut  %+v is better", all[found], other)
			}
		}
	})
}

func drawRequest(t *rapid.T) SlotRequest {
	weeks := []string{"", "Mon-Fri 09:00-17:00", "Mon-Thu 07:30-11:45; Mon-Thu 12:30-15:00", "Tue 10:15-12:00", "Mon-Sun 00:00-24:00",
		"Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00", "Sat-Sun 13:00-21:00"}
	r := SlotRequest{
		Duration: time.Duration(rapid.SampledFrom([]int{30, 45, 50, 90}).Draw(t, "minutes")) * time.Minute,
		Earliest: program.DateOf(drawWall(t)),
		Window:   program.Length{N: rapid.IntRange(1, 2).Draw(t, "window"), Unit: program.Days},
		Every:    program.Length{N: rapid.IntRange(1, 3).Draw(t, "n"), Unit: rapid.SampledFrom([]program.Unit{program.Days, program.Weeks, program.Months}).Draw(t, "unit")},
		Count:    rapid.IntRange(1, 4).Draw(t, "count"),
		Seed:     rapid.Uint64().Draw(t, "seed"),
	}
	if rapid.Bool().Draw(t, "clocks change") {
		r.Earliest = rapid.SampledFrom([]program.Date{{Year: 2027, Month: 3, Day: 13}, {Year: 2027, Month: 10, Day: 30}, {Year: 2027, Month: 4, Day: 3}}).Draw(t, "earliest")
	}
	for range rapid.IntRange(1, 3).Draw(t, "members") {
		loc, err := program.LoadZone(rapid.SampledFrom(someZones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		hours, err := program.ParseWeeklyHours(rapid.SampledFrom(weeks).Draw(t, "hours"))
		if err != nil {
			t.Fatal(err)
		}
		r.Members = append(r.Members, Member{loc, hours, drawBusy(t, r.Earliest), time.Duration(rapid.SampledFrom([]int{0, 0, 10, 30}).Draw(t, "buffer")) * time.Minute})
	}
	closures := rapid.SliceOfN(rapid.IntRange(0, 40), 0, 6).Draw(t, "closures")
	r.Closed = func(d program.Date) bool {
		for _, n := range closures {
			if r.Earliest.AddDays(n) == d {
				return true
			}
		}
		return false
	}
	return r
}

// drawBusy draws what may stand in a calendar: single hours, the same hour each
// day, days away.
func drawBusy(t *rapid.T, from program.Date) []Interval {
	var all []Interval
	for range rapid.IntRange(0, 4).Draw(t, "busy") {
		start := from.At(0).Add(time.Duration(rapid.IntRange(-48, 70*96).Draw(t, "at")) * 15 * time.Minute)
		length := time.Duration(rapid.SampledFrom([]int{5, 30, 60, 600, 7 * 24 * 60}).Draw(t, "for")) * time.Minute
		for day := range rapid.SampledFrom([]int{1, 1, 40}).Draw(t, "days") {
			at := start.AddDate(0, 0, day)
			all = append(all, Interval{at, at.Add(length)})
		}
	}
	return all
}

// better is the order that FindSlot promises.
func (a bruteSlot) better(b bruteSlot) bool {
	mean := func(s bruteSlot, n int) float64 { return float64(n) / float64(s.held) }
	for _, pair := range [][2]float64{
		{mean(a, a.rest), mean(b, b.rest)},
		{float64(min(1, a.TotalMinutes)), float64(min(1, b.TotalMinutes))},
		{float64(a.uneven), float64(b.uneven)},
		{mean(a, a.WorstMinutes), mean(b, b.WorstMinutes)},
		{mean(a, a.TotalMinutes), mean(b, b.TotalMinutes)},
		{float64(-a.held), float64(-b.held)},
		{float64(a.anchor), float64(b.anchor)},
	} {
		if less := pair[1] - pair[0]; less > 1e-9 || less < -1e-9 {
			return less > 0
		}
	}
	return false
}

// brute works out what the Series that begins at first in a member's zone costs.
// It keeps what it has worked out about the hours of a week in costs.
func brute(t *rapid.T, r SlotRequest, anchor int, first time.Time, costs map[string][2]int) (bruteSlot, bool) {
	slot := bruteSlot{anchor: anchor}
	loc := r.Members[anchor].Zone
	slot.Zone, slot.FirstLocal, slot.Count = loc.String(), first, r.Count
	var held []time.Time
	for again := true; again; {
		again = false
		held, slot.Skipped = nil, nil
		walls, err := Occurrences(program.Series{Zone: "UTC", FirstLocal: slot.FirstLocal, Every: r.Every, Count: slot.Count})
		if err != nil {
			t.Fatal(err)
		}
		for i, wall := range walls {
			if program.Ambiguous(wall, loc) {
				return slot, false
			}
			start := program.Resolve(wall, loc)
			switch closed := closedForAny(r, start); {
			case closed && i == 0 && len(walls) == 1:
				return slot, false
			case closed && i == 0:
				slot.FirstLocal, slot.Count, again = walls[1], slot.Count-1, true
			case closed:
				slot.Skipped = append(slot.Skipped, wall)
			default:
				held = append(held, start)
			}
			if again {
				break
			}
		}
	}
	slot.held = len(held)
	for _, start := range held {
		for _, m := range r.Members {
			if bruteBusy(m, start, start.Add(r.Duration)) {
				slot.Clashes = append(slot.Clashes, naive(start.In(loc)))
				break
			}
		}
	}
	for i, m := range r.Members {
		if program.DateOf(held[0].In(m.Zone)).Before(r.Earliest) {
			return slot, false
		}
		if held[0].In(m.Zone).Minute()%30 != 0 {
			slot.uneven++
		}
		cost, rest := 0, 0
		for _, start := range held {
			if bruteChanges(start, r.Duration, m.Zone) {
				return slot, false
			}
			key := fmt.Sprint(i) + start.In(m.Zone).Format("Mon 15:04")
			if _, known := costs[key]; !known {
				reach, sleep := bruteCost(naive(start.In(m.Zone)), r.Duration, m.Hours)
				costs[key] = [2]int{reach, sleep}
			}
			cost, rest = cost+costs[key][0], rest+costs[key][1]
			slot.Outside = slot.Outside || costs[key][0] > 0
			if bruteBusy(m, start, start.Add(r.Duration)) {
				cost += 120
			}
		}
		slot.TotalMinutes += cost
		slot.WorstMinutes, slot.rest = max(slot.WorstMinutes, cost), max(slot.rest, rest)
	}
	slot.Rest = slot.rest > 0
	return slot, true
}

// bruteBusy reports whether the member, or a buffer, is busy in between.
func bruteBusy(m Member, start, end time.Time) bool {
	for _, i := range m.Busy {
		if start.Before(i.End.Add(m.Buffer)) && end.After(i.Start.Add(-m.Buffer)) {
			return true
		}
	}
	return false
}

func closedForAny(r SlotRequest, start time.Time) bool {
	for _, m := range r.Members {
		if r.Closed(program.DateOf(start.In(m.Zone))) {
			return true
		}
	}
	return false
}

// bruteChanges reports whether clocks change, or show a time that happens
// twice, during the session or at its end.
func bruteChanges(start time.Time, d time.Duration, loc *time.Location) bool {
	_, before := start.Add(-36 * time.Hour).In(loc).Zone()
	if _, after := start.Add(36 * time.Hour).In(loc).Zone(); before == after {
		return false
	}
	_, before = start.In(loc).Zone()
	for at := start; !at.After(start.Add(d)); at = at.Add(5 * time.Minute) {
		_, offset := at.In(loc).Zone()
		if offset != before || program.Ambiguous(naive(at.In(loc)), loc) {
			return true
		}
	}
	return false
}

// bruteCost counts how far a session that begins at this wall clock reaches
// outside the nearest hours, and its minutes of night or of a day off that are not worked, minute by minute.
func bruteCost(wall time.Time, d time.Duration, hours program.WeeklyHours) (reach, rest int) {
	works := func(at time.Time) bool {
		clock := program.Clock(at.Hour()*60 + at.Minute())
		for _, span := range hours[at.Weekday()] {
			if clock >= span.From && clock < span.To {
				return true
			}
		}
		return false
	}
	minutes := int(d / time.Minute)
	for m := range minutes {
		at := wall.Add(time.Duration(m) * time.Minute)
		if works(at) {
			continue
		}
		if h := at.Hour(); h >= 22 || h < 6 {
			rest++
		}
		if len(hours[at.Weekday()]) == 0 {
			rest++
		}
	}
	// The session is inside a run of working time once the run is lengthened
	// by reach at both ends.
	reach = 1 << 30
	var from time.Time
	day := wall.Truncate(24 * time.Hour)
	for at := day.AddDate(0, 0, -8); at.Before(day.AddDate(0, 0, 9)); at = nextEdge(at, hours) {
		if !works(at) {
			continue
		}
		for from = at; works(at) && at.Before(day.AddDate(0, 0, 9)); at = nextEdge(at, hours) {
		}
		reach = min(reach, max(0, int(from.Sub(wall)/time.Minute), int(wall.Add(d).Sub(at)/time.Minute)))
	}
	return reach, rest
}

// nextEdge is the next minute at which work may begin or end.
func nextEdge(at time.Time, hours program.WeeklyHours) time.Time {
	day := at.Truncate(24 * time.Hour)
	next := day.AddDate(0, 0, 1)
	for _, span := range hours[at.Weekday()] {
		for _, edge := range []program.Clock{span.From, span.To} {
			if e := day.Add(time.Duration(edge) * time.Minute); e.After(at) && e.Before(next) {
				next = e
			}
		}
	}
	return next
}
