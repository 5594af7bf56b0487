package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// outcome is everything by which a story is judged: what the database holds,
// and what people have read.
type outcome struct {
	*cast
	people   []program.Participant
	pairings []program.Pairing
	round    program.Round
	draft    program.Draft // without an id where the rules let nobody be paired
	rows     []program.OutboxRow
	letters  map[program.ID]mail.Received // by row
	got      map[act][]program.OutboxRow  // done, by what they were about
	holes    []string                     // what is missing
}

// act is one thing told to one person. An object is a Session, a Pairing, a
// Draft, a Survey.
type act struct {
	kind   program.Kind
	person program.ID
	object program.ID
}

// missing says what the story lacks; nothing where it is complete.
func (c *cast) missing(ctx context.Context) ([]string, error) {
	o := &outcome{cast: c, letters: map[program.ID]mail.Received{}, got: map[act][]program.OutboxRow{}}
	if err := o.load(ctx); err != nil {
		return nil, err
	}
	o.checkOutbox()
	o.checkRegistration()
	o.checkApproval()
	o.checkIntroductions()
	o.checkAdministrators()
	if err := o.checkSessions(ctx); err != nil {
		return nil, err
	}
	if err := o.checkSurveys(ctx); err != nil {
		return nil, err
	}
	return o.holes, nil
}

func (o *outcome) load(ctx context.Context) (err error) {
	if o.people, err = o.store.Participants(ctx, o.program.ID); err != nil {
		return err
	}
	if o.pairings, err = o.store.Pairings(ctx, o.program.ID); err != nil {
		return err
	}
	if o.round, o.draft, err = o.latestDraft(ctx); err != nil && !errors.Is(err, program.ErrNotFound) {
		return err
	}
	o.rows, err = o.store.Outbox(ctx, db.OutboxFilter{Limit: 10_000_000})
	return err
}

func (o *outcome) lack(format string, args ...any) {
	o.holes = append(o.holes, fmt.Sprintf(format, args...))
}

// checkOutbox holds rows and letters side by side: a row that is done is one
// letter to its person, any other is cancelled and says why; no letter comes
// from nowhere, and no act has two.
func (o *outcome) checkOutbox() {
	letters := make(map[string][]mail.Received, len(o.read))
	for _, l := range o.read {
		letters[l.MessageID] = append(letters[l.MessageID], l)
	}
	for _, r := range o.rows {
		found := letters[mail.MessageID(o.work.Secret, r.ID, r.Generation, o.work.From.Domain())]
		name := o.nameOf(string(r.To))
		switch {
		case r.State == program.OutboxCancelled && r.Reason != "":
			if len(found) > 0 {
				o.lack("%s to %s was cancelled and has arrived", kindWords[r.Kind], name)
			}
			continue
		case r.State != program.OutboxDone:
			o.lack("%s to %s is %s", kindWords[r.Kind], name, r.State)
			continue
		case len(found) != 1 || found[0].To != string(r.To):
			o.lack("%s to %s has arrived %d times", kindWords[r.Kind], name, len(found))
			continue
		}
		o.letters[r.ID] = found[0]
		a := act{r.Kind, r.PersonID, r.Object}
		o.got[a] = append(o.got[a], r)
		again := r.Kind == program.ApprovalReminder || r.Kind == program.RegistrationConfirmed || r.Kind == program.AdministratorHome // whoever asks gets another
		if len(o.got[a]) > 1 && !again {
			o.lack("%s has reached %s twice", kindWords[r.Kind], name)
		}
	}
	if done := len(o.letters); len(o.read) != done {
		o.lack("%d letters have arrived, and %d rows say so", len(o.read), done)
	}
}

// checkRegistration: who was to register has; each was invited and confirmed,
// and only who was silent was reminded.
func (o *outcome) checkRegistration() {
	for _, p := range o.people {
		one := o.players[p.Person.Address.Key()]
		if one.absent != (p.State != program.Registered) {
			o.lack("%s is %s", one.name, p.State)
		}
		o.expect(p.PersonID, program.RegisterInvitation, p.ID, 1)
		o.expect(p.PersonID, program.RegisterReminder, p.ID, ones(one.late || one.absent))
		o.expect(p.PersonID, program.RegistrationConfirmed, p.ID, ones(!one.absent))
	}
}

// checkApproval: before it, participants hear of nothing but registration.
func (o *outcome) checkApproval() {
	if o.draft.ID == "" {
		if o.round.State != program.RoundFailed || len(o.pairings) > 0 {
			o.lack("there is no draft, the round is %q, and %d pairings were made", o.round.State, len(o.pairings))
		}
		return
	}
	if o.draft.State != program.DraftApproved {
		o.lack("the draft is %s", o.draft.State)
	}
	if o.tooLate != len(o.admins)-1 {
		o.lack("%d administrators were told that somebody else had approved, expected %d", o.tooLate, len(o.admins)-1)
	}
	for _, r := range o.rows {
		rule, _ := r.Kind.Rule()
		if r.State != program.OutboxDone || rule.Class == program.Control || rule.Class == program.Enrolment {
			continue
		}
		if r.DoneAt.Before(o.draft.UndoUntil) {
			o.lack("%s reached %s before the approval was final", kindWords[r.Kind], o.nameOf(string(r.To)))
		}
	}
}

// expect says how often a person must have been told something.
func (o *outcome) expect(person program.ID, kind program.Kind, object program.ID, times int) []program.OutboxRow {
	rows := o.got[act{kind, person, object}]
	if len(rows) != times {
		o.lack("%s: found %d of “%s”, expected %d", o.personName(person), len(rows), kindWords[kind], times)
	}
	return rows
}

// personName is whom a row's id means.
func (o *outcome) personName(id program.ID) string {
	i := slices.IndexFunc(o.rows, func(r program.OutboxRow) bool { return r.PersonID == id })
	if i < 0 {
		return string(id)
	}
	return o.nameOf(string(o.rows[i].To))
}

// at is when a row's letter says it was written; the zero time without one.
func (o *outcome) at(rows []program.OutboxRow) time.Time {
	if len(rows) == 0 {
		return time.Time{}
	}
	return rows[0].DoneAt
}

func ones(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
