package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showHomeRequest asks for an address, or says that a link is on its way.
func (v *visit) showHomeRequest() error {
	if v.isDone(templates.DoneHomeSent) {
		return v.render(http.StatusOK, templates.DonePage{Outcome: templates.DoneHomeSent})
	}
	return v.render(http.StatusOK, templates.HomeRequestPage{Form: templates.Form{Action: "/home/link"}})
}

// sendHomeLink mails a link to the home: to the person of a home Link, however
// old, or to the address that was typed. The answer is the same whether or not
// that is an Administrator's.
func (v *visit) sendHomeLink() error {
	if token := v.r.PostForm.Get("token"); token != "" {
		return verified(program.ForHome, func(v *visit) error { return v.mailHome(v.reader.Address) })(v)
	}
	typed := plainText(v.r.PostForm.Get("address"), false)
	address, err := program.ParseAddress(typed)
	if err != nil {
		page := templates.HomeRequestPage{Form: templates.Form{Action: "/home/link"}, Error: templates.NotAnAddress}
		if len(typed) <= 254 {
			page.Address = typed
		}
		return v.render(http.StatusUnprocessableEntity, page)
	}
	return v.mailHome(address)
}

func (v *visit) mailHome(a program.Address) error {
	if err := v.Work.AskForHome(v.ctx, a, v.now); err != nil {
		return err
	}
	return v.seeOther("/?done=" + string(templates.DoneHomeSent))
}
