package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// turns are the Moments at which the story turns, which the button names. The
// others only make messages, whose time comes later.
var turns = []string{
	jobs.OpenRegistration, jobs.RemindRegistration, jobs.RunRound, jobs.RemindApproval, jobs.EscalateApproval, jobs.ExpireDraft, jobs.CloseMatching,
	jobs.IntroducePairings, jobs.OpenSurvey, jobs.RemindSurvey, jobs.CloseSurvey, jobs.ResumeParticipant, jobs.EndProgram,
}

// expected is something that will happen.
type expected struct {
	at   time.Time
	what string
	to   []string
}

// next says in words what happens next and, where that is another thing, what
// changes the story next. Each is once; none where nothing is planned.
func (d *demo) next(ctx context.Context) ([]templates.MailboxEvent, error) {
	all, err := d.expected(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b expected) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.what, b.what)) })
	first := all[0]
	for _, e := range all[1:] {
		if e.at.Equal(first.at) && e.what == first.what {
			first.to = append(first.to, e.to...)
		}
	}
	if len(first.to) > 0 {
		first.what += " to " + few(first.to)
	}
	events := []templates.MailboxEvent{{What: first.what, At: first.at}}
	if i := slices.IndexFunc(all, func(e expected) bool { return len(e.to) == 0 }); i >= 0 && all[i].at.After(first.at) {
		events = append(events, templates.MailboxEvent{What: all[i].what, At: all[i].at})
	}
	return events, nil
}

// expected is what the Outbox and the Program's Moments promise: all that
// changes the story, and what comes before any other message.
func (d *demo) expected(ctx context.Context) ([]expected, error) {
	var all []expected
	var soonest time.Time
	add := func(e expected) {
		if all = append(all, e); soonest.IsZero() || e.at.Before(soonest) {
			soonest = e.at
		}
	}
	rows, err := d.store.Outbox(ctx, db.OutboxFilter{ProgramID: d.program.ID, States: []program.OutboxState{program.OutboxPending}, Limit: 100_000})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.NextAt.After(d.clock.now()) { // else a switch stops it
			add(expected{at: r.NextAt, what: kindWords[r.Kind], to: []string{d.nameOf(string(r.To))}})
		}
	}
	moments, err := d.store.Moments(ctx, d.program.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range moments {
		matters, err := d.matters(ctx, m)
		if err != nil {
			return nil, err
		}
		if matters {
			add(expected{at: m.Due, what: momentWords[m.Kind]})
		}
		meeting := m.Kind == jobs.SendAgenda || m.Kind == jobs.AskMet
		if !meeting || !soonest.IsZero() && m.Due.After(soonest) {
			continue // what it writes leaves later
		}
		letters, err := d.expectedOfMeeting(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, e := range letters {
			add(e)
		}
	}
	return all, nil
}

// matters reports whether the story turns at a Moment: whether there will still
// be somebody whom it is about.
func (d *demo) matters(ctx context.Context, m program.Moment) (bool, error) {
	if !slices.Contains(turns, m.Kind) {
		return false, nil
	}
	switch m.Kind {
	case jobs.CloseMatching:
		waiting, err := d.undecided(ctx)
		return waiting > 0, err
	case jobs.RemindSurvey, jobs.CloseSurvey:
		answers, err := d.store.Answers(ctx, program.ID(m.Subject))
		return len(answers) > 0, err
	case jobs.ResumeParticipant:
		p, err := d.store.Participant(ctx, program.ID(m.Subject))
		return p.State == program.Paused, err
	}
	return true, nil
}

// undecided counts who has registered and is in no Draft that was approved.
func (d *demo) undecided(ctx context.Context) (int, error) {
	registered, err := d.store.Participants(ctx, d.program.ID, program.Registered)
	if err != nil {
		return 0, err
	}
	approved, err := d.store.DraftsIn(ctx, d.program.ID, program.DraftApproved)
	if err != nil {
		return 0, err
	}
	var decided []program.ID
	for _, draft := range approved {
		proposals, err := d.store.Proposals(ctx, draft.ID)
		if err != nil {
			return 0, err
		}
		decided = append(decided, draft.DecidesOn(proposals)...)
	}
	registered = slices.DeleteFunc(registered, func(p program.Participant) bool { return slices.Contains(decided, p.ID) })
	return len(registered), nil
}

// expectedOfMeeting are the messages that a Moment of a Session will make.
func (d *demo) expectedOfMeeting(ctx context.Context, m program.Moment) ([]expected, error) {
	session, err := d.store.Session(ctx, program.ID(m.Subject))
	if err != nil {
		return nil, err
	}
	pairing, err := d.store.Pairing(ctx, session.PairingID)
	if err != nil || session.State != program.SessionInvited || pairing.State != program.PairingIntroduced {
		return nil, err
	}
	var ids []program.ID
	for _, member := range pairing.Members {
		ids = append(ids, member.ParticipantID)
	}
	people, err := d.store.ParticipantsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []expected
	for _, p := range people {
		if !p.UnsubscribedAt.IsZero() {
			continue
		}
		e := expected{at: d.agendaAt(session, p.Person, m.Due), what: kindWords[program.SessionAgenda], to: []string{p.Person.DisplayName()}}
		if m.Kind == jobs.AskMet {
			e.at, e.what = program.ReaderOf(&d.program.Program, p.Person).SendTime(session.EndsAt.Add(metAskedAfter)), kindWords[program.MetQuestion]
		}
		all = append(all, e)
	}
	return all, nil
}

// metAskedAfter is how long after a meeting the question whether it took place
// may come.
const metAskedAfter = 15 * time.Minute

// agendaAt is when a reader gets the agenda that is written then: in the send
// hours of the last day before the meeting's that has any.
func (d *demo) agendaAt(s program.Session, p program.Person, written time.Time) time.Time {
	reader := program.ReaderOf(&d.program.Program, p)
	meets := program.DateOf(s.StartsAt.In(reader.Zone))
	for at := s.StartsAt.AddDate(0, 0, -1); at.After(written); at = at.AddDate(0, 0, -1) {
		if due := reader.SendTime(at); program.DateOf(due.In(reader.Zone)).Before(meets) {
			return due
		}
	}
	return reader.SendTime(written)
}
