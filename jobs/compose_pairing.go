package jobs

import (
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

func (o opening) pairing(proposal program.Proposal) (db.OpenedPairing, error) {
	p := program.Pairing{
		ID: program.DeriveID(proposal.ID, "pairing"), ProgramID: o.prog.ID, RoundID: o.draft.RoundID, DraftID: o.draft.ID, ProposalID: proposal.ID,
		Revision: 1, Members: proposal.Members, Score: proposal.Score, Reasons: proposal.Reasons, CreatedAt: o.now,
	}
	return o.compose(p)
}

// compose finds the hour of a Pairing, at which its members are busy from then on,
// and writes what they are sent.
func (o opening) compose(p program.Pairing) (db.OpenedPairing, error) {
	members := o.members(p.Members)
	found, err := o.plan(p, members)
	if err != nil {
		return db.OpenedPairing{}, err
	}
	opened := db.OpenedPairing{Pairing: p, Series: found.series}
	e := &opened.Effects
	for i, s := range found.series {
		opened.Sessions = append(opened.Sessions, sessionsOf(s, found.starts[i])...)
		if inCalendars(&s) {
			o.holdEvent(e, p, s, members)
		}
	}
	o.busy.meet(members, opened.Sessions)
	for _, reader := range members {
		if err := o.introduce(e, p, members, reader, found); err != nil {
			return db.OpenedPairing{}, err
		}
		for i, s := range found.series {
			if !inCalendars(&s) {
				o.invite(e, p, members, reader, s, found.starts[i])
			}
		}
	}
	return opened, nil
}

// introduce writes the introduction of one member.
func (o opening) introduce(e *db.Effects, p program.Pairing, members []program.Participant, reader program.Participant, found hour) error {
	m := o.w.toParticipant(o.prog, reader, program.Introduction, o.now, p.ID)
	m.gated(o.draft)
	m.of(p)
	email := templates.IntroductionEmail{Envelope: m.envelope(), Partners: withAnswers(o.prog, members, reader.ID), Reasons: reasons(o.prog.Program, p.Reasons, o.people, reader.ID), Outside: found.outside, Ways: found.waysFor(members, reader)}
	for i, s := range found.series {
		meeting := meetingOf(s, found.starts[i])
		meeting.Count = s.Of
		if i == 0 {
			email.First = meeting
			if inCalendars(&s) {
				email.Move = m.moveLink(p)
			}
		} else {
			email.Turns = append(email.Turns, meeting)
		}
		shifts, err := shiftsOf(o.prog, s, members, reader)
		if err != nil {
			return err
		}
		email.Shifts = append(email.Shifts, shifts...)
	}
	m.into(e, email)
	return nil
}

// invite writes the invitation of one member to a Series.
func (o opening) invite(e *db.Effects, p program.Pairing, members []program.Participant, reader program.Participant, s program.Series, starts []time.Time) {
	m := o.w.toParticipant(o.prog, reader, program.Invitation, o.now, p.ID, laterKeys(s)...)
	m.gated(o.draft)
	m.of(p)
	m.aboutSeries(s)
	m.into(e, templates.InvitationEmail{
		Envelope: m.envelope(), Partners: partners(o.prog, members, reader.ID), First: meetingOf(s, starts),
		Calendar: o.w.calendarOf(o.prog, s, members, calendar.Request), Move: m.moveLink(p),
	})
}
