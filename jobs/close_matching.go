package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// closingOf is when people hear that nothing is decided on them: when matching
// closes, and now where it has closed and somebody is there again, or has come
// since. A Program that is over, or that never closes matching, has none.
func closingOf(prog db.Program, now time.Time) []program.Moment {
	if prog.PairedBy().IsZero() || prog.Over(now) {
		return nil
	}
	return []program.Moment{moment(prog.ID, CloseMatching, string(prog.ID), later(now, prog.MatchingCloses()))}
}

// closeMatching tells people who registered, and on whom no Draft has decided,
// that they have no partner yet, and Administrators what they can do.
//
// Invariant: each registered Participant at work on whom no approved Draft has
// decided when matching closes has one notice of that day, and each
// Administrator one that counts them. Who is paused or away then, or comes
// later, has it once there. An approval cancels what has not left.
func (w *Work) closeMatching(ctx context.Context, m program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	if prog.PairedBy().IsZero() || prog.Over(now) {
		return nil
	}
	for again := 0; ; again++ {
		err := w.tellUndecided(ctx, prog, now)
		if !errors.Is(err, program.ErrConflict) || again == 3 {
			return err
		}
	}
}

// tellUndecided returns program.ErrConflict where a Draft is approved meanwhile.
func (w *Work) tellUndecided(ctx context.Context, prog db.Program, now time.Time) error {
	approved, err := w.Store.DraftsIn(ctx, prog.ID, program.DraftApproved)
	if err != nil {
		return err
	}
	people, err := w.undecided(ctx, prog, approved)
	if err != nil || len(people) == 0 {
		return err
	}
	e, err := w.tellMatchingClosed(ctx, prog, people, now)
	if err != nil {
		return err
	}
	for _, p := range people {
		m := w.toParticipant(prog, p, program.NotPairedYet, now, p.ID, prog.PairedBy().String())
		m.notAfter(prog.Ends())
		m.into(&e, templates.NotPairedYetEmail{Envelope: m.envelope(), PairedBy: prog.PairedBy()})
	}
	return w.Store.WriteUndecided(ctx, prog.ID, approved, e)
}

// undecided are the registered people at work on whom none of the approved
// Drafts has decided: it would have told them of a partner, or that there is
// none.
func (w *Work) undecided(ctx context.Context, prog db.Program, approved []program.Draft) ([]program.Participant, error) {
	registered, err := w.Store.Participants(ctx, prog.ID, program.Registered)
	if err != nil {
		return nil, err
	}
	decided := map[program.ID]bool{}
	for _, d := range approved {
		proposals, err := w.Store.Proposals(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range d.DecidesOn(proposals) {
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

// tellMatchingClosed tells Administrators of these people, once.
func (w *Work) tellMatchingClosed(ctx context.Context, prog db.Program, people []program.Participant, now time.Time) (db.Effects, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = string(p.ID)
	}
	slices.Sort(ids)
	waiting, err := w.Store.DraftsIn(ctx, prog.ID, program.DraftReady)
	if err != nil {
		return db.Effects{}, err
	}
	return w.toAdministrators(ctx, prog, program.MatchingClosedNotice, now, prog.ID, func(m *message) any {
		email := templates.MatchingClosedEmail{Envelope: m.envelope(), PairedBy: prog.PairedBy(), People: len(people), Ends: prog.EndDate().AddDays(-1)}
		for _, d := range waiting {
			email.Paired, email.Pairs, email.Expires, email.Review = d.Summary.Paired, d.Summary.Pairs, d.ExpiresAt, w.draftLink(m, program.ForReview, d)
		}
		return email
	}, prog.PairedBy().String(), string(program.DeriveID(prog.ID, ids...)))
}
