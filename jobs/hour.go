package jobs

import (
	"errors"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// hour is when a Pairing meets: its Series one after the other, with their sessions,
// and what would have to give for an hour inside everybody's working hours.
type hour struct {
	series  []program.Series // none where no meeting could be planned
	starts  [][]time.Time    // of each
	outside bool             // somebody's working hours
	ways    []calendar.Relaxation
}

// mostWays is how many ways to a better hour people are told of.
const mostWays = 2

// waysFor are the nearest ways to a better hour as one member reads of them.
func (h hour) waysFor(members []program.Participant, reader program.Participant) []templates.Way {
	var ways []templates.Way
	for _, r := range h.ways {
		var way templates.Way
		if len(r.Strains) == 0 && len(r.Slot.Clashes) == 0 {
			way.Shorter = int(r.Duration / time.Minute)
		}
		for _, s := range r.Strains {
			strain := templates.Strain{Name: members[s.Member].Person.DisplayName(), Weekday: int(s.Weekday), Later: s.Later, Minutes: s.Minutes}
			if members[s.Member].ID == reader.ID {
				strain.Name = ""
			}
			way.Strains = append(way.Strains, strain)
		}
		if (way.Shorter > 0 || len(way.Strains) == 1) && len(ways) < mostWays {
			ways = append(ways, way)
		}
	}
	return ways
}

// plan finds when a Pairing meets; there is no Series when closures, or the end of
// the Program, leave no day.
func (o opening) plan(p program.Pairing, members []program.Participant) (found hour, err error) {
	request, ok := o.request(p, members)
	if !ok {
		return found, nil
	}
	slots, err := calendar.FindRotation(request)
	if errors.Is(err, calendar.ErrNoSlot) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	number := 1
	for i, slot := range slots {
		s := o.series(p, i, slot)
		s.Duration, s.Every, s.Number = request.Duration, request.Every, number
		s, starts, err := o.within(s)
		if err != nil {
			return hour{}, err
		}
		if len(starts) == 0 {
			break
		}
		found.series, found.starts, found.outside = append(found.series, s), append(found.starts, starts), found.outside || slot.Outside
		number += len(starts)
	}
	for i := range found.series {
		found.series[i].Of = number - 1
	}
	if found.outside {
		found.ways, err = calendar.Relaxations(request)
	}
	return found, err
}

// within is a Series until the Program ends, with its sessions; none where the first
// would be over later.
func (o opening) within(s program.Series) (program.Series, []time.Time, error) {
	for ; s.Count > 0; s.Count-- {
		starts, err := calendar.Occurrences(s)
		if err != nil || !starts[len(starts)-1].Add(s.Duration).After(o.prog.Ends()) {
			return s, starts, err
		}
	}
	return s, nil, nil
}

// request is what is asked of the hour of a Pairing; ok is false where no day is left.
func (o opening) request(p program.Pairing, members []program.Participant) (r calendar.SlotRequest, ok bool) {
	start, end := meetFrom(o.prog, members, o.draft.UndoUntil), o.prog.EndDate()
	days, every := start.DaysUntil(end), o.prog.Sessions.Every
	if days < 1 {
		return r, false
	}
	r = calendar.SlotRequest{
		Members: seats(o.prog, members, o.busy), Duration: o.prog.Sessions.Length.Duration(), Earliest: start, Every: every,
		Count: max(1, days/max(1, int(every.Duration()/(24*time.Hour)))), Closed: o.prog.Closed, Seed: seedOf(p.ID),
	}
	if every.After(start).DaysUntil(end) < 0 { // the one meeting that there is must not come after the end
		r.Window = program.Length{N: days, Unit: program.Days}
	}
	return r, true
}

// seedOf chooses among equally good hours of a Pairing.
func seedOf(pairing program.ID) uint64 {
	seed := fnv.New64a()
	seed.Write([]byte(pairing))
	return seed.Sum64()
}

// series is the n-th Series of a Pairing, from 0, at its hour.
func (o opening) series(p program.Pairing, n int, slot calendar.Slot) program.Series {
	id := program.DeriveID(p.ID, "series")
	if n > 0 {
		id = program.DeriveID(p.ID, "series", strconv.Itoa(n))
	}
	s := program.Series{
		ID: id, PairingID: p.ID, ProgramID: p.ProgramID, UID: o.w.uid(id), Organizer: o.w.organizer(), Zone: slot.Zone, FirstLocal: slot.FirstLocal,
		Count: slot.Count, Skipped: slot.Skipped, CreatedAt: o.now,
	}
	o.w.inGoogle(&s)
	return s
}

// meetFrom is the first day on which people may meet who are introduced at t: a
// day lies between, wherever one of them lives, and the Program has started.
func meetFrom(prog db.Program, members []program.Participant, t time.Time) program.Date {
	first, heard := prog.StartDate(), lastSent(prog, members, t)
	for _, m := range members {
		if soon := program.DateOf(heard.In(m.Person.TimeZone(prog.Location()))).AddDays(2); first.Before(soon) {
			first = soon
		}
	}
	return first
}

func sessionsOf(s program.Series, starts []time.Time) []program.Session {
	sessions := make([]program.Session, len(starts))
	for i, start := range starts {
		sessions[i] = program.Session{
			ID: program.DeriveID(s.ID, "session", start.UTC().Format(time.RFC3339)), SeriesID: s.ID, PairingID: s.PairingID, ProgramID: s.ProgramID,
			Number: s.Number + i, StartsAt: start.UTC(), EndsAt: start.Add(s.Duration).UTC(),
		}
	}
	return sessions
}
