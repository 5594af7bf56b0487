package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showApprove asks for the number, or tells that pairing is off.
func (v *visit) showApprove() error {
	page, err := v.approvePage()
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, page)
}

// approve approves exactly this revision, where the number is right. Whoever
// comes too late, or whose Draft is out of date, is told so by the page that
// the 303 leads to.
func (v *visit) approve() error {
	if v.prog.Switch != program.SwitchOn {
		return v.askAgain(http.StatusConflict, "")
	}
	typed, err := strconv.Atoi(plainText(v.r.PostForm.Get("number"), false))
	if err != nil {
		return v.askAgain(http.StatusUnprocessableEntity, templates.WrongNumber)
	}
	act := v.Work.Approve
	if v.r.PostForm.Get("do") == "anew" { // the page has said that it is out of date
		act = v.Work.MakeAnew
	}
	err = act(v.ctx, v.draft, v.reader, typed, v.now)
	switch {
	case errors.Is(err, jobs.ErrWrongNumber):
		return v.askAgain(http.StatusUnprocessableEntity, templates.WrongNumber)
	case errors.Is(err, jobs.ErrSwitchedOff): // just now
		v.prog.Switch = program.SwitchOff
		return v.askAgain(http.StatusConflict, "")
	case errors.Is(err, program.ErrConflict):
		return v.seeOther(v.here())
	case err != nil:
		return err
	}
	if v.draft, err = v.Work.Store.Draft(v.ctx, v.draft.ID); err != nil {
		return err
	}
	if err := v.Work.OfferUndo(v.ctx, v.draft, v.reader, v.now); err != nil {
		return err
	}
	return v.seeOther(v.here())
}

func (v *visit) askAgain(status int, problem templates.Problem) error {
	page, err := v.approvePage()
	if err != nil {
		return err
	}
	page.Error = problem
	if typed := plainText(v.r.PostForm.Get("number"), false); len(typed) <= 20 {
		page.Typed = typed
	}
	return v.render(status, page)
}

func (v *visit) approvePage() (page templates.ApprovePage, err error) {
	d := v.draft
	round, err := v.Work.Store.Round(v.ctx, d.RoundID)
	if err != nil {
		return page, err
	}
	admins, err := v.Work.Store.Administrators(v.ctx, v.prog.ID)
	if err != nil {
		return page, err
	}
	page = templates.ApprovePage{
		Frame: v.frame(), Form: v.form(), Round: round.Number, Revision: d.Revision, Paired: d.Summary.Paired, Pairs: d.Summary.Pairs,
		Unpaired: len(d.Summary.Unpaired), Expires: d.ExpiresAt, Undo: v.prog.Pairing.Undo, Off: v.prog.Switch != program.SwitchOn,
	}
	for _, a := range admins {
		if a.ID != v.reader.ID {
			page.Others = append(page.Others, a.DisplayName())
		}
	}
	if page.Switch, err = v.switchWay(); err != nil {
		return page, err
	}
	if page.Outdated, page.Changes, err = v.outdated(); err != nil {
		return page, err
	}
	page.Review, err = v.draftWay(program.ForReview, d.ID)
	return page, err
}
