package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showUnsubscribe asks to confirm, or says that it is done.
func (v *visit) showUnsubscribe() error {
	p, err := v.ownParticipant()
	if err != nil {
		return err
	}
	return v.renderUnsubscribe(p, !p.UnsubscribedAt.IsZero())
}

// unsubscribe is the page's own form, and the one that takes it back.
func (v *visit) unsubscribe() error {
	p, err := v.ownParticipant()
	if err != nil {
		return err
	}
	change := v.Work.Unsubscribe
	if v.r.PostForm.Get("do") == "keep" {
		change = v.Work.Resubscribe
	}
	if err := change(v.ctx, p, v.now); err != nil {
		return err
	}
	return v.seeOther(v.here())
}

// unsubscribeOneClick is what mailbox providers post to the address in
// List-Unsubscribe (RFC 8058 section 3.2): no redirect, no cookie, no question.
func (v *visit) unsubscribeOneClick() error {
	p, err := v.ownParticipant()
	if err != nil {
		return err
	}
	if err := v.Work.Unsubscribe(v.ctx, p, v.now); err != nil {
		return err
	}
	return v.renderUnsubscribe(p, true)
}

func (v *visit) renderUnsubscribe(p program.Participant, done bool) error {
	if p.State == program.Erased {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: templates.DoneErased})
	}
	page := templates.UnsubscribePage{Frame: v.frame(), Form: v.form(), Address: string(p.Person.Address), Done: done}
	var err error
	if page.Participation, err = v.way(program.ForParticipation, p.ID); err != nil {
		return err
	}
	return v.render(http.StatusOK, page)
}
