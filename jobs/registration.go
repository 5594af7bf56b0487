package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
	"github.com/peerpost/peerpost/templates"
)

// ImportPeople makes the people of a file Participants of a Program, all or
// none, and returns what that has done. Who registers by the file is told so, and
// who comes while registration is open is invited: by openRegistration where this
// is interrupted. Who has gone for good leaves the Pairings.
func (w *Work) ImportPeople(ctx context.Context, prog db.Program, rows []file.Row, now time.Time) (db.Imported, error) {
	people := make([]program.Participant, len(rows))
	for i, r := range rows {
		r.Person.ID = w.IDs.New(now)
		state := program.Invited
		if r.Registers {
			state = program.Registered
		}
		people[i] = program.Participant{ID: w.IDs.New(now), Person: r.Person, Role: r.Role, Capacity: r.Capacity, Headline: r.Headline, State: state, Answers: r.Answers}
	}
	imported, err := w.Store.ImportPeople(ctx, prog.ID, people, now, func(i db.Imported, gone []program.Participant) db.Effects {
		e := db.Effects{Moments: closingOf(prog, now), Audit: []program.Audit{w.audit(prog.ID, "operator", "people imported", prog.ID, i.String(), now)}}
		e.Moments = append(e.Moments, moment(prog.ID, OpenRegistration, string(prog.ID), later(now, prog.RegistrationOpens())))
		for _, person := range i.Moved {
			e.Moments = append(e.Moments, moment(prog.ID, RefitMeetings, string(person), now))
		}
		for _, p := range gone {
			e.Moments = append(e.Moments, moment(p.ProgramID, EndPairings, string(p.ID), now))
		}
		return e
	})
	if err != nil {
		return imported, err
	}
	if err := w.confirmImported(ctx, prog, now); err != nil {
		return imported, err
	}
	if now.Before(prog.RegistrationOpens()) {
		return imported, nil
	}
	return imported, w.inviteToRegister(ctx, prog, now)
}

// confirmImported tells people whom a file registered, once they are at work,
// what is known of them. Of answers that are not what they were last told they
// are told again; word of the old ones that has not left is replaced.
func (w *Work) confirmImported(ctx context.Context, prog db.Program, now time.Time) error {
	registered, err := w.Store.Participants(ctx, prog.ID, program.Registered)
	if err != nil {
		return err
	}
	told, err := w.Store.ImportsConfirmed(ctx, prog.ID)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range registered {
		if p.Revision > 0 || !p.Person.AtWork() {
			continue
		}
		m := w.importConfirmed(prog, p, told[p.ID], now)
		if m == nil {
			continue
		}
		m.notAfter(prog.Ends())
		email := templates.ImportConfirmedEmail(w.confirmation(m, prog, p))
		if !now.Before(prog.MatchingCloses()) { // that day promises nothing any more
			email.PairedBy = program.Date{}
		}
		m.into(&e, email)
	}
	return w.Store.ConfirmImported(ctx, prog.ID, e)
}

// importConfirmed begins word of an import to a Participant who was told these
// before, oldest first; nil where the last of them says the same. Its id counts
// what has begun to leave, so that answers that come back are told again.
func (w *Work) importConfirmed(prog db.Program, p program.Participant, told []program.OutboxRow, now time.Time) *message {
	digest, left := program.AnswersDigest(p), 0
	word := func(n int) *message {
		return w.toParticipant(prog, p, program.ImportConfirmed, now, p.ID, digest, strconv.Itoa(n))
	}
	for n, row := range told {
		if !row.State.Waits() {
			left++
		}
		if told[len(told)-1].ID == word(n).row.ID {
			return nil
		}
	}
	return word(left)
}

// confirmation repeats what a Participant is registered with.
func (w *Work) confirmation(m *message, prog db.Program, p program.Participant) templates.RegistrationConfirmedEmail {
	return templates.RegistrationConfirmedEmail{
		Envelope: m.envelope(), Answers: answered(prog.Questionnaire, p.Role, p.Answers),
		ChangeUntil: prog.RegistrationCloses(), PairedBy: prog.PairedBy(), Change: w.registerLink(m, prog, p),
	}
}

// registerLink is the one Link by which a Participant registers and changes
// answers while registration is open.
func (w *Work) registerLink(m *message, prog db.Program, p program.Participant) program.Link {
	return m.addLink(program.Link{ID: program.DeriveID(p.ID, "register"), Purpose: program.ForRegister, Object: p.ID})
}

