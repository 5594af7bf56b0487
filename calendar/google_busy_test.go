package calendar

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/program"
)

// held is an event between two times like "2027-03-22 12:00", in UTC.
func held(t *testing.T, from, to string) *gcal.Event {
	t.Helper()
	return &gcal.Event{Start: at(wall(t, from), "UTC"), End: at(wall(t, to), "UTC")}
}

func booked(t *testing.T, g *Google, people []program.Address, from, to string) FreeBusy {
	t.Helper()
	got, err := g.Busy(context.Background(), ada, people, wall(t, from), wall(t, to))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAbsenceAndFocusAreBusyAndAWorkingLocationIsNot(t *testing.T) {
	server, g := workspace(t)
	for i, kind := range []string{"outOfOffice", "focusTime", "workingLocation", "default"} {
		e := held(t, fmt.Sprintf("2027-03-2%d 09:00", i), fmt.Sprintf("2027-03-2%d 10:00", i))
		e.EventType = kind
		server.Add(kofi, e)
	}
	free := held(t, "2027-03-25 09:00", "2027-03-25 10:00")
	free.Transparency = "transparent"
	server.Add(kofi, free)
	got := booked(t, g, []program.Address{kofi}, "2027-03-01 00:00", "2027-04-01 00:00")
	var days []int
	for _, b := range got.Busy[kofi] {
		days = append(days, b.Start.Day())
	}
	if diff := cmp.Diff([]int{20, 21, 23}, days); diff != "" {
		t.Errorf("busy days (-want +got):\n%s", diff)
	}
}

func TestWhoCannotBeReadIsUnknownAndNotFree(t *testing.T) {
	server, g := workspace(t)
	server.HideBusy(mei, "internalError")
	got := booked(t, g, []program.Address{kofi, mei, guest}, "2027-03-01 00:00", "2027-04-01 00:00")
	want := FreeBusy{Busy: map[program.Address][]Interval{kofi: nil}, Unknown: map[program.Address]string{mei: "internalError", guest: "notFound"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("free and busy (-want +got):\n%s", diff)
	}
}

func TestAPersonWhoIsUnknownInOneWindowIsUnknown(t *testing.T) {
	server, g := workspace(t)
	server.Add(kofi, held(t, "2027-01-02 09:00", "2027-01-02 10:00"))
	questions := 0
	beforeEach(t, g, func(r *http.Request) {
		if questions++; questions == 2 {
			server.HideBusy(kofi, "internalError")
		}
	})
	got := booked(t, g, []program.Address{kofi}, "2027-01-01 00:00", "2027-06-01 00:00")
	want := FreeBusy{Busy: map[program.Address][]Interval{}, Unknown: map[program.Address]string{kofi: "internalError"}}
	if diff := cmp.Diff(want, got); diff != "" || questions != 2 {
		t.Errorf("free and busy of %d questions (-want +got):\n%s", questions, diff)
	}
}

func TestTimesThatCannotBeReadAreUnknown(t *testing.T) {
	answer := &gcal.FreeBusyResponse{Calendars: map[string]gcal.FreeBusyCalendar{
		"a@example.org": {Busy: []*gcal.TimePeriod{{Start: "yesterday", End: "2027-03-01T00:00:00Z"}}},
	}}
	for _, person := range []program.Address{"a@example.org", "b@example.org"} {
		if times, reason := readBusy(answer, person); reason == "" || times != nil {
			t.Errorf("found %v and %q for %s, expected a reason", times, reason, person)
		}
	}
}

func TestNoTimeIsNoQuestion(t *testing.T) {
	_, g := workspace(t)
	now := wall(t, "2027-01-01 00:00")
	if got, err := g.Busy(context.Background(), ada, []program.Address{kofi}, now, now); err == nil {
		t.Errorf("found %+v, expected an error", got)
	}
}

func TestManyPeopleAndAYearAreAskedInParts(t *testing.T) {
	var users []string
	var people []program.Address
	for i := range 120 {
		users = append(users, fmt.Sprintf("u%d@example.org", i))
		people = append(people, program.Address(users[i]))
	}
	server := googlefake.Start(t, googlefake.Options{Users: append(users, ada)})
	g := client(t, server)
	// The first window ends on 1 April at midnight.
	server.Add(users[119], held(t, "2027-03-31 23:00", "2027-04-01 01:00"))
	server.Add(users[119], held(t, "2027-12-30 09:00", "2027-12-30 10:00"))
	got := booked(t, g, people, "2027-01-01 00:00", "2027-12-31 00:00")
	if len(got.Busy) != 120 || len(got.Unknown) != 0 {
		t.Errorf("found %d known and %d unknown, expected 120 and none", len(got.Busy), len(got.Unknown))
	}
	want := []Interval{{wall(t, "2027-03-31 23:00"), wall(t, "2027-04-01 01:00")}, {wall(t, "2027-12-30 09:00"), wall(t, "2027-12-30 10:00")}}
	if diff := cmp.Diff(want, got.Busy[people[119]]); diff != "" {
		t.Errorf("busy (-want +got):\n%s", diff)
	}
	if n := server.Succeeded("POST") - 1; n != 3*5 { // one POST is for the token
		t.Errorf("found %d questions, expected 15", n)
	}
}

func TestWhoDeclinedIsFree(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	if err := server.Answer(ada, second(time.Time{}).instanceID(), kofi, "declined"); err != nil {
		t.Fatal(err)
	}
	got := booked(t, g, []program.Address{ada, kofi}, "2027-03-01 00:00", "2027-04-30 00:00")
	if len(got.Busy[ada]) != 4 || len(got.Busy[kofi]) != 3 {
		t.Errorf("found %d and %d, expected Ada busy 4 times and Kofi 3", len(got.Busy[ada]), len(got.Busy[kofi]))
	}
}

func TestWhoHasNoCalendarStaysUnknownAndOthersMayBeKnownLater(t *testing.T) {
	for _, c := range []struct {
		unknown map[program.Address]string
		want    string
	}{
		{nil, ""},
		{map[program.Address]string{guest: "notFound", mei: "forbidden"}, ""},
		{map[program.Address]string{guest: "notFound", mei: "internalError"}, "internalError"},
		{map[program.Address]string{mei: "notAnswered"}, "notAnswered"},
	} {
		if got := (FreeBusy{Unknown: c.unknown}).Passing(); got != c.want {
			t.Errorf("%v: found %q, want %q", c.unknown, got, c.want)
		}
	}
}
