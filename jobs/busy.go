package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

const (
	// busyWithin bounds how long somebody waits for what Google knows.
	busyWithin = 20 * time.Second
	// busyTries is how often a job asks when people are busy, before it goes on by
	// their working hours alone: with the pauses between, for two hours.
	busyTries = 8
)

// errBusyUnknown says that Google does not tell now when somebody is busy, and may
// later: who is unknown is not free.
var errBusyUnknown = errors.New("it is not known at present when everybody is busy")

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
// whatever Program, but for these Pairings, and as far as Google knows. Where it is
// errBusyUnknown the times are those that are known.
func (w *Work) busy(ctx context.Context, people []program.Participant, from, to time.Time, but ...program.Pairing) (times, error) {
	out, unknown := w.freeBusy(ctx, people, from, to)
	meetings, err := w.elsewhere(ctx, people, from, to, but...)
	for person, at := range meetings {
		out[person] = append(out[person], at...)
	}
	return out, cmp.Or(err, unknown)
}

// elsewhere is when people meet others between two instants, in whatever Program, but
// for these Pairings.
func (w *Work) elsewhere(ctx context.Context, people []program.Participant, from, to time.Time, but ...program.Pairing) (times, error) {
	ids := make([]program.ID, len(people))
	for i, p := range people {
		ids[i] = p.PersonID
	}
	out := times{}
	meetings, err := w.Store.MeetingsOf(ctx, ids, from, to)
	for _, m := range meetings {
		if !slices.ContainsFunc(but, func(p program.Pairing) bool { return p.ID == m.PairingID }) {
			out[m.PersonID] = append(out[m.PersonID], calendar.Interval{Start: m.StartsAt, End: m.EndsAt})
		}
	}
	return out, err
}

// freeBusy is when people are busy between two instants as far as Google
// knows: of those whose mailboxes are in the sender's domain. Who is not asked, or has
// no calendar there, is taken to be free in their working hours; so is everybody where
// Google refuses to be asked, until the operator changes something. Any other failure
// is errBusyUnknown.
func (w *Work) freeBusy(ctx context.Context, people []program.Participant, from, to time.Time) (times, error) {
	out := times{}
	if w.Google == nil || !from.Before(to) {
		return out, nil
	}
	var ours []program.Address
	for _, p := range people {
		if !p.Person.Erased() && p.Person.Address.Domain() == w.From.Domain() {
			ours = append(ours, p.Person.Address)
		}
	}
	slices.Sort(ours)
	if ours = slices.Compact(ours); len(ours) == 0 {
		return out, nil
	}
	ctx, cancel := context.WithTimeout(ctx, busyWithin)
	defer cancel()
	known, err := w.Google.Busy(ctx, w.From, ours, from, to)
	if failed, ok := errors.AsType[*calendar.GoogleError](err); ok && !failed.Again() {
		w.Log.Warn("nobody can be asked when people are busy", "reason", err.Error())
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("%w: %w", errBusyUnknown, err)
	}
	for _, p := range people {
		out[p.PersonID] = known.Busy[p.Person.Address]
	}
	if reason := known.Passing(); reason != "" {
		return out, fmt.Errorf("%w: %s", errBusyUnknown, reason)
	}
	return out, nil
}

// seats are members as those who look for an hour see them.
func seats(prog db.Program, members []program.Participant, busy times) []calendar.Member {
	var out []calendar.Member
	for _, p := range members {
		out = append(out, calendar.Member{
			Zone: p.Person.TimeZone(prog.Location()), Hours: p.Person.WorkingHours(), Busy: busy[p.PersonID], Buffer: prog.Sessions.Buffer.Duration(),
		})
	}
	return out
}
