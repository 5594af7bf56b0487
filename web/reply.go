package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showReply asks a person whether an answer that came in their name is theirs.
func (v *visit) showReply() error {
	reply, err := v.Work.Store.Reply(v.ctx, v.link.Object)
	if err != nil {
		return err
	}
	if v.isDone(templates.DoneReply) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: templates.DoneReply})
	}
	page := templates.ReplyPage{Frame: v.frame(), Form: v.form(), Answer: reply.Answer, Series: reply.SessionID == "", Proposed: reply.Proposed}
	series, err := v.Work.Store.Series(v.ctx, reply.SeriesID)
	if err != nil {
		return err
	}
	choices, err := v.Work.Choices(v.ctx, series.PairingID, reply.SessionID, v.now)
	if err != nil {
		return v.noChoice(err)
	}
	page.Start = choices.Session().StartsAt
	for _, m := range choices.Members() {
		if m.PersonID != v.reader.ID {
			page.Partners = append(page.Partners, m.Person.DisplayName())
		}
	}
	return v.render(http.StatusOK, page)
}

// confirmReply lets the answer count.
func (v *visit) confirmReply() error {
	reply, err := v.Work.Store.Reply(v.ctx, v.link.Object)
	if err != nil {
		return err
	}
	member, err := v.Work.Store.Participant(v.ctx, reply.ParticipantID)
	if err != nil {
		return err
	}
	if member.PersonID != v.reader.ID {
		return program.ErrNotFound
	}
	if err := v.Work.ConfirmReply(v.ctx, reply, v.now); err != nil {
		return err
	}
	return v.done(templates.DoneReply)
}
