package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showDiscard asks to confirm.
func (v *visit) showDiscard() error {
	d := v.draft
	round, err := v.Work.Store.Round(v.ctx, d.RoundID)
	if err != nil {
		return err
	}
	page := templates.DiscardPage{
		Frame: v.frame(), Form: v.form(), Round: round.Number, Revision: d.Revision, Paired: d.Summary.Paired, Pairs: d.Summary.Pairs,
	}
	if page.Review, err = v.draftWay(program.ForReview, d.ID); err != nil {
		return err
	}
	return v.render(http.StatusOK, page)
}

// discard throws the Draft away, unless somebody was faster.
func (v *visit) discard() error {
	if _, err := v.Work.Discard(v.ctx, v.draft, v.reader, v.now); err != nil {
		return err
	}
	return v.seeOther(v.here())
}
