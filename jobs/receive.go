package jobs

import (
	"context"
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
	became := "nobody's answer"
	for _, a := range calendars.Answers {
		answer := w.answerIn(in, a)
		if a.Delegated { // whoever sends somebody else cannot come, and their partner did not ask for anybody else
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

// answerIn is an answer with who sent it, as far as that is known.
func (w *Work) answerIn(in mail.Incoming, a calendar.IncomingAnswer) InvitationAnswer {
	answer := InvitationAnswer{
		UID: a.UID, Recurrence: a.Recurrence, Answer: a.Answer, Sequence: a.Sequence, Stamp: a.Stamp, Comment: a.Comment, Source: "imip",
		From: in.From, Authentic: in.Authentic(w.AuthServer),
	}
	for _, to := range in.To {
		if id, ok := mail.ReadPlus(w.Links.Secrets, w.From, to); ok {
			answer.Participant = id
		}
	}
	if answer.From != "" && !answer.Authentic && answer.Participant == "" && a.Attendee.Key() != answer.From.Key() {
		answer.From = a.Attendee // an alias: whoever it is, the person whom the calendar names is asked
	}
	return answer
}
