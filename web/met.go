package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// sitting is the Session a Link is about, as one member sees it.
type sitting struct {
	session  program.Session
	member   program.Participant // the reader
	partners []string
	answer   templates.Outcome // given before; "" is none
}

// showMet asks whether a Session took place, with the clicked answer chosen.
func (v *visit) showMet() error {
	s, err := v.sitting()
	if err != nil {
		return err
	}
	closed := s.session.State != program.SessionInvited
	if s.answer != "" && (closed || v.isDone(s.answer)) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: s.answer})
	}
	if closed {
		return v.closed()
	}
	page := v.metPage(s)
	switch clicked := v.r.URL.Query().Get("a"); clicked {
	case "yes", "no":
		page.Chosen = clicked
	}
	return v.render(http.StatusOK, page)
}

// answerMet stores a member's answer; the last one counts.
func (v *visit) answerMet() error {
	s, err := v.sitting()
	if err != nil {
		return err
	}
	outcome := templates.DoneMet
	switch v.r.PostForm.Get("met") {
	case "yes":
	case "no":
		outcome = templates.DoneNotMet
	default:
		page := v.metPage(s)
		page.Error = templates.Missing
		return v.render(http.StatusUnprocessableEntity, page)
	}
	err = v.Work.Store.AnswerMet(v.ctx, s.session.ID, s.member.ID, outcome == templates.DoneMet, v.now)
	if errors.Is(err, program.ErrClosed) {
		return v.closed()
	}
	if err != nil {
		return err
	}
	return v.done(outcome)
}

func (v *visit) sitting() (s sitting, err error) {
	if s.session, err = v.Work.Store.Session(v.ctx, v.link.Object); err != nil {
		return s, err
	}
	pairing, err := v.Work.Store.Pairing(v.ctx, s.session.PairingID)
	if err != nil {
		return s, err
	}
	ids := make([]program.ID, len(pairing.Members))
	for i, m := range pairing.Members {
		ids[i] = m.ParticipantID
	}
	people, err := v.Work.Store.ParticipantsByID(v.ctx, ids)
	if err != nil {
		return s, err
	}
	for _, id := range ids {
		if p := people[id]; p.PersonID == v.reader.ID {
			s.member = p
		} else {
			s.partners = append(s.partners, p.Person.DisplayName())
		}
	}
	if s.member.ID == "" { // has left the others since
		if s.member, err = v.Work.Store.ParticipantOf(v.ctx, s.session.ProgramID, v.reader.ID); err != nil {
			return s, err
		}
	}
	answers, err := v.Work.Store.MetAnswers(v.ctx, s.session.ID)
	if yes, given := answers[s.member.ID]; given && yes {
		s.answer = templates.DoneMet
	} else if given {
		s.answer = templates.DoneNotMet
	}
	return s, err
}

func (v *visit) metPage(s sitting) templates.MetPage {
	page := templates.MetPage{
		Frame: v.frame(), Form: v.form(), Partners: s.partners, Start: s.session.StartsAt,
		Minutes: int(s.session.EndsAt.Sub(s.session.StartsAt) / time.Minute), Answered: s.answer != "",
	}
	switch s.answer {
	case templates.DoneMet:
		page.Chosen = "yes"
	case templates.DoneNotMet:
		page.Chosen = "no"
	}
	return page
}
