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

const (
	agendaDays      = 5
	agendaWakes     = (agendaDays + 1) * 24 * time.Hour // early enough for every reader's send hours
	metOpenFor      = 5 * 24 * time.Hour
	agendaAtLatest  = time.Hour // before a session; later it is no help
	askMetAfter     = 15 * time.Minute
	metLinkOutlives = 24 * time.Hour
)

func agendaMoment(s program.Session) program.Moment {
	return moment(s.ProgramID, SendAgenda, string(s.ID), s.StartsAt.Add(-agendaWakes))
}

// sitting is a Session with all that a Message about it needs.
type sitting struct {
	prog     db.Program
	pairing  program.Pairing
	session  program.Session
	sessions []program.Session
	members  []program.Participant
}

func (w *Work) sitting(ctx context.Context, id program.ID) (s sitting, err error) {
	if s.session, err = w.Store.Session(ctx, id); err != nil {
		return s, err
	}
	if s.prog, err = w.Store.Program(ctx, s.session.ProgramID); err != nil {
		return s, err
	}
	if s.pairing, err = w.Store.Pairing(ctx, s.session.PairingID); err != nil {
		return s, err
	}
	if s.sessions, err = w.Store.Sessions(ctx, s.pairing.ID); err != nil {
		return s, err
	}
	s.members, err = w.members(ctx, s.pairing)
	return s, err
}

func (s sitting) meeting() templates.Meeting {
	return templates.Meeting{
		Start: s.session.StartsAt, Minutes: int(s.session.EndsAt.Sub(s.session.StartsAt) / time.Minute),
		Every: s.prog.Sessions.Every, Count: len(s.sessions), Number: s.session.Number,
	}
}

// on reports whether the Session is to take place.
func (s sitting) on() bool {
	return s.session.State == program.SessionInvited && s.pairing.State == program.PairingIntroduced
}

// sendAgenda brings each member the agenda a day before a Session.
//
// Invariant: each member of an introduced Pairing has one agenda for a Session
// to come, and none once it is about to begin; the question whether they met
// has its Moment. A Session that does not take place has neither, but the
// next one's agenda still has its Moment.
func (w *Work) sendAgenda(ctx context.Context, m program.Moment, now time.Time) error {
	s, err := w.sitting(ctx, program.ID(m.Subject))
	if err != nil || s.pairing.State != program.PairingIntroduced {
		return err
	}
	e := db.Effects{Moments: []program.Moment{moment(s.prog.ID, AskMet, string(s.session.ID), s.session.EndsAt)}}
	latest := s.session.StartsAt.Add(-agendaAtLatest)
	replies, err := w.Store.Replies(ctx, s.pairing.ID)
	if err != nil {
		return err
	}
	series, err := w.Store.Series(ctx, s.session.SeriesID)
	if err != nil {
		return err
	}
	if s.on() && inCalendars(&series) {
		w.describeSession(&e, s, series, now)
	}
	if s.on() && now.Before(latest) {
		for _, p := range s.members {
			m := w.toParticipant(s.prog, p, program.SessionAgenda, now, s.session.ID)
			m.setDue(agendaDue(s, p, now))
			m.of(s.pairing)
			m.notAfter(latest)
			m.into(&e, templates.SessionAgendaEmail{Envelope: m.envelope(), Partners: partners(s.prog, s.members, p.ID), Meeting: s.meeting(), Agenda: s.prog.Sessions.Agenda, Maybe: program.AnswerTo(s.session, p.ID, replies) == program.Tentative, Move: m.moveLink(s.pairing)})
		}
	}
	err = w.Store.WriteOf(ctx, s.session, e)
	if errors.Is(err, program.ErrConflict) { // it was moved meanwhile
		return w.sendAgenda(ctx, m, now)
	}
	return err
}

// agendaDue is when one member gets the agenda: inside the send hours of the
// last day before the Session's, or of an earlier one before a weekend or a
// closure. Where there is none it comes as soon as it may.
func agendaDue(s sitting, p program.Participant, now time.Time) time.Time {
	loc, hours := p.Person.TimeZone(s.prog.Location()), p.Person.WorkingHours()
	meets := program.DateOf(s.session.StartsAt.In(loc))
	for days := 1; days <= agendaDays; days++ {
		due := s.prog.SendTime(s.session.StartsAt.AddDate(0, 0, -days), loc, hours)
		if program.DateOf(due.In(loc)).Before(meets) && !due.Before(now) {
			return due
		}
	}
	return s.prog.SendTime(now, loc, hours)
}

// askMet asks each member after a Session whether it took place.
//
// Invariant: each member of a Session that was to take place has one question;
// its close and the next Session's agenda have their Moments.
func (w *Work) askMet(ctx context.Context, m program.Moment, now time.Time) error {
	s, err := w.sitting(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	var e db.Effects
	if s.on() {
		closes := lastSent(s.prog, s.members, s.session.EndsAt).Add(metOpenFor)
		e.Moments = append(e.Moments, moment(s.prog.ID, CloseSession, string(s.session.ID), closes))
		for _, p := range s.members {
			m := w.toParticipant(s.prog, p, program.MetQuestion, now, s.session.ID)
			m.setDue(s.prog.SendTime(now.Add(askMetAfter), m.zone(), p.Person.WorkingHours()))
			m.of(s.pairing)
			m.notAfter(closes)
			m.into(&e, templates.MetQuestionEmail{
				Envelope: m.envelope(), Partners: partners(s.prog, s.members, p.ID), Meeting: s.meeting(),
				Met: m.link(program.ForMet, s.session.ID, 0, closes.Add(metLinkOutlives)),
			})
		}
	}
	next := slices.IndexFunc(s.sessions, func(m program.Session) bool {
		return m.StartsAt.After(s.session.StartsAt) && m.State == program.SessionInvited
	})
	if next >= 0 && s.pairing.State == program.PairingIntroduced {
		e.Moments = append(e.Moments, agendaMoment(s.sessions[next]))
	}
	return w.Store.Write(ctx, e)
}

// closeSession fixes what became of a Session from its members' answers.
//
// Invariant: a Session whose time to answer is over is met, not met or
// unknown, once and for all.
func (w *Work) closeSession(ctx context.Context, m program.Moment, _ time.Time) error {
	_, err := w.Store.CloseSession(ctx, program.ID(m.Subject), db.Effects{})
	return err
}
