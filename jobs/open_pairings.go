package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// pairingsInBatch is how many Pairings one transaction opens.
const pairingsInBatch = 50

// openPairings turns an approved Draft into Pairings, Series, Sessions and
// Messages that are held until the undo window is over.
//
// Invariant: each Proposal of an approved Draft has one Pairing, each member
// one introduction and one invitation, and each unpaired person one notice,
// all held; of a Draft that is not approved nothing exists. Whoever leaves while
// this runs is taken out again by endPairings. The hour of a
// Pairing is found before anybody hears of it, and is the same however often
// this runs: one that is opened is left alone. Nobody has two meetings at once
// where another hour is left, in whatever Programs they meet; of two Drafts that
// are opened at the same moment neither knows the other's hours. Where Google
// cannot say when somebody is busy, all that is not opened yet waits, for two hours.
func (w *Work) openPairings(ctx context.Context, m program.Moment, now time.Time) error {
	o, err := w.opening(ctx, program.ID(m.Subject), now)
	if err != nil || o.draft.State != program.DraftApproved {
		return err
	}
	o.patient = m.Attempts < busyTries
	return o.run(ctx)
}

// opening is one run of openPairings.
type opening struct {
	w         *Work
	prog      db.Program
	draft     program.Draft
	proposals []program.Proposal
	people    map[program.ID]program.Participant // as they were when it began
	now       time.Time
	busy      times // of the members
	patient   bool  // it waits for Google to say who is busy
}

func (w *Work) opening(ctx context.Context, id program.ID, now time.Time) (o opening, err error) {
	o.w, o.now = w, now
	if o.draft, err = w.Store.Draft(ctx, id); err != nil {
		return o, err
	}
	if o.prog, err = w.Store.Program(ctx, o.draft.ProgramID); err != nil {
		return o, err
	}
	if o.proposals, err = w.Store.Proposals(ctx, id); err != nil {
		return o, err
	}
	all, err := w.Store.Participants(ctx, o.prog.ID)
	o.people = byID(all)
	return o, err
}

func (o opening) run(ctx context.Context) error {
	unopened, err := o.unopened(ctx)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(unopened, pairingsInBatch) {
		approved, err := o.open(ctx, batch)
		if err != nil || !approved {
			return err
		}
	}
	return o.conclude(ctx)
}

// unopened are the Proposals that have no Pairing yet.
func (o opening) unopened(ctx context.Context) ([]program.Proposal, error) {
	pairings, err := o.w.Store.Pairings(ctx, o.prog.ID)
	opened := make(map[program.ID]bool, len(pairings))
	for _, p := range pairings {
		opened[p.ProposalID] = true
	}
	return slices.DeleteFunc(slices.Clone(o.proposals), func(p program.Proposal) bool { return opened[p.ID] }), err
}

func (o opening) open(ctx context.Context, batch []program.Proposal) (approved bool, err error) {
	var e db.Effects
	opened := make([]db.OpenedPairing, 0, len(batch))
	if err := o.look(ctx, o.among(batch)); err != nil {
		return false, err
	}
	for _, proposal := range batch {
		here, gone := o.present(proposal)
		if len(here.Members) < 2 {
			if err := o.leftAlone(ctx, &e, here, gone); err != nil {
				return false, err
			}
			continue
		}
		p, err := o.pairing(here)
		if err != nil {
			return false, err
		}
		opened = append(opened, p)
	}
	return o.w.Store.OpenPairings(ctx, o.draft.ID, opened, e)
}

// look finds when people are busy, but for these Pairings. While Google does not say
// it, the Draft waits; in the end their hours are found without.
func (o *opening) look(ctx context.Context, people []program.Participant, but ...program.Pairing) (err error) {
	o.busy, err = o.w.busy(ctx, people, o.draft.UndoUntil, o.prog.Ends(), but...)
	if errors.Is(err, errBusyUnknown) && !o.patient {
		o.w.Log.Warn("the hours of a draft are found without what Google knows", "draft", o.draft.ID, "reason", err.Error())
		return nil
	}
	return err
}

