package jobs

import (
	"hash/fnv"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// hour is the hour of a Series, and what would have to give for one inside
// everybody's working hours.
type hour struct {
	calendar.Slot
	ways []calendar.Relaxation
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

// plan finds the hour of a Pairing. It returns a nil Series with
// calendar.ErrNoSlot when closures, or the end of the Program, leave no day.
func (o opening) plan(p program.Pairing, members []program.Participant) (*program.Series, hour, error) {
	start, end := meetFrom(o.prog, members, o.draft.UndoUntil), o.prog.EndDate()
	days, every := start.DaysUntil(end), o.prog.Sessions.Every
	if days < 1 {
		return nil, hour{}, calendar.ErrNoSlot
	}
	seed := fnv.New64a()
	seed.Write([]byte(p.ID))
	request := calendar.SlotRequest{
		Duration: o.prog.Sessions.Length.Duration(), Earliest: start, Every: every,
		Count: max(1, days/max(1, int(every.Duration()/(24*time.Hour)))), Closed: o.prog.Closed, Seed: seed.Sum64(),
	}
	if every.After(start).DaysUntil(end) < 0 { // the one meeting that there is must not come after the end
		request.Window = program.Length{N: days, Unit: program.Days}
	}
	request.Members = seats(members, o.prog.Location(), o.busy)
	slot, err := calendar.FindSlot(request)
	if err != nil {
		return nil, hour{}, err
	}
	found := hour{Slot: slot}
	if slot.Outside {
		if found.ways, err = calendar.Relaxations(request); err != nil {
			return nil, hour{}, err
		}
	}
	id := program.DeriveID(p.ID, "series")
	planned := program.Series{
		ID: id, PairingID: p.ID, ProgramID: p.ProgramID, UID: o.w.uid(id), Organizer: o.w.organizer(), Zone: slot.Zone, FirstLocal: slot.FirstLocal,
		Duration: request.Duration, Every: every, Count: slot.Count, Skipped: slot.Skipped, CreatedAt: o.now,
	}
	o.w.inGoogle(&planned)
	return &planned, found, nil
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
			Number: i + 1, StartsAt: start.UTC(), EndsAt: start.Add(s.Duration).UTC(),
		}
	}
	return sessions
}
