package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// endPairing ends a Pairing that one of two has left. Who has been introduced is
// told, and the calendars are cleared; who has not yet is told that there is no
// partner, and why. Administrators are told who has none now.
func (w *Work) endPairing(ctx context.Context, prog db.Program, pairing program.Pairing, leaver program.ID, reason string, now time.Time) error {
	members, err := w.members(ctx, pairing)
	if err != nil {
		return err
	}
	draft, err := w.Store.Draft(ctx, pairing.DraftID)
	if err != nil {
		return err
	}
	introduced, err := w.Store.Introductions(ctx, pairing.ID)
	if err != nil {
		return err
	}
	left := byID(members)[leaver]
	e, err := w.tellPartnerLost(ctx, prog, draft.ID, pairing.ProposalID, left, without(members, leaver), now)
	if err != nil {
		return err
	}
	if err := w.cancelSeries(ctx, &e, prog, pairing, members, now); err != nil {
		return err
	}
	for _, p := range without(members, leaver) {
		if heardOf(introduced[p.ID]) {
			m := w.toParticipant(prog, p, program.PairingEndedNotice, now, pairing.ID)
			m.of(pairing)
			m.into(&e, templates.PairingEndedEmail{Envelope: m.envelope(), Partners: partners(prog, []program.Participant{left}, p.ID)})
			continue
		}
		m := w.unpaired(prog, draft, p, now, pairing.ProposalID)
		if pairing.State == program.PairingIntroduced {
			m.row.State = program.OutboxPending
		}
		m.into(&e, templates.UnpairedNoticeEmail{Envelope: m.envelope(), PartnerLeft: true})
	}
	e.Audit = append(e.Audit, w.audit(prog.ID, "peerpost", "pairing ended", pairing.ID, reason, now))
	_, err = w.Store.EndPairing(ctx, pairing.ID, reason, now, e)
	return err
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
// whom a Proposal of a Draft gave them.
func (w *Work) tellPartnerLost(ctx context.Context, prog db.Program, draft, proposal program.ID, left program.Participant, alone []program.Participant, now time.Time) (db.Effects, error) {
	return w.toAdministrators(ctx, prog, program.PartnerLost, now, draft, func(m *message) any {
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
