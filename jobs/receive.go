package jobs

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// Receive takes one message that came in, and says in a few words what became of
// it. An error is trouble of ours that may pass: the message should be offered
// again. Whatever else comes is no error, and is never answered but by what follows
// from an answer to an invitation.
//
// Invariant: the same message taken any number of times counts once.
func (w *Work) Receive(ctx context.Context, r io.Reader, now time.Time) (string, error) {
	if err := w.noteArrival(ctx, now); err != nil {
		return "", err
	}
	in, err := mail.ReadIncoming(r)
	if err != nil {
		return "it cannot be read: " + err.Error(), nil
	}
	if in.Kind != mail.CalendarMail {
		return "it is no answer to an invitation, but of the kind " + string(in.Kind), nil
	}
	calendars, err := calendar.ReadIncoming(in.Calendar, in.Method)
	if err != nil {
		return err.Error(), nil
	}
	owner, err := w.ownerOf(ctx, in)
	if err != nil {
		return "", err
	}
	became := NobodysAnswer
	for _, a := range calendars.Answers {
		guest, ok := guestIn(a.Guests, in.From, owner.Person.Address)
		if !ok {
			continue
		}
		answer := InvitationAnswer{
			UID: a.UID, Recurrence: a.Recurrence, Answer: guest.Answer, Sequence: a.Sequence, Stamp: a.Stamp, Comment: a.Comment, Source: "imip",
			From: in.From, Attendee: guest.Address, Participant: owner.ID, Authentic: in.Authentic(w.AuthServer),
		}
		if guest.Delegated { // whoever sends somebody else cannot come, and their partner did not ask for anybody else
			answer.Answer = program.Declined
		}
		if calendars.Method == calendar.CounterMethod {
			answer.Proposed = a.Start
			if answer.Answer == "" {
				answer.Answer = program.Tentative
			}
		}
		take := w.TakeAnswer
		if calendars.Method == calendar.RefreshMethod {
			take = w.inviteAgain
		}
		if became, err = take(ctx, answer, now); err != nil {
			return "", err
		}
	}
	return became, nil
}

// NobodysAnswer is what becomes of an answer where several are named, and none of
// them sent it.
const NobodysAnswer = "nobody's answer"

// ownerOf is who was given the address that a message came to; nobody where that is
// the address of all.
func (w *Work) ownerOf(ctx context.Context, in mail.Incoming) (program.Participant, error) {
	for _, to := range in.To {
		id, ok := mail.ReadPlus(w.Links.Secrets, w.From, to)
		if !ok {
			continue
		}
		owner, err := w.Store.Participant(ctx, id)
		if errors.Is(err, program.ErrNotFound) {
			return program.Participant{}, nil
		}
		return owner, err
	}
	return program.Participant{}, nil
}

// guestIn is who answers, of all whom an answer names: the first of these addresses
// that is among them, else the only one.
func guestIn(guests []calendar.IncomingGuest, addresses ...program.Address) (calendar.IncomingGuest, bool) {
	for _, address := range addresses {
		for _, guest := range guests {
			if guest.Address.Key() == address.Key() {
				return guest, true
			}
		}
	}
	if len(guests) != 1 {
		return calendar.IncomingGuest{}, false
	}
	return guests[0], true
}
