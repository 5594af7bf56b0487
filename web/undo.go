package web

import (
	"net/http"

	"github.com/peerpost/peerpost/templates"
)

// showUndo asks to confirm.
func (v *visit) showUndo() error {
	d := v.draft
	page := templates.UndoPage{Frame: v.frame(), Form: v.form(), Paired: d.Summary.Paired, Pairs: d.Summary.Pairs, Until: d.UndoUntil}
	var err error
	if page.By, err = v.nameOf(v.ctx, d.DecidedBy); err != nil {
		return err
	}
	return v.render(http.StatusOK, page)
}

// undo takes the approval back while that is possible.
func (v *visit) undo() error {
	if _, err := v.Work.Undo(v.ctx, v.draft, v.reader, v.now); err != nil {
		return err
	}
	return v.seeOther(v.here())
}