// answered is what was answered, in the order of the questions that this role is asked.
func answered(questions []program.Question, role program.Role, answers program.Answers) []templates.Answered {
	var all []templates.Answered
	for _, q := range questions {
		if values := answers[q.ID]; len(values) > 0 && (q.For == "" || q.For == role) {
			all = append(all, templates.NewAnswered(q, values))
		}
	}
	return all
}

// openRegistration invites everyone who has not registered, and tells whom a file
// has registered what is known of them: on the day, and after an import.
//
// Invariant: each Participant at work who was invited when registration opened
// has one invitation for each day on which registration closes, and nobody who
// had registered has any. Who comes back to
// work is invited by the import that says so.
func (w *Work) openRegistration(ctx context.Context, m program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	if err := w.confirmImported(ctx, prog, now); err != nil {
		return err
	}
	return w.inviteToRegister(ctx, prog, now)
}

func (w *Work) inviteToRegister(ctx context.Context, prog db.Program, now time.Time) error {
	if !now.Before(prog.RegistrationCloses()) {
		return nil
	}
	invited, err := w.Store.Participants(ctx, prog.ID, program.Invited)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range invited {
		if !p.Person.AtWork() {
			continue
		}
		m := w.registerInvitation(prog, p, now)
		m.notAfter(prog.RegistrationCloses())
		m.into(&e, templates.RegisterInvitationEmail{
			Envelope: m.envelope(), Closes: prog.RegistrationCloses(), Starts: prog.StartDate(), Length: prog.Length,
			Every: prog.Sessions.Every, Minutes: minutes(prog.Sessions.Length), Prefilled: len(p.Answers) > 0,
			Register: w.registerLink(m, prog, p),
		})
	}
	return w.Store.Write(ctx, e)
}

// registerInvitation begins the invitation of a Participant to register by the
// day on which registration closes.
func (w *Work) registerInvitation(prog db.Program, p program.Participant, now time.Time) *message {
	return w.toParticipant(prog, p, program.RegisterInvitation, now, p.ID, prog.Registration.Closes.String())
}

func minutes(l program.Length) int { return int(l.Duration() / time.Minute) }

// remindedAfter is how old an invitation to register is at least when somebody
// is reminded of it: nearly two days, because a window may open two days before
// the reminder, and invitations may be written some hours late.
const remindedAfter = 36 * time.Hour

// remindRegistration reminds who has not registered two days before the close.
//
// Invariant: each such Participant at work who was not invited just now has one
// reminder of that close; who registers before it
// leaves does not get it (the gate).
func (w *Work) remindRegistration(ctx context.Context, moment program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, program.ID(moment.Subject))
	if err != nil {
		return err
	}
	invited, err := w.Store.Participants(ctx, prog.ID, program.Invited)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range invited {
		if !p.Person.AtWork() {
			continue
		}
		invitation, err := w.Store.OutboxRow(ctx, w.registerInvitation(prog, p, now).row.ID)
		if err != nil && !errors.Is(err, program.ErrNotFound) {
			return err
		}
		if err == nil && now.Sub(invitation.CreatedAt) < remindedAfter {
			continue
		}
		m := w.toParticipant(prog, p, program.RegisterReminder, now, p.ID, prog.Registration.Closes.String())
		m.notAfter(prog.RegistrationCloses())
		m.into(&e, templates.RegisterReminderEmail{Envelope: m.envelope(), Closes: prog.RegistrationCloses(), Register: w.registerLink(m, prog, p)})
	}
	return w.Store.Write(ctx, e)
}

// Register stores what a person said of themselves, and confirms it by email.
// It returns program.ErrClosed once registration has closed or when the person
// has left.
func (w *Work) Register(ctx context.Context, p program.Participant, r db.Registration, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	if !now.Before(prog.RegistrationCloses()) {
		return program.ErrClosed
	}
	p.Answers, p.Headline, p.Role = r.Answers, r.Headline, r.Role
	r.ParticipantID = p.ID
	return w.Store.Register(ctx, r, now, func(revision int) (e db.Effects) {
		m := w.toParticipant(prog, p, program.RegistrationConfirmed, now, p.ID, fmt.Sprint(revision))
		email := w.confirmation(m, prog, p)
		if email.Again = p.Resubscribes(); email.Again {
			e.Audit = append(e.Audit, w.audit(prog.ID, string(p.PersonID), "subscribed again", p.ID, "", now))
		}
		m.into(&e, email)
		if r.Zone != "" && r.Zone != p.Person.Zone || r.Hours != "" && r.Hours != p.Person.Hours {
			e.Moments = append(e.Moments, moment(prog.ID, RefitMeetings, string(p.PersonID), now))
		}
		return e
	})
}
