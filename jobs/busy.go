package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// busyWithin bounds how long somebody waits for what Google knows.
const busyWithin = 20 * time.Second

// times are when people are busy, by Person.
type times map[program.ID][]calendar.Interval

// meet adds the Sessions of members.
func (t times) meet(members []program.Participant, sessions []program.Session) {
	for _, p := range members {
		for _, s := range sessions {
			t[p.PersonID] = append(t[p.PersonID], calendar.Interval{Start: s.StartsAt, End: s.EndsAt})
		}
	}
}

// busy is when people are busy between two instants: when they meet others, in
// whatever Program, but for these Pairings, and as far as Google knows.
func (w *Work) busy(ctx context.Context, people []program.Participant, from, to time.Time, but ...program.Pairing) (times, error) {
	out := w.freeBusy(ctx, people, from, to)
	ids := make([]program.ID, len(people))
	for i, p := range people {
		ids[i] = p.PersonID
	}
	meetings, err := w.Store.MeetingsOf(ctx, ids, from, to)
	for _, m := range meetings {
		if !slices.ContainsFunc(but, func(p program.Pairing) bool { return p.ID == m.PairingID }) {
			out[m.PersonID] = append(out[m.PersonID], calendar.Interval{Start: m.StartsAt, End: m.EndsAt})
		}
	}
	return out, err
}

// freeBusy is when people are busy between two instants as far as Google
// knows: of those whose mailboxes are in the sender's domain. Who is not asked, or
// not known, is taken to be free in their working hours; so is everybody while
// Google cannot be asked, because a program is not to wait for it.
func (w *Work) freeBusy(ctx context.Context, people []program.Participant, from, to time.Time) times {
	out := times{}
	if w.Google == nil || !from.Before(to) {
		return out
	}
	var ours []program.Address
	for _, p := range people {
		if !p.Person.Erased() && p.Person.Address.Domain() == w.From.Domain() {
			ours = append(ours, p.Person.Address)
		}
	}
	slices.Sort(ours)
	if ours = slices.Compact(ours); len(ours) == 0 {
		return out
	}
	ctx, cancel := context.WithTimeout(ctx, busyWithin)
	defer cancel()
	known, err := w.Google.Busy(ctx, w.From, ours, from, to)
	if err != nil {
		w.Log.Warn("nobody can be asked when people are busy", "reason", err.Error())
		return out
	}
	for _, p := range people {
		out[p.PersonID] = known.Busy[p.Person.Address]
	}
	return out
}

// seats are members as those who look for an hour see them.
func seats(members []program.Participant, fallback *time.Location, busy times) []calendar.Member {
	var out []calendar.Member
	for _, p := range members {
		out = append(out, calendar.Member{Zone: p.Person.TimeZone(fallback), Hours: p.Person.WorkingHours(), Busy: busy[p.PersonID]})
	}
	return out
}