// among are the members of Proposals.
func (o opening) among(batch []program.Proposal) []program.Participant {
	var people []program.Participant
	for _, proposal := range batch {
		people = append(people, o.members(proposal.Members)...)
	}
	return people
}

// members are these as they were when it began.
func (o opening) members(list []program.Member) []program.Participant {
	people := make([]program.Participant, len(list))
	for i, m := range list {
		people[i] = o.people[m.ParticipantID]
	}
	return people
}

// present is a Proposal between those who have not left since the approval, and
// who has, if anybody: of a trio two go on as a pair.
func (o opening) present(proposal program.Proposal) (here program.Proposal, gone program.Participant) {
	here = proposal
	here.Members = nil
	for _, m := range proposal.Members {
		if p := o.people[m.ParticipantID]; p.TakesPart() {
			here.Members = append(here.Members, m)
		} else {
			gone, here.Reasons = p, program.ReasonsWithout(here.Reasons, m.ParticipantID)
		}
	}
	return here, gone
}

// leftAlone tells who is left of a Proposal that there is no partner, once the
// undo window is over, and Administrators who it is.
func (o opening) leftAlone(ctx context.Context, e *db.Effects, here program.Proposal, gone program.Participant) error {
	var alone []program.Participant
	for _, m := range here.Members {
		p := o.people[m.ParticipantID]
		alone = append(alone, p)
		notice := o.w.unpaired(o.prog, o.draft, p, o.now, here.ID)
		notice.into(e, templates.UnpairedNoticeEmail{Envelope: notice.envelope(), PartnerLeft: true})
	}
	if len(alone) == 0 {
		return nil
	}
	told, err := o.w.tellPartnerLost(ctx, o.prog, o.draft.ID, here.ID, gone, alone, o.now)
	e.Add(told)
	return err
}

// conclude tells the unpaired and the Administrators, takes out of their
// Pairings who has left since this began, and sets the end of the undo window
// as the Moment at which everything held may leave.
func (o opening) conclude(ctx context.Context) error {
	e, err := o.endOfThoseGone(ctx)
	if err != nil {
		return err
	}
	for _, u := range o.draft.Summary.Unpaired {
		p, known := o.people[u.ParticipantID]
		if !known || u.Unreached {
			continue
		}
		if u.Candidates > 0 { // no requirement is to blame
			u.Blockers = nil
		}
		m := o.w.unpaired(o.prog, o.draft, p, o.now, o.draft.ID)
		m.into(&e, templates.UnpairedNoticeEmail{Envelope: m.envelope(), Blockers: blockers(o.prog.Program, u.Blockers)})
	}
	by, err := o.w.Store.Person(ctx, o.draft.DecidedBy)
	if err != nil {
		return err
	}
	told, err := o.w.tellDecided(ctx, o.prog, o.draft, by, program.DraftApproved, o.now)
	if err != nil {
		return err
	}
	told.Audit = nil // the approval wrote it
	e.Add(told)
	due := o.draft.UndoUntil
	if o.now.After(due) {
		due = o.now
	}
	e.Moments = append(e.Moments, moment(o.prog.ID, IntroducePairings, string(o.draft.ID), due))
	_, err = o.w.Store.OpenPairings(ctx, o.draft.ID, nil, e)
	return err
}

// endOfThoseGone wakes endPairings for members who are here no more. Their
// Pairings may have been opened when theirs had run already.
func (o opening) endOfThoseGone(ctx context.Context) (e db.Effects, err error) {
	all, err := o.w.Store.Participants(ctx, o.prog.ID)
	now := byID(all)
	for _, proposal := range o.proposals {
		for _, m := range proposal.Members {
			if !now[m.ParticipantID].TakesPart() {
				e.Moments = append(e.Moments, moment(o.prog.ID, EndPairings, string(m.ParticipantID), o.now))
			}
		}
	}
	return e, err
}
