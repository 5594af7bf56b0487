package calendar

import (
	"context"
	"fmt"
	"slices"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// Google's limits of one question.
const (
	busyCalendars = 50
	busyWindow    = 90 * 24 * time.Hour
)

// FreeBusy is what is known of people's time. Everybody asked for is in one of
// the two: who is Unknown is not free, nobody knows.
type FreeBusy struct {
	Busy    map[program.Address][]Interval // in order, apart from each other; none: free
	Unknown map[program.Address]string     // Google's reason: "notFound" outside the domain
}

// Passing is why somebody is Unknown who may be known later, "" where nobody is.
func (f FreeBusy) Passing() string {
	for _, reason := range f.Unknown {
		if !slices.Contains([]string{"notFound", "forbidden", "notACalendarUser"}, reason) {
			return reason
		}
	}
	return ""
}

// Busy asks as the organiser when people are busy between two instants, for
// any number of people and any span. Absences and focus time are busy, a
// working location is not. A failure of Google's is a *GoogleError.
func (g *Google) Busy(ctx context.Context, organiser program.Address, people []program.Address, from, to time.Time) (FreeBusy, error) {
	if !from.Before(to) {
		return FreeBusy{}, fmt.Errorf("ask who is busy: found no time from %s to %s", from, to)
	}
	out := FreeBusy{Busy: map[program.Address][]Interval{}, Unknown: map[program.Address]string{}}
	for some := range slices.Chunk(people, busyCalendars) {
		for start := from; start.Before(to); start = start.Add(busyWindow) {
			end := start.Add(busyWindow)
			if end.After(to) {
				end = to
			}
			if err := g.busy(ctx, organiser, some, Interval{start, end}, &out); err != nil {
				return FreeBusy{}, err
			}
		}
	}
	for person := range out.Unknown {
		delete(out.Busy, person)
	}
	for person, times := range out.Busy {
		out.Busy[person] = joined(times)
	}
	return out, nil
}

// busy asks one question.
func (g *Google) busy(ctx context.Context, organiser program.Address, people []program.Address, window Interval, out *FreeBusy) error {
	question := &gcal.FreeBusyRequest{TimeMin: window.Start.UTC().Format(time.RFC3339), TimeMax: window.End.UTC().Format(time.RFC3339)}
	for _, person := range people {
		question.Items = append(question.Items, &gcal.FreeBusyRequestItem{Id: string(person)})
	}
	var answer *gcal.FreeBusyResponse
	err := g.rounds(ctx, organiser, func(api *gcal.Service) (err error) {
		if answer, err = api.Freebusy.Query(question).Context(ctx).Do(); err != nil {
			return judge("ask who is busy", false, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, person := range people {
		times, reason := readBusy(answer, person)
		if reason != "" {
			out.Unknown[person] = reason
			continue
		}
		out.Busy[person] = append(out.Busy[person], times...)
	}
	return nil
}

// readBusy returns a person's times, or the reason why nobody knows them. What
// cannot be read is not free.
func readBusy(answer *gcal.FreeBusyResponse, person program.Address) (times []Interval, reason string) {
	of, ok := answer.Calendars[string(person)]
	if !ok {
		return nil, "notAnswered"
	}
	if len(of.Errors) > 0 {
		return nil, of.Errors[0].Reason
	}
	for _, period := range of.Busy {
		start, err1 := time.Parse(time.RFC3339, period.Start)
		end, err2 := time.Parse(time.RFC3339, period.End)
		if err1 != nil || err2 != nil {
			return nil, fmt.Sprintf("unreadable time %q", period.Start)
		}
		times = append(times, Interval{start.UTC(), end.UTC()})
	}
	return times, ""
}

// joined sorts times and joins those that touch: a meeting on the seam of two
// windows is one.
func joined(times []Interval) []Interval {
	slices.SortFunc(times, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	var out []Interval
	for _, t := range times {
		if n := len(out); n > 0 && !t.Start.After(out[n-1].End) {
			if t.End.After(out[n-1].End) {
				out[n-1].End = t.End
			}
			continue
		}
		out = append(out, t)
	}
	return out
}
