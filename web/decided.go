package web

import (
	"net/http"
	"slices"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showDecided tells what became of the Draft, by whom, and what waits now.
func (v *visit) showDecided() error {
	d := v.draft
	page := templates.DecidedPage{
		Frame: v.frame(), Decision: d.State, At: d.DecidedAt, Paired: d.Summary.Paired, Pairs: d.Summary.Pairs, Home: "/home",
	}
	var err error
	if page.By, err = v.nameOf(v.ctx, d.DecidedBy); err != nil {
		return err
	}
	undo, err := v.canUndo()
	if err != nil {
		return err
	}
	page.UndoOver = d.State == program.DraftApproved && !undo
	if undo {
		page.UndoUntil = d.UndoUntil
		if page.Undo, err = v.draftWay(program.ForUndo, d.ID); err != nil {
			return err
		}
	}
	waiting, err := v.Work.Store.DraftsIn(v.ctx, d.ProgramID, program.DraftReady)
	if err != nil {
		return err
	}
	for _, latest := range waiting {
		if page.Current, err = v.draftWay(program.ForReview, latest.ID); err != nil {
			return err
		}
	}
	if d.State == program.DraftStale {
		if page.Changes, err = v.changes(); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, page)
}

// outdated reports whether the inputs of a Draft that waits are not what they
// were, and names who has joined, left or changed.
func (v *visit) outdated() (bool, templates.Changes, error) {
	digest, err := v.Work.Store.InputDigest(v.ctx, v.prog.ID)
	if err != nil || v.draft.State != program.DraftReady || digest == v.draft.Digest {
		return false, templates.Changes{}, err
	}
	changes, err := v.changes()
	return true, changes, err
}

// changes names who has joined, left or changed since the Draft was made.
func (v *visit) changes() (c templates.Changes, err error) {
	registered, err := v.Work.Store.Participants(v.ctx, v.prog.ID, program.Registered)
	if err != nil {
		return c, err
	}
	changes := v.draft.Summary.Inputs.ChangesSince(program.InputsOf(registered))
	people, err := v.Work.Store.ParticipantsByID(v.ctx, slices.Concat(changes.Joined, changes.Left, changes.Changed))
	if err != nil {
		return c, err
	}
	names := func(ids []program.ID) []string {
		var all []string
		for _, id := range ids {
			if p, known := people[id]; known {
				all = append(all, p.Person.DisplayName())
			}
		}
		slices.Sort(all)
		return all
	}
	c.Joined, c.Left, c.Changed = names(changes.Joined), names(changes.Left), names(changes.Changed)
	c.Edited = v.prog.Version != v.draft.ProgramVersion
	return c, nil
}
