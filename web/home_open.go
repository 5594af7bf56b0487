package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// byHomeLink is byLink for the administrator's home, whose Link works once and
// not for long: one that does not work any more can be replaced by a click.
func byHomeLink(then handler) handler {
	return verified(program.ForHome, func(v *visit) error {
		if !v.live() || !v.link.UsedAt.IsZero() {
			return v.homeGone()
		}
		return then(v)
	})
}

// showHomeOpen is the one click that opens the home.
func (v *visit) showHomeOpen() error {
	return v.render(http.StatusOK, templates.HomeOpenPage{Frame: v.frame(), Form: v.form()})
}

// openHome uses the Link up and begins a session.
func (v *visit) openHome() error {
	first, err := v.Work.Store.UseLink(v.ctx, v.link.ID, v.now)
	if err != nil {
		return err
	}
	if !first {
		return v.homeGone()
	}
	if err := v.beginSession(); err != nil {
		return err
	}
	return v.seeOther("/home")
}

// homeGone leads on who is signed in already (a double click, the same email
// opened again) and offers everyone else a new link, sent to the same person.
func (v *visit) homeGone() error {
	if id, err := v.sessionOf(); err == nil && id == v.reader.ID {
		return v.seeOther("/home")
	}
	page := templates.GonePage{Frame: v.frame(), Reason: templates.GoneExpired, Again: templates.Form{Action: "/home/link", Token: v.token}}
	if !v.link.UsedAt.IsZero() {
		page.Reason = templates.GoneUsed
	}
	return v.render(http.StatusGone, page)
}
