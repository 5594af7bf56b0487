package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showMove shows a meeting to come, and what its members may do with it: the one
// that the address names by its number, else the next.
func (v *visit) showMove() error {
	for _, outcome := range []templates.Outcome{templates.DoneMoved, templates.DoneSkipped, templates.DoneShifted} {
		if v.isDone(outcome) {
			return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: outcome})
		}
	}
	session, err := v.numbered(v.r.URL.Query().Get("session"))
	if err != nil {
		return err
	}
	return v.offerMove(session, http.StatusOK, func(*templates.MovePage) {})
}

// numbered is the id of the Session with this number of the Link's Pairing; "" where
// there is none.
func (v *visit) numbered(text string) (program.ID, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return "", nil
	}
	sessions, err := v.Work.Store.Sessions(v.ctx, v.link.Object)
	for _, s := range sessions {
		if s.Number == number {
			return s.ID, err
		}
	}
	return "", err
}

// offerMove shows the choices, with what more is said about them.
func (v *visit) offerMove(session program.ID, status int, more func(*templates.MovePage)) error {
	choices, by, err := v.choices(session)
	if err != nil {
		return v.noChoice(err)
	}
	s := choices.Session()
	page := templates.MovePage{
		Frame: v.frame(), Form: v.form(), Session: s.ID, Revision: choices.Revision(), Start: s.StartsAt, Minutes: int(s.EndsAt.Sub(s.StartsAt) / time.Minute),
		Wishes: choices.Wishes(by), Openings: choices.Openings, Unknown: choices.Unknown, Shifts: choices.Shifts, Until: choices.Until(), Kept: choices.Kept(v.now),
	}
	for _, s := range choices.Others(v.now) {
		page.Others = append(page.Others, templates.Meeting{Start: s.StartsAt, Number: s.Number})
	}
	for _, m := range choices.Members() {
		if m.ID != by {
			page.Partners = append(page.Partners, m.Person.DisplayName())
		}
	}
	more(&page)
	return v.render(status, page)
}

// noChoice answers where a meeting cannot be changed any more.
func (v *visit) noChoice(err error) error {
	if errors.Is(err, program.ErrClosed) {
		return v.closed()
	}
	return err
}

// choices are what the reader may do, and who the reader is among those who meet.
func (v *visit) choices(session program.ID) (c jobs.Choices, by program.ID, err error) {
	if c, err = v.Work.Choices(v.ctx, v.link.Object, session, v.now); err != nil {
		return c, "", err
	}
	for _, m := range c.Members() {
		if m.PersonID == v.reader.ID {
			return c, m.ID, nil
		}
	}
	return c, "", program.ErrClosed // has left the others
}

// move does what was chosen. What is not to be had any more is told with what is.
func (v *visit) move() error {
	session := program.ID(v.r.PostForm.Get("session"))
	c, by, err := v.choices(session)
	if errors.Is(err, program.ErrClosed) && v.changedAlready(session, v.r.PostForm.Get("to")) != "" {
		return v.done(templates.DoneSkipped) // the last one
	}
	if err != nil {
		return v.noChoice(err)
	}
	to := v.r.PostForm.Get("to")
	if c.Revision() != v.r.PostForm.Get("revision") {
		if outcome := v.changedAlready(session, to); outcome != "" {
			return v.done(outcome)
		}
		return v.offerMove(session, http.StatusConflict, func(p *templates.MovePage) { p.Taken = true })
	}
	outcome, err := v.change(c, by, to)
	switch {
	case errors.Is(err, errNoChoice):
		return v.offerMove(session, http.StatusUnprocessableEntity, func(p *templates.MovePage) { p.Error = templates.Missing })
	case errors.Is(err, jobs.ErrNotOffered), errors.Is(err, program.ErrConflict):
		return v.offerMove(session, http.StatusConflict, func(p *templates.MovePage) { p.Taken = true })
	case err != nil:
		return err
	}
	return v.done(outcome)
}

// changedAlready is what became of a meeting that stands as it was to, as after a
// second click; "" where it does not.
func (v *visit) changedAlready(session program.ID, to string) templates.Outcome {
	s, err := v.Work.Store.Session(v.ctx, session)
	at, notTime := time.Parse(time.RFC3339, to)
	switch {
	case err != nil || s.PairingID != v.link.Object:
	case to == "skip" && s.State == program.SessionSkipped:
		return templates.DoneSkipped
	case notTime == nil && s.StartsAt.Equal(at):
		return templates.DoneMoved
	}
	return ""
}

var errNoChoice = errors.New("nothing was chosen")

// change reads a choice and carries it out.
func (v *visit) change(c jobs.Choices, by program.ID, to string) (templates.Outcome, error) {
	if to == "skip" {
		return templates.DoneSkipped, v.Work.SkipSession(v.ctx, c, by, v.now)
	}
	if minutes, err := strconv.Atoi(to); err == nil {
		return templates.DoneShifted, v.Work.ShiftSeries(v.ctx, c, by, minutes, v.now)
	}
	at, err := time.Parse(time.RFC3339, to)
	if err != nil {
		return "", errNoChoice
	}
	return templates.DoneMoved, v.Work.MoveSession(v.ctx, c, by, at, v.now)
}
