package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// endPairing ends a Pairing that one of two has left. Who has been introduced, or
// may have been, is told, and the calendars are cleared; who has not is told that
// there is no partner, and why. Administrators are told who has none now. It
// returns program.ErrConflict when the membership is another one.
func (w *Work) endPairing(ctx context.Context, prog db.Program, pairing program.Pairing, left program.Participant, reason string, now time.Time) error {
	members, err := w.members(ctx, pairing)
	if err != nil {
		return err
	}
	draft, err := w.Store.Draft(ctx, pairing.DraftID)
	if err != nil {
		return err
	}
	for i, p := range members {
		if p.ID == left.ID { // as the caller calls them
			members[i] = left
		}
	}
	e, err := w.tellPartnerLost(ctx, prog, draft.ID, pairing.ProposalID, left, without(members, left.ID), now)
	if err != nil {
		return err
	}
	if err := w.cancelSeries(ctx, &e, prog, pairing, members, now); err != nil {
		return err
	}
	e.Audit = append(e.Audit, w.audit(prog.ID, "peerpost", "pairing ended", pairing.ID, reason, now))
	_, err = w.Store.EndPairing(ctx, pairing, reason, now, func(state program.PairingState, told []program.OutboxRow) (db.Effects, error) {
		var all db.Effects
		all.Add(e)
		for _, p := range without(members, left.ID) {
			if introduced(told, p.ID) {
				m := w.toParticipant(prog, p, program.PairingEndedNotice, now, pairing.ID)
				m.of(pairing)
				gone, err := leftUnheard(told, p.ID)
				if err != nil {
					return all, err
				}
				m.into(&all, templates.PairingEndedEmail{Envelope: m.envelope(), Partners: append(gone, partners(prog, []program.Participant{left}, p.ID)...)})
				continue
			}
			m := w.unpaired(prog, draft, p, now, pairing.ProposalID)
			if state == program.PairingIntroduced {
				m.row.State = program.OutboxPending
			}
			m.into(&all, templates.UnpairedNoticeEmail{Envelope: m.envelope(), PartnerLeft: true})
		}
		return all, nil
	})
	return err
}

// introduced reports whether a member has been introduced, or may have been.
func introduced(told []program.OutboxRow, member program.ID) bool {
	return slices.ContainsFunc(told, func(r program.OutboxRow) bool {
		return r.Kind == program.Introduction && r.ParticipantID == member && r.MayHaveLeft()
	})
}

// leftUnheard are those who had left a Pairing before, and of whom a member has
// not heard, or may not have: word of the end takes the place of that of the
// change.
func leftUnheard(told []program.OutboxRow, member program.ID) (gone []templates.Partner, err error) {
	for _, r := range told {
		switch {
		case r.Kind != program.PairingChanged || r.ParticipantID != member:
			continue
		case r.State == program.OutboxDone || r.State == program.OutboxFailed:
			continue
		}
		var changed templates.PairingChangedEmail
		if err := json.Unmarshal(r.Data, &changed); err != nil {
			return nil, err
		}
		gone = append(gone, templates.Partner{Name: cmp.Or(changed.Left, erasedName)})
	}
	return gone, nil
}

// unpaired begins word to a Participant that there is no partner, of a Draft
// or, where the partner has left, of its Proposal, whether a Pairing has been
// made of it or not. After the end of the Program it is worth nothing.
func (w *Work) unpaired(prog db.Program, draft program.Draft, p program.Participant, now time.Time, parent program.ID) *message {
	m := w.toParticipant(prog, p, program.UnpairedNotice, now, parent)
	m.gated(draft)
	m.notAfter(prog.Ends())
	return m
}

// tellPartnerLost tells every Administrator that people have lost the partner
// whom a Proposal of a Draft gave them, if they still take part themselves.
func (w *Work) tellPartnerLost(ctx context.Context, prog db.Program, draft, proposal program.ID, left program.Participant, alone []program.Participant, now time.Time) (db.Effects, error) {
	alone = slices.DeleteFunc(slices.Clone(alone), func(p program.Participant) bool { return !p.TakesPart() })
	if len(alone) == 0 {
		return db.Effects{}, nil
	}
	return w.toAdministrators(ctx, prog, program.PartnerLost, now, draft, func(m *message) any {
		m.row.Object = proposal // what they are erased from
		email := templates.PartnerLostEmail{Envelope: m.envelope()}
		if left.State != program.Erased {
			email.Left = left.Person.DisplayName()
		}
		for _, p := range alone {
			email.Alone = append(email.Alone, p.Person.DisplayName())
		}
		return email
	}, string(proposal))
}
