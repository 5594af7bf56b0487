package calendar

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

// spentBy works out slowly what the sessions of Slots cost each member.
func spentBy(t *rapid.T, r SlotRequest, slots []Slot) (held int, sum score) {
	spent := make([]burden, len(r.Members))
	for _, s := range slots {
		starts, err := Occurrences(program.Series{Zone: s.Zone, FirstLocal: s.FirstLocal, Every: r.Every, Count: s.Count, Skipped: s.Skipped})
		if err != nil {
			t.Fatal(err)
		}
		held += len(starts)
		for _, start := range starts {
			for i, m := range r.Members {
				reach, rest := bruteCost(naive(start.In(m.Zone)), r.Duration, m.Hours)
				if bruteBusy(m, start, start.Add(r.Duration)) {
					reach += clashMinutes
				}
				spent[i].cost += int64(reach)
				spent[i].rest += int64(rest)
			}
		}
	}
	return held, sumOf(spent, int64(held))
}

func TestRotationSparesWhoWouldBearTheMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		r.Every = rapid.SampledFrom([]program.Length{weekly, fortnightly, monthly}).Draw(t, "every")
		r.Count = 6 + 20/lengthInDays(r.Every)*rapid.IntRange(1, 14).Draw(t, "sessions")
		r.Window = program.Length{}
		single, err := FindSlot(r)
		slots, again := FindRotation(r)
		if err != nil || again != nil {
			if !errors.Is(err, ErrNoSlot) || !errors.Is(again, ErrNoSlot) {
				t.Fatalf("%v, but %v", err, again)
			}
			return
		}
		if len(slots) == 1 {
			if diff := cmp.Diff(single, slots[0]); diff != "" {
				t.Fatalf("one Slot, and not FindSlot's:\n%s", diff)
			}
			return
		}
		_, alone := spentBy(t, r, []Slot{single})
		_, together := spentBy(t, r, slots)
		if together.compareBurden(alone) <= 0 {
			t.Fatalf("rotating costs %+v, one Series %+v", together, alone)
		}
		for i := 1; i < len(slots); i++ {
			before, err := Occurrences(program.Series{Zone: slots[i-1].Zone, FirstLocal: slots[i-1].FirstLocal, Every: r.Every, Count: slots[i-1].Count, Skipped: slots[i-1].Skipped})
			if err != nil {
				t.Fatal(err)
			}
			first := program.Resolve(slots[i].FirstLocal, before[0].Location())
			if days := program.DateOf(before[len(before)-1]).DaysUntil(program.DateOf(first)); days < lengthInDays(r.Every)/2-1 {
				t.Fatalf("block %d begins %d days after a session", i, days)
			}
		}
	})
}

func TestRotationTakesTurnsByTheQuarter(t *testing.T) {
	r := request(t, "America/New_York", "Europe/Berlin", "Australia/Sydney")
	r.Every, r.Count = weekly, 52
	slots, err := FindRotation(r)
	if err != nil {
		t.Fatal(err)
	}
	single := find(t, r)
	if len(slots) != 4 {
		t.Fatalf("got %d blocks of a year, want 4", len(slots))
	}
	clocks, broken := map[string]bool{}, 0
	for _, s := range slots {
		if s.Count != 13 {
			t.Errorf("a block has %d sessions, want 13", s.Count)
		}
		clocks[s.FirstLocal.Format("15:04")] = true
		if s.Rest {
			broken++
		}
	}
	if len(clocks) < 2 || !single.Rest || broken == len(slots) {
		t.Errorf("got %+v\ninstead of %+v", slots, single)
	}
}

// Between an evening and the next morning lies the night: one of the two has
// to come far, and it is not always the same one.
func TestTheLongWayIsGoneInTurns(t *testing.T) {
	r := request(t, "Europe/Berlin", "Europe/Berlin")
	r.Members[0].Hours, r.Members[1].Hours = hours(t, "Mon 18:00-19:00"), hours(t, "Tue 07:00-08:00")
	r.Every, r.Count = weekly, 52
	slots, err := FindRotation(r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range slots {
		got = append(got, s.FirstLocal.Format("Mon 15:04"))
	}
	if diff := cmp.Diff([]string{"Mon 21:00", "Tue 06:00", "Mon 21:00", "Tue 06:00"}, got); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
}

func TestWhoHasACommonHourNeedsNoRotation(t *testing.T) {
	r := request(t, "America/New_York", "Europe/Berlin")
	r.Every, r.Count = weekly, 52
	slots, err := FindRotation(r)
	if diff := cmp.Diff([]Slot{find(t, r)}, slots); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	r.Members = nil
	if slots, err := FindRotation(r); err == nil {
		t.Errorf("nobody: got %v", slots)
	}
}

func TestBlocksAreQuartersOfAYear(t *testing.T) {
	for _, c := range []struct {
		every program.Length
		count int
		want  []int
	}{
		{weekly, 52, []int{13, 13, 13, 13}}, {weekly, 26, []int{13, 13}}, {weekly, 14, []int{14}}, {weekly, 40, []int{14, 13, 13}},
		{fortnightly, 13, []int{7, 6}}, {monthly, 6, []int{3, 3}}, {monthly, 1, []int{1}}, {program.Length{N: 6, Unit: program.Months}, 2, []int{1, 1}},
	} {
		if diff := cmp.Diff(c.want, blockSizes(c.every, c.count)); diff != "" {
			t.Errorf("%d every %s (-want +got):\n%s", c.count, c.every, diff)
		}
	}
}
