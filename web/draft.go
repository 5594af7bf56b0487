package web

import (
	"context"
	"errors"

	"github.com/peerpost/peerpost/program"
)

// byDraftLink lets in an Administrator who holds a good token about a Draft.
// What was decided is shown also when the Link has expired.
func byDraftLink(purpose program.Purpose, then handler) handler {
	return verified(purpose, asAdministrator(func(v *visit) (err error) {
		if v.draft, err = v.Work.Store.Draft(v.ctx, v.link.Object); err != nil {
			return err
		}
		if v.draft.Revision != v.link.Revision {
			return program.ErrNotFound
		}
		return v.decide(purpose, then)
	}))
}

// decide goes on to a page about the Draft where there is something to decide,
// or to read, and else tells what was decided.
func (v *visit) decide(purpose program.Purpose, then handler) (err error) {
	open := v.draft.State == program.DraftReady && v.now.Before(v.draft.ExpiresAt)
	switch purpose {
	case program.ForUndo:
		if open, err = v.canUndo(); err != nil {
			return err
		}
	case program.ForReview:
		open = open || v.draft.State == program.DraftApproved || v.draft.State == program.DraftDiscarded
	}
	switch {
	case open && v.live():
		return then(v)
	case v.draft.State == program.DraftReady || !v.link.RevokedAt.IsZero():
		return v.gone()
	case v.r.Method == "POST":
		return v.seeOther(v.here())
	}
	return v.showDecided()
}

// canUndo reports whether the approval of the Draft can still be taken back: a
// worker whose clock is ahead of this one's may have introduced people already.
func (v *visit) canUndo() (bool, error) {
	if v.draft.State != program.DraftApproved || !v.now.Before(v.draft.UndoUntil) {
		return false, nil
	}
	introducing, err := v.Work.Store.Introducing(v.ctx, v.draft.ID)
	return !introducing, err
}

// draftWay is the path of a page about a Draft: by session, or by the reader's
// own Link; "" where there is none, and for a Link that has expired.
func (v *visit) draftWay(purpose program.Purpose, id program.ID) (string, error) {
	switch {
	case v.token == "":
		return "/home/draft/" + string(id) + "/" + string(purpose), nil
	case !v.live():
		return "", nil
	}
	return v.way(purpose, id)
}

// nameOf is what a Person is called; "" for nobody.
func (s *Server) nameOf(ctx context.Context, id program.ID) (string, error) {
	if id == "" {
		return "", nil
	}
	p, err := s.Work.Store.Person(ctx, id)
	if errors.Is(err, program.ErrNotFound) {
		return "", nil
	}
	return p.DisplayName(), err
}
