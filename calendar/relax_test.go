package calendar

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

func TestWhatHasToGive(t *testing.T) {
	type give struct {
		Minutes int // of a session
		Hour    string
		Strains []Strain
		Clashes int
	}
	berlin := func(from, to string) Interval {
		return Interval{on(t, "Europe/Berlin", from), on(t, "Europe/Berlin", to)}
	}
	for _, c := range []struct {
		why         string
		first, then Member
		want        []give
	}{
		{"half an hour is common, and each could stay a quarter longer or come earlier",
			Member{Hours: hours(t, "Mon 09:00-12:30")}, Member{Hours: hours(t, "Mon 12:00-18:00")},
			[]give{{30, "Mon 12:00", nil, 0}, {45, "Mon 12:00", []Strain{{0, time.Monday, true, 15, 4}}, 0}, {45, "Mon 11:45", []Strain{{1, time.Monday, false, 15, 4}}, 0}}},
		{"nothing is common: the nearer evening is named first",
			Member{Hours: hours(t, "Mon 09:00-12:00")}, Member{Hours: hours(t, "Mon 12:30-18:00; Tue 06:00-08:00")},
			[]give{{45, "Mon 12:30", []Strain{{0, time.Monday, true, 75, 4}}, 0}, {45, "Mon 11:15", []Strain{{1, time.Monday, false, 75, 4}}, 0}}},
		{"somebody is busy at half of the only common hour",
			Member{Hours: hours(t, "Mon 09:00-10:00"), Busy: []Interval{berlin("2027-02-15 09:00", "2027-02-15 10:00")}}, Member{Hours: hours(t, "Mon 09:00-17:00")},
			[]give{{45, "Mon 10:00", []Strain{{0, time.Monday, true, 45, 4}}, 0}, {45, "Mon 09:00", nil, 1}}},
		{"there is a common hour", Member{}, Member{}, nil},
	} {
		t.Run(c.why, func(t *testing.T) {
			r := SlotRequest{Members: []Member{c.first, c.then}, Duration: 45 * time.Minute, Earliest: date(t, "2027-02-08"), Every: weekly, Count: 4}
			r.Members[0].Zone, r.Members[1].Zone = zone(t, "Europe/Berlin"), zone(t, "Europe/Berlin")
			all, err := Relaxations(r)
			if err != nil {
				t.Fatal(err)
			}
			var got []give
			for _, x := range all {
				got = append(got, give{int(x.Duration / time.Minute), x.Slot.FirstLocal.Format("Mon 15:04"), x.Strains, len(x.Slot.Clashes)})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("relaxations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheLongestSessionThatFitsIsNamed(t *testing.T) {
	for common := 10; common < 90; common += 5 {
		r := request(t, "Europe/Berlin", "Europe/Berlin")
		r.Duration = 90 * time.Minute
		r.Members[0].Hours = hours(t, "Wed 10:00-14:00")
		r.Members[1].Hours = hours(t, "Wed 07:00-"+(10*60+program.Clock(common)).String())
		all, err := Relaxations(r)
		if err != nil {
			t.Fatal(err)
		}
		var got time.Duration
		if len(all[0].Strains) == 0 {
			got = all[0].Duration
		}
		if want := time.Duration(common/15*15) * time.Minute; got != want {
			t.Errorf("%d minutes in common: got %s, want %s", common, got, want)
		}
	}
}

func TestWhereNobodyAloneCanGiveAllDo(t *testing.T) {
	r := request(t, "America/New_York", "Europe/Berlin", "Australia/Sydney")
	all, err := Relaxations(r)
	if err != nil || len(all) != 1 || len(all[0].Strains) < 2 {
		t.Fatalf("got %+v, %v; want one that strains two", all, err)
	}
	if diff := cmp.Diff(find(t, r), all[0].Slot); diff != "" {
		t.Errorf("not FindSlot's hour:\n%s", diff)
	}
	r.Members = nil
	if all, err := Relaxations(r); err == nil {
		t.Errorf("nobody: got %v", all)
	}
}

// What is said to be enough must be enough, and a longer session must not.
func TestWhatGivesIsEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		all, err := Relaxations(r)
		chosen, again := FindSlot(r)
		if err != nil || again != nil {
			if !errors.Is(err, ErrNoSlot) || !errors.Is(again, ErrNoSlot) {
				t.Fatalf("%v, but %v", err, again)
			}
			return
		}
		if fits := !chosen.Outside && len(chosen.Clashes) == 0; fits != (len(all) == 0) {
			t.Fatalf("FindSlot gives %+v, and to give is %+v", chosen, all)
		}
		for _, x := range all {
			changed := r
			changed.Duration = x.Duration
			changed.Members = append([]Member{}, r.Members...)
			for _, strain := range x.Strains {
				m := &changed.Members[strain.Member]
				m.Hours = longer(m.Hours, strain)
			}
			if len(x.Slot.Clashes) > 0 {
				for i := range changed.Members {
					changed.Members[i].Busy = nil
				}
			}
			if slot, err := FindSlot(changed); err != nil || slot.Outside || len(slot.Clashes) > 0 {
				t.Fatalf("%+v is not enough: %+v, %v", x, slot, err)
			}
			if x.Duration < r.Duration-15*time.Minute {
				changed.Duration += 15 * time.Minute
				if slot, err := FindSlot(changed); err == nil && !slot.Outside && len(slot.Clashes) == 0 {
					t.Fatalf("%s would fit too, not only %+v", changed.Duration, x)
				}
			}
		}
	})
}

// longer adds what a strain asks for at one side of all runs of its day, also
// where it reaches into a neighbouring day.
func longer(w program.WeeklyHours, strain Strain) program.WeeklyHours {
	var works [weekMinutes]bool
	for _, run := range workRuns(orDefault(w)) {
		from, to := run.from, run.to
		switch {
		case strain.Later && time.Weekday((to-1+weekMinutes)/dayMinutes%7) == strain.Weekday:
			to += strain.Minutes
		case !strain.Later && time.Weekday((from+weekMinutes)/dayMinutes%7) == strain.Weekday:
			from -= strain.Minutes
		}
		for m := from; m < to; m++ {
			works[(m+2*weekMinutes)%weekMinutes] = true
		}
	}
	var hours program.WeeklyHours
	for day := range 7 {
		for m := 0; m < dayMinutes; m++ {
			from := m
			for m < dayMinutes && works[day*dayMinutes+m] {
				m++
			}
			if m > from {
				hours[day] = append(hours[day], program.Span{From: program.Clock(from), To: program.Clock(m)})
			}
		}
	}
	return hours
}
