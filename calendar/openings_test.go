package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

func TestOpeningsAreTheNearestHoursThatSuitAll(t *testing.T) {
	berlin, newYork := mustZone(t, "Europe/Berlin"), mustZone(t, "America/New_York")
	hours := program.DefaultHours()
	at := func(day, hour, minute int) time.Time { return time.Date(2027, 3, day, hour, minute, 0, 0, time.UTC) }
	got := Openings(OpeningRequest{
		Members: []Member{{berlin, hours}, {newYork, hours}}, Duration: 45 * time.Minute,
		Session: at(9, 14, 0), From: at(9, 12, 0), To: at(13, 0, 0), Most: 5, // a Tuesday; Berlin works to 16:00 UTC, New York from 14:00
		Closed: func(d program.Date) bool { return d == (program.Date{Year: 2027, Month: time.March, Day: 10}) },
	})
	want := []time.Time{at(9, 14, 30), at(9, 15, 0), at(11, 14, 0), at(11, 14, 30), at(12, 14, 0)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func mustZone(t testing.TB, name string) *time.Location {
	loc, err := program.LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestEveryOpeningLiesInEverybodysHours(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Auckland"}
	rapid.Check(t, func(t *rapid.T) {
		r := OpeningRequest{
			Duration: time.Duration(rapid.SampledFrom([]int{30, 45, 60}).Draw(t, "minutes")) * time.Minute,
			Session:  time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 2*365*96).Draw(t, "quarter")) * 15 * time.Minute),
			Most:     rapid.IntRange(1, 4).Draw(t, "most"),
		}
		r.From, r.To = r.Session.AddDate(0, 0, -3), r.Session.AddDate(0, 0, 7)
		for range rapid.IntRange(1, 3).Draw(t, "members") {
			loc, err := program.LoadZone(rapid.SampledFrom(zones).Draw(t, "zone"))
			if err != nil {
				t.Fatal(err)
			}
			r.Members = append(r.Members, Member{loc, program.DefaultHours()})
		}
		got := Openings(r)
		if len(got) > r.Most {
			t.Fatalf("%d openings, at most %d were asked for", len(got), r.Most)
		}
		for _, start := range got {
			for _, m := range r.Members {
				from, to := start.In(m.Zone), start.Add(r.Duration).In(m.Zone)
				day := from.Weekday()
				if day == time.Saturday || day == time.Sunday || from.Hour() < 9 || to.Hour() > 17 || to.Hour() == 17 && to.Minute() > 0 || program.Ambiguous(from, m.Zone) {
					t.Fatalf("%s to %s", from, to)
				}
			}
			if start.Equal(r.Session) || start.Before(r.From) || start.Add(r.Duration).After(r.To) {
				t.Fatalf("%s of %+v", start, r)
			}
		}
	})
}
