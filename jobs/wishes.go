package jobs

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// wished are the answers of members who would rather have the Session at another hour,
// between its neighbours, and have said so since it last changed. Those to a whole Series
// are about the next one of it.
func (c Choices) wished(replies []program.Reply, ahead []program.Session, now time.Time) []program.Reply {
	next := len(ahead) > 0 && c.session.ID == ahead[0].ID
	return slices.DeleteFunc(slices.Clone(replies), func(r program.Reply) bool {
		whole := r.SessionID == "" && next && r.SeriesID == c.series.ID
		return r.SessionID != c.session.ID && !whole || r.Sequence < c.session.Sequence || !c.pairing.Has(r.ParticipantID) || !c.fits(r.Proposed, now)
	})
}

// sortWishes puts the hours that are wished for and suit everybody first among those
// that all may choose, and keeps as wishes those that do not, as far as is known.
func (c *Choices) sortWishes() {
	var wishes []program.Reply
	for _, r := range c.wishes {
		at := []time.Time{r.Proposed}
		switch {
		case !c.possible(r.Proposed) || slices.ContainsFunc(c.Openings, r.Proposed.Equal):
		case !c.Unknown && calendar.AllSuit(c.seats, c.duration(), at, c.prog.Closed):
			c.Openings = append(at, c.Openings...)
		default:
			wishes = append(wishes, r)
		}
	}
	c.wishes = wishes
}

// possible reports whether the meeting may be at an hour if people want it, whatever
// their working hours and appointments: on no closure, at no hour that somebody's clocks
// show twice or change in, and never when a member meets others.
func (c Choices) possible(at time.Time) bool {
	anchor, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return false
	}
	all := []calendar.Member{{Zone: anchor, Hours: always()}}
	for i, seat := range c.seats {
		all = append(all, calendar.Member{Zone: seat.Zone, Hours: always(), Busy: c.elsewhere[c.members[i].PersonID]})
	}
	return calendar.AllSuit(all, c.duration(), []time.Time{at}, c.prog.Closed)
}

func always() (hours program.WeeklyHours) {
	for day := range hours {
		hours[day] = []program.Span{{From: 0, To: 24 * 60}}
	}
	return hours
}

// Wishes are the hours that others wish for and that do not suit everybody: a member may
// choose them, but not who wishes for them.
func (c Choices) Wishes(reader program.ID) (all []templates.Wish) {
	members := byID(c.members)
	for _, r := range c.wishes {
		if r.ParticipantID == reader || slices.ContainsFunc(all, func(w templates.Wish) bool { return w.At.Equal(r.Proposed) }) {
			continue
		}
		wish := templates.Wish{At: r.Proposed.UTC(), By: members[r.ParticipantID].Person.DisplayName()}
		wish.Outside, wish.Busy = c.strains(reader, wish.At)
		all = append(all, wish)
	}
	return all
}

// strains reports whether an hour is outside a member's working hours, and whether the
// member is busy then, as far as is known.
func (c Choices) strains(member program.ID, at time.Time) (outside, busy bool) {
	i := slices.IndexFunc(c.members, func(p program.Participant) bool { return p.ID == member })
	if i < 0 {
		return false, false
	}
	seat, start := c.seats[i], []time.Time{at}
	outside = !calendar.AllSuit([]calendar.Member{{Zone: seat.Zone, Hours: seat.Hours}}, c.duration(), start, nil)
	busy = !calendar.AllSuit([]calendar.Member{{Zone: seat.Zone, Hours: always(), Busy: seat.Busy}}, c.duration(), start, nil)
	return outside, busy
}

// For are the hours that a member may move the Session to: those that others wish for,
// and those that suit everybody.
func (c Choices) For(member program.ID) (hours []time.Time) {
	for _, wish := range c.Wishes(member) {
		hours = append(hours, wish.At)
	}
	return append(hours, c.Openings...)
}
