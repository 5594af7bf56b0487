package web

import (
	"math"
	"net/http"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showReview shows the whole Draft, and the way to decide while it waits.
func (v *visit) showReview() error {
	d := v.draft
	round, err := v.Work.Store.Round(v.ctx, d.RoundID)
	if err != nil {
		return err
	}
	counts, err := v.Work.Store.ParticipantCounts(v.ctx, v.prog.ID)
	if err != nil {
		return err
	}
	s := d.Summary
	page := templates.ReviewPage{
		Frame: v.frame(), Round: round.Number, Revision: d.Revision, State: d.State, Registered: s.Paired + len(s.Unpaired), NotRegistered: counts[program.Invited],
		Paired: s.Paired, Pairs: s.Pairs, MeanPercent: int(math.Round(100 * s.Mean)), Optimal: s.Optimal, Within: s.Within(),
		Unpaired: jobs.UnpairedLines(v.prog.Program, s.Unpaired), Expires: d.ExpiresAt, Undo: v.prog.Pairing.Undo, Home: "/home",
	}
	if page.Outdated, page.Changes, err = v.outdated(); err != nil {
		return err
	}
	if page.Proposals, err = v.proposalLines(); err != nil {
		return err
	}
	if d.State == program.DraftReady {
		if page.Approve, err = v.draftWay(program.ForApprove, d.ID); err != nil {
			return err
		}
		if page.Discard, err = v.draftWay(program.ForDiscard, d.ID); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, page)
}

func (v *visit) proposalLines() ([]templates.ProposalLine, error) {
	proposals, err := v.Work.Store.Proposals(v.ctx, v.draft.ID)
	if err != nil {
		return nil, err
	}
	var ids []program.ID
	for _, p := range proposals {
		for _, m := range p.Members {
			ids = append(ids, m.ParticipantID)
		}
	}
	people, err := v.Work.Store.ParticipantsByID(v.ctx, ids)
	return jobs.ProposalLines(v.prog.Program, proposals, people), err
}
