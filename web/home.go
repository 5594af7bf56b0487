package web

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showHome shows an Administrator's Programs; who is not signed in is asked
// for an address.
func (v *visit) showHome() error {
	id, err := v.sessionOf()
	if errors.Is(err, program.ErrNotFound) {
		return v.showHomeRequest()
	}
	if err != nil {
		return err
	}
	if v.reader, err = v.Work.Store.Person(v.ctx, id); err != nil {
		return err
	}
	programs, err := v.Work.Store.ProgramsOf(v.ctx, id)
	if err != nil {
		return err
	}
	page := templates.HomePage{
		Form: templates.Form{Action: "/home/pair"}, SignOut: templates.Form{Action: "/home/out"}, Name: cmp.Or(v.reader.Greeting(), v.reader.DisplayName()),
	}
	for i, p := range programs {
		if i == 0 {
			v.prog = p
			page.Frame = v.frame()
			page.Program = ""
		}
		card, err := v.card(p)
		if err != nil {
			return err
		}
		if v.r.URL.Query().Get("program") == p.Slug {
			card.Asked = templates.Asked(v.r.URL.Query().Get("draft"))
		}
		page.Programs = append(page.Programs, card)
	}
	return v.render(http.StatusOK, page)
}

// pairNow makes a Round of a Program due, and says what comes of it.
func (v *visit) pairNow() error {
	p, err := v.ownProgram(v.r.PostForm.Get("program"))
	if err != nil {
		return err
	}
	if !canPair(p, v.now) {
		return v.seeOther("/home")
	}
	_, err = v.Work.MakeRoundDue(v.ctx, p, string(v.reader.ID), v.now)
	asked, few := templates.AskedDraft, jobs.TooFewError{}
	switch {
	case errors.As(err, &few):
		asked = templates.AskedTooFew
	case errors.Is(err, jobs.ErrTooLate):
		asked = templates.AskedTooLate
	case err != nil:
		return err
	}
	return v.seeOther("/home?program=" + p.Slug + "&draft=" + string(asked))
}
