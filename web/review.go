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
		Frame: v.frame(), Round: round.Number, Revision: d.Revision, State: d.State, Registered: s.Paired + len(s.Unpaired), NotRegistered: counts[program.Invited], Pausing: counts[program.Paused],
		Paired: s.Paired, Pairs: s.Pairs, MeanPercent: int(math.Round(100 * s.Mean)), Optimal: s.Optimal, Within: s.Within(),
		Expires: d.ExpiresAt, Undo: v.prog.Pairing.Undo, Home: "/home",
	}
	if page.Outdated, page.Changes, err = v.outdated(); err != nil {
		return err
	}
	if page.Proposals, page.Unpaired, err = v.draftLines(); err != nil {
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

// draftLines are who is paired with whom, and who with nobody.
func (v *visit) draftLines() ([]templates.ProposalLine, []templates.UnpairedLine, error) {
	proposals, err := v.Work.Store.Proposals(v.ctx, v.draft.ID)
	if err != nil {
		return nil, nil, err
	}
	people, err := v.Work.Store.ParticipantsByID(v.ctx, v.draft.DecidesOn(proposals))
	people = jobs.ToldApart(people)
	return jobs.ProposalLines(v.prog.Program, proposals, people), jobs.UnpairedLines(v.prog.Program, v.draft.Summary.Unpaired, people), err
}
