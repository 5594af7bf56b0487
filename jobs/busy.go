package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// busyWithin bounds how long somebody waits for what Google knows.
const busyWithin = 20 * time.Second

// busy is when people are busy between two instants, by address, as far as Google
// knows: of those whose mailboxes are in the sender's domain. Who is not asked, or
// not known, is taken to be free in their working hours; so is everybody while
// Google cannot be asked, because a program is not to wait for it.
func (w *Work) busy(ctx context.Context, people []program.Participant, from, to time.Time) map[program.Address][]calendar.Interval {
	if w.Google == nil || !from.Before(to) {
		return nil
	}
	var ours []program.Address
	for _, p := range people {
		if !p.Person.Erased() && p.Person.Address.Domain() == w.From.Domain() {
			ours = append(ours, p.Person.Address)
		}
	}
	if len(ours) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, busyWithin)
	defer cancel()
	known, err := w.Google.Busy(ctx, w.From, ours, from, to)
	if err != nil {
		w.Log.Warn("nobody can be asked when people are busy", "reason", err.Error())
		return nil
	}
	return known.Busy
}

// seats are members as those who look for an hour see them.
func seats(members []program.Participant, fallback *time.Location, busy map[program.Address][]calendar.Interval) []calendar.Member {
	var out []calendar.Member
	for _, p := range members {
		out = append(out, calendar.Member{Zone: p.Person.TimeZone(fallback), Hours: p.Person.WorkingHours(), Busy: busy[p.Person.Address]})
	}
	return out
}
