package calendar

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

func hours(t testing.TB, s string) program.WeeklyHours {
	t.Helper()
	h, err := program.ParseWeeklyHours(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func members(t testing.TB, zones ...string) []Member {
	t.Helper()
	var out []Member
	for _, name := range zones {
		out = append(out, Member{Zone: zone(t, name)})
	}
	return out
}

// request asks for half a year of fortnightly sessions from 8 February 2027.
func request(t testing.TB, zones ...string) SlotRequest {
	return SlotRequest{Members: members(t, zones...), Duration: 45 * time.Minute, Earliest: date(t, "2027-02-08"), Every: fortnightly, Count: 13}
}

func find(t testing.TB, r SlotRequest) Slot {
	t.Helper()
	slot, err := FindSlot(r)
	if err != nil {
		t.Fatal(err)
	}
	return slot
}

// starts expands a Slot.
func starts(t testing.TB, r SlotRequest, s Slot) []time.Time {
	t.Helper()
	out, err := Occurrences(program.Series{Zone: s.Zone, FirstLocal: s.FirstLocal, Every: r.Every, Count: s.Count, Skipped: s.Skipped})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSessionsLieInsideEveryonesHoursAllYear(t *testing.T) {
	r := request(t, "America/New_York", "Europe/Berlin")
	for r.Seed = range 50 {
		slot := find(t, r)
		if slot.Outside || slot.Rest || slot.WorstMinutes+slot.TotalMinutes != 0 {
			t.Fatalf("got %+v though 15:00 to 17:00 in Berlin suits both", slot)
		}
		for _, start := range starts(t, r, slot) {
			for _, m := range r.Members {
				local := start.In(m.Zone)
				end := local.Add(r.Duration)
				if local.Hour() < 9 || end.Hour()*60+end.Minute() > 17*60 || local.Weekday() == time.Saturday || local.Weekday() == time.Sunday || local.Minute()%30 != 0 {
					t.Fatalf("seed %d meets at %s", r.Seed, local)
				}
			}
		}
	}
}

func TestSeedsSpreadPairingsOverTheWindow(t *testing.T) {
	r := request(t, "Europe/Berlin", "Europe/Paris")
	days, all := map[string]int{}, map[time.Time]int{}
	for r.Seed = range 300 {
		slot := find(t, r)
		days[slot.FirstLocal.Format("2006-01-02")]++
		all[slot.FirstLocal]++
	}
	if len(days) != 10 || len(all) < 100 {
		t.Errorf("got %d days and %d hours, want 10 and more than 100", len(days), len(all))
	}
	for day, n := range days {
		if n < 15 || n > 50 {
			t.Errorf("%s has %d of 300", day, n)
		}
	}
	if diff := cmp.Diff(find(t, r), find(t, r)); diff != "" {
		t.Errorf("one seed, two slots:\n%s", diff)
	}
}

func TestTheBetterAnchorIsChosen(t *testing.T) {
	// Over a summer and a winter one hour of the day fits both only if it is
	// anchored where it does not move.
	r := request(t, "America/New_York", "Asia/Kolkata")
	r.Members[0].Hours = hours(t, "Mon-Fri 07:00-10:30")
	r.Members[1].Hours = hours(t, "Mon-Fri 18:00-18:45")
	r.Count = 26
	slot := find(t, r)
	want := Slot{Zone: "Asia/Kolkata", Count: 26}
	if got := (Slot{Zone: slot.Zone, Count: slot.Count, Outside: slot.Outside}); !cmp.Equal(want, got) || slot.FirstLocal.Format("15:04") != "18:00" {
		t.Errorf("got %+v", slot)
	}
}

func TestWhatAnHourCostsOverAYear(t *testing.T) {
	for _, c := range []struct {
		anchor  int
		sec     int64
		ny, ist int64
	}{
		{0, 8*3600 + 1800, 1560, 6540}, // 08:30 New York
		{1, 19 * 3600, 540, 8580},      // 19:00 Kolkata, the same hour in January
	} {
		r := request(t, "America/New_York", "Asia/Kolkata")
		r.Earliest, r.Every, r.Count = date(t, "2027-01-04"), weekly, 52
		s, err := newSearch(r)
		if err != nil {
			t.Fatal(err)
		}
		score, _, ok := s.score(candidate{c.anchor, s.window[0], c.sec})
		if diff := cmp.Diff([]int64{c.ny, c.ist}, []int64{s.spent[0].cost, s.spent[1].cost}); diff != "" || !ok || score.total != c.ny+c.ist {
			t.Errorf("anchor %d: %v %+v (-want +got):\n%s", c.anchor, ok, score, diff)
		}
	}
}

func TestQuartersWhereZonesDoNotShareHalfHours(t *testing.T) {
	r := request(t, "Pacific/Chatham", "Asia/Kathmandu")
	r.Members[0].Hours, r.Members[1].Hours = hours(t, "Mon-Fri 12:00-20:00"), hours(t, "Mon-Fri 06:00-14:00")
	for r.Seed = range 20 {
		slot := find(t, r)
		if slot.Outside {
			t.Fatalf("got %+v, though 06:15 in Kathmandu suits both", slot)
		}
		for _, start := range starts(t, r, slot) {
			for _, m := range r.Members {
				if start.In(m.Zone).Minute()%15 != 0 {
					t.Errorf("meets at %s", start.In(m.Zone))
				}
			}
		}
	}
}

func TestAQuarterIsTakenWhereOnlyItFits(t *testing.T) {
	r := request(t, "Europe/Berlin", "Europe/Paris")
	r.Members[0].Hours, r.Members[1].Hours = hours(t, "Tue 10:15-12:00"), hours(t, "Tue 08:00-11:00")
	if slot := find(t, r); slot.Outside || slot.FirstLocal.Format("Mon 15:04") != "Tue 10:15" {
		t.Errorf("got %+v", slot)
	}
}

func TestNobodyMeetsAtNightIfItCanBeAvoided(t *testing.T) {
	for _, zones := range [][]string{
		{"America/New_York", "Australia/Sydney"},
		{"America/Los_Angeles", "Asia/Kolkata"},
		{"Europe/London", "Pacific/Auckland"},
		{"America/New_York", "Europe/Berlin", "Asia/Tokyo"},
	} {
		r := request(t, zones...)
		slot := find(t, r)
		if !slot.Outside || slot.TotalMinutes == 0 {
			t.Errorf("%v: got %+v, want one outside somebody's hours", zones, slot)
		}
		for _, start := range starts(t, r, slot) {
			for _, m := range r.Members {
				local := start.In(m.Zone)
				end := local.Add(r.Duration)
				if !slot.Rest && (local.Hour() < 6 || end.Hour()*60+end.Minute() > 22*60 || end.Day() != local.Day()) {
					t.Errorf("%v meet at %s", zones, local)
				}
			}
		}
	}
	if slot := find(t, request(t, "America/New_York", "Europe/Berlin", "Australia/Sydney")); !slot.Rest {
		t.Errorf("got %+v: three corners of the world always wake somebody", slot)
	}
}

// A few nights, while clocks differ, are no reason to meet on days off for half a year.
func TestNobodyMeetsOnDaysOffToSpareAFewNights(t *testing.T) {
	for _, zones := range [][]string{
		{"Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"}, {"Europe/Berlin", "America/Los_Angeles", "Asia/Singapore"},
		{"America/New_York", "Australia/Sydney", "Africa/Nairobi"},
	} {
		r := request(t, zones...)
		r.Every, r.Count = weekly, 26
		for _, start := range starts(t, r, find(t, r)) {
			for _, m := range r.Members {
				if day := start.In(m.Zone).Weekday(); day == time.Saturday || day == time.Sunday {
					t.Errorf("%v meet on a %s", zones, start.In(m.Zone).Format("Monday 15:04 MST"))
				}
			}
		}
	}
}

func TestWhoWorksAtNightMayMeetAtNight(t *testing.T) {
	r := request(t, "Europe/Berlin", "Europe/Berlin")
	r.Members[0].Hours = hours(t, "Mon-Fri 22:00-24:00; Tue-Sat 00:00-06:00")
	r.Members[1].Hours = hours(t, "Wed 23:00-24:00; Thu 00:00-02:00")
	r.Duration = 3 * time.Hour
	slot := find(t, r)
	if slot.Outside || slot.Rest || slot.FirstLocal.Format("Mon 15:04") != "Wed 23:00" {
		t.Errorf("got %+v, want Wednesday 23:00 over midnight", slot)
	}
}

func TestClosures(t *testing.T) {
	closing := func(days ...string) func(program.Date) bool {
		return func(d program.Date) bool {
			for _, day := range days {
				if d == date(t, day) {
					return true
				}
			}
			return false
		}
	}
	for _, c := range []struct {
		why    string
		zones  []string
		hours  string
		every  program.Length
		count  int
		closed func(program.Date) bool
		want   Slot
	}{
		{"a closed first session gives way to the next", []string{"Europe/Berlin"}, "Mon 09:00-09:45", weekly, 4, closing("2027-02-08"),
			Slot{Zone: "Europe/Berlin", FirstLocal: wall(t, "2027-02-15 09:00"), Count: 3}},
		{"later ones are skipped", []string{"Europe/Berlin"}, "Mon 09:00-09:45", weekly, 4, closing("2027-02-15", "2027-03-01"),
			Slot{Zone: "Europe/Berlin", FirstLocal: wall(t, "2027-02-08 09:00"), Count: 4,
				Skipped: []time.Time{wall(t, "2027-02-15 09:00"), wall(t, "2027-03-01 09:00")}}},
		{"the day that loses nothing is better", []string{"Europe/Berlin"}, "Mon-Tue 09:00-09:45", weekly, 4, closing("2027-02-15"),
			Slot{Zone: "Europe/Berlin", FirstLocal: wall(t, "2027-02-09 09:00"), Count: 4}},
		{"a day closed where it is already tomorrow", []string{"America/New_York", "Australia/Sydney"}, "Mon-Fri 17:00-17:45; Tue-Fri 09:00-09:45", weekly, 1,
			closing("2027-02-10", "2027-02-11", "2027-02-12"),
			Slot{Zone: "America/New_York", FirstLocal: wall(t, "2027-02-08 17:00"), Count: 1}},
	} {
		t.Run(c.why, func(t *testing.T) {
			r := SlotRequest{Members: members(t, c.zones...), Duration: 45 * time.Minute, Earliest: date(t, "2027-02-08"), Every: c.every, Count: c.count, Closed: c.closed}
			for i := range r.Members {
				r.Members[i].Hours = hours(t, c.hours)
			}
			got := find(t, r)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("slot (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAClosedFifthMondayGoesOnByTheNextOnesRule(t *testing.T) {
	r := request(t, "Europe/Berlin")
	r.Members[0].Hours = hours(t, "Mon 09:00-09:45")
	r.Earliest, r.Window, r.Every, r.Count = date(t, "2027-03-29"), program.Length{N: 1, Unit: program.Days}, monthly, 3
	r.Closed = func(d program.Date) bool { return d == date(t, "2027-03-29") || d == date(t, "2027-05-31") }
	want := Slot{Zone: "Europe/Berlin", FirstLocal: wall(t, "2027-04-26 09:00"), Count: 2} // the fourth: then 24 May, not the 31st
	if diff := cmp.Diff(want, find(t, r)); diff != "" {
		t.Errorf("slot (-want +got):\n%s", diff)
	}
}

func TestClosedForEverHasNoSlot(t *testing.T) {
	r := request(t, "Europe/Berlin")
	r.Closed = func(program.Date) bool { return true }
	if slot, err := FindSlot(r); !errors.Is(err, ErrNoSlot) {
		t.Errorf("got %+v, %v", slot, err)
	}
}

func TestNoHoursAreTheUsualHours(t *testing.T) {
	r := request(t, "Europe/Berlin", "America/New_York")
	without := find(t, r)
	r.Members[0].Hours, r.Members[1].Hours = program.DefaultHours(), program.DefaultHours()
	if diff := cmp.Diff(find(t, r), without); diff != "" {
		t.Errorf("slot (-want +got):\n%s", diff)
	}
}

func TestRequestsWithoutSenseAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*SlotRequest){
		"no members":          func(r *SlotRequest) { r.Members = nil },
		"no zone":             func(r *SlotRequest) { r.Members[0].Zone = nil },
		"this machine's zone": func(r *SlotRequest) { r.Members[0].Zone = time.Local },
		"no duration":         func(r *SlotRequest) { r.Duration = 0 },
		"a day's session":     func(r *SlotRequest) { r.Duration = 24 * time.Hour },
		"no earliest date":    func(r *SlotRequest) { r.Earliest = program.Date{} },
		"no sessions":         func(r *SlotRequest) { r.Count = 0 },
		"every hour":          func(r *SlotRequest) { r.Every = program.Length{N: 1, Unit: program.Hours} },
		"a window of minutes": func(r *SlotRequest) { r.Window = program.Length{N: 1, Unit: program.Minutes} },
		"a window of years":   func(r *SlotRequest) { r.Window = program.Length{N: 13, Unit: program.Months} },
	} {
		r := request(t, "Europe/Berlin")
		spoil(&r)
		if slot, err := FindSlot(r); err == nil || errors.Is(err, ErrNoSlot) {
			t.Errorf("%s: got %+v, %v", name, slot, err)
		}
	}
}
