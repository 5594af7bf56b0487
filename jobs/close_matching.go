package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// wordAtLatest is how long after matching has closed people are still told that
// nothing is decided.
const wordAtLatest = 14 * 24 * time.Hour

// closeMatching tells people who registered, and on whom no Draft has decided,
// that they have no partner yet, and Administrators what they can do.
//
// Invariant: each registered Participant at work who has been in no approved
// Draft when matching closes has one notice, and where there are any each
// Administrator has one. An approval cancels what has not left.
func (w *Work) closeMatching(ctx context.Context, m program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	people, err := w.undecided(ctx, prog)
	if err != nil || len(people) == 0 || now.After(prog.MatchingCloses().Add(wordAtLatest)) {
		return err
	}
	e, err := w.tellMatchingClosed(ctx, prog, len(people), now)
	if err != nil {
		return err
	}
	for _, p := range people {
		m := w.toParticipant(prog, p, program.NotPairedYet, now, p.ID)
		m.notAfter(prog.Ends())
		m.into(&e, templates.NotPairedYetEmail{Envelope: m.envelope(), PairedBy: prog.PairedBy()})
	}
	return w.Store.Write(ctx, e)
}

// undecided are the registered people at work who have been in no approved
// Draft: it would have told them of a partner, or that there is none.
func (w *Work) undecided(ctx context.Context, prog db.Program) ([]program.Participant, error) {
	registered, err := w.Store.Participants(ctx, prog.ID, program.Registered)
	if err != nil {
		return nil, err
	}
	approved, err := w.Store.DraftsIn(ctx, prog.ID, program.DraftApproved)
	if err != nil {
		return nil, err
	}
	decided := map[program.ID]bool{}
	for _, d := range approved {
		for id := range d.Summary.Inputs {
			decided[id] = true
		}
	}
	var people []program.Participant
	for _, p := range registered {
		if !decided[p.ID] && p.Person.AtWork() {
			people = append(people, p)
		}
	}
	return people, nil
}

func (w *Work) tellMatchingClosed(ctx context.Context, prog db.Program, people int, now time.Time) (db.Effects, error) {
	waiting, err := w.Store.DraftsIn(ctx, prog.ID, program.DraftReady)
	if err != nil {
		return db.Effects{}, err
	}
	return w.toAdministrators(ctx, prog, program.MatchingClosedNotice, now, prog.ID, func(m *message) any {
		email := templates.MatchingClosedEmail{Envelope: m.envelope(), PairedBy: prog.PairedBy(), People: people, Ends: prog.EndDate().AddDays(-1), Home: w.homeLink(m, prog)}
		for _, d := range waiting {
			email.Paired, email.Pairs, email.Expires, email.Review = d.Summary.Paired, d.Summary.Pairs, d.ExpiresAt, w.draftLink(m, program.ForReview, d)
		}
		return email
	})
}
