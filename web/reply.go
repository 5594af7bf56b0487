package web

import (
	"errors"
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showReply asks a person whether an answer that came in their name is theirs.
func (v *visit) showReply() error {
	if v.isDone(templates.DoneReply) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: templates.DoneReply})
	}
	reply, choices, err := v.Work.AskedReply(v.ctx, v.link.Object, v.now)
	if err != nil {
		return v.nothingToConfirm(err)
	}
	page := templates.ReplyPage{
		Frame: v.frame(), Form: v.form(), Answer: reply.Answer, Start: choices.Session().StartsAt, Series: choices.AnsweredAll(reply), Proposed: reply.Proposed,
	}
	for _, m := range choices.Members() {
		if m.PersonID != v.reader.ID {
			page.Partners = append(page.Partners, m.Person.DisplayName())
		}
	}
	return v.render(http.StatusOK, page)
}

// confirmReply lets the answer count.
func (v *visit) confirmReply() error {
	if err := v.Work.ConfirmReply(v.ctx, v.link.Object, v.now); err != nil {
		return v.nothingToConfirm(err)
	}
	return v.done(templates.DoneReply)
}

// nothingToConfirm answers where the meeting has changed since, or the answer to it.
func (v *visit) nothingToConfirm(err error) error {
	if errors.Is(err, program.ErrClosed) {
		return v.render(http.StatusGone, templates.GonePage{Frame: v.frame(), Reason: templates.GoneChanged})
	}
	return err
}
