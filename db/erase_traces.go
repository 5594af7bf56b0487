package db

import (
	"bytes"
	"context"
	"regexp"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// erasing is one Person being removed from what was made of them for others.
type erasing struct {
	s       *Store
	tx      *sqlx.Tx
	person  program.Person // as they were
	unnamed Unnamed
}

// traces removes the Person from Drafts, Pairings, Messages and the files of
// Programs.
func (e erasing) traces(ctx context.Context) error {
	participants, err := many(ctx, e.tx, scanParticipant, "SELECT "+participantColumns+fromParticipant+"WHERE participant.person_id = ?", e.person.ID)
	if err != nil {
		return err
	}
	for _, p := range participants {
		if err := e.fromDrafts(ctx, p); err != nil {
			return err
		}
		if err := e.fromPairings(ctx, p); err != nil {
			return err
		}
		if err := eraseFromReports(ctx, e.tx, p); err != nil {
			return err
		}
	}
	if err := eraseDecisions(ctx, e.tx, e.person); err != nil {
		return err
	}
	return eraseFromFiles(ctx, e.tx, e.person)
}

// fromDrafts takes a Participant's name and answers out of the Drafts they were
// in, and out of what Administrators were told of them. What asks for approval
// is cancelled: that Draft is out of date.
func (e erasing) fromDrafts(ctx context.Context, p program.Participant) error {
	drafts, err := many(ctx, e.tx, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE program_id = ?", p.ProgramID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if _, in := d.Summary.Inputs[p.ID]; !in {
			continue
		}
		d.Summary.Inputs[p.ID] = "" // a fingerprint of answers
		for i := range d.Summary.Unpaired {
			if u := &d.Summary.Unpaired[i]; u.ParticipantID == p.ID {
				u.Name = ""
			}
		}
		if _, err := changed(ctx, e.tx, "UPDATE draft SET summary = ? WHERE id = ?", jsonText(d.Summary), d.ID); err != nil {
			return err
		}
		if err := e.fromProposals(ctx, d, p.ID); err != nil {
			return err
		}
		if _, err := affected(ctx, e.tx, blank+"program_id = ? AND object_id = ? AND kind = ?",
			program.ErasedData, "the draft is out of date", p.ProgramID, d.ID, program.ApprovalRequest); err != nil {
			return err
		}
	}
	return nil
}

// fromProposals does the same for the Proposals of a Draft. Word to
// Administrators that somebody of one has lost the partner goes on, unnamed.
func (e erasing) fromProposals(ctx context.Context, d program.Draft, participant program.ID) error {
	proposals, err := many(ctx, e.tx, scanProposal, "SELECT "+proposalColumns+" FROM proposal WHERE draft_id = ?", d.ID)
	if err != nil {
		return err
	}
	for _, r := range proposals {
		for _, m := range r.Members {
			if m.ParticipantID != participant {
				continue
			}
			if _, err := changed(ctx, e.tx, "UPDATE proposal SET reasons = ? WHERE id = ?", jsonText(withoutValues(r.Reasons, participant)), r.ID); err != nil {
				return err
			}
			if err := e.fromMessages(ctx, "program_id = ? AND object_id = ? AND kind = ?", []any{d.ProgramID, r.ID, program.PartnerLost},
				func(program.OutboxRow) fate { return renamed }); err != nil {
				return err
			}
		}
	}
	return nil
}

// withoutValues leaves of Reasons that speak of a Participant the counts.
func withoutValues(reasons []program.Reason, participant program.ID) []program.Reason {
	for i := range reasons {
		r := &reasons[i]
		if others := r.From != "" && r.To != "" && r.From != participant && r.To != participant; !others {
			r.Values = nil
		}
	}
	return reasons
}

// fromPairings does the same for Pairings, and for all that was written to the
// partners about them.
func (e erasing) fromPairings(ctx context.Context, p program.Participant) error {
	pairings, err := many(ctx, e.tx, scanPairing, "SELECT "+pairingColumns+" FROM pairing WHERE id IN (SELECT pairing_id FROM pairing_member WHERE participant_id = ?)", p.ID)
	if err != nil {
		return err
	}
	for _, one := range pairings {
		if _, err := changed(ctx, e.tx, "UPDATE pairing SET reasons = ? WHERE id = ?", jsonText(withoutValues(one.Reasons, p.ID)), one.ID); err != nil {
			return err
		}
		left, err := many(ctx, e.tx, scanOf[program.ID], "SELECT participant_id FROM pairing_member WHERE pairing_id = ? AND left_at IS NOT NULL", one.ID)
		if err != nil {
			return err
		}
		if err := e.fromMessages(ctx, "pairing_id = ?", []any{one.ID}, func(r program.OutboxRow) fate { return fateOf(r, one, p.ID, left) }); err != nil {
			return err
		}
	}
	return nil
}

// eraseFromReports blanks the reports that quote what was answered, if the
// Participant has answered any Survey.
func eraseFromReports(ctx context.Context, tx *sqlx.Tx, p program.Participant) error {
	answered, err := one(ctx, tx, scanOf[int], "SELECT COUNT(*) FROM answer WHERE participant_id = ? AND answered_at IS NOT NULL", p.ID)
	if err != nil || answered == 0 {
		return err
	}
	_, err = affected(ctx, tx, "UPDATE outbox SET data = ? WHERE program_id = ? AND kind = 'program_report' AND state IN ('done', 'failed', 'cancelled')", program.ErasedData, p.ProgramID)
	return err
}

// eraseDecisions blanks what Administrators were told of each other that names
// a Person who was one.
func eraseDecisions(ctx context.Context, tx *sqlx.Tx, p program.Person) error {
	type row struct {
		id   program.ID
		data []byte
	}
	rows, err := many(ctx, tx, func(r scanner) (m row, err error) {
		err = r.Scan(&m.id, &m.data)
		return m, err
	}, "SELECT id, data FROM outbox WHERE kind = 'draft_decided' AND state IN ('done', 'failed', 'cancelled') AND data <> ?", program.ErasedData)
	if err != nil {
		return err
	}
	name := []byte(strings.Trim(jsonText(p.DisplayName()), `"`))
	for _, r := range rows {
		if !bytes.Contains(r.data, name) {
			continue
		}
		if _, err := changed(ctx, tx, "UPDATE outbox SET data = ? WHERE id = ?", program.ErasedData, r.id); err != nil {
			return err
		}
	}
	return nil
}

// eraseFromFiles takes a Person's address out of the Programs' files: of who
// must not be paired with whom.
func eraseFromFiles(ctx context.Context, tx *sqlx.Tx, p program.Person) error {
	programs, err := many(ctx, tx, scanProgram, "SELECT "+programColumns+" FROM program ORDER BY id")
	if err != nil {
		return err
	}
	for _, one := range programs {
		source := withoutAddress(one.Source, p.Address, program.ErasedAddress(p.ID))
		if source == one.Source {
			continue
		}
		definition := withoutAddress(jsonText(one.Program), program.Address(strings.Trim(jsonText(p.Address), `"`)), program.ErasedAddress(p.ID))
		if _, err := changed(ctx, tx, "UPDATE program SET source = ?, definition = ? WHERE id = ?", source, definition, one.ID); err != nil {
			return err
		}
	}
	return nil
}

// withoutAddress puts another address in the place of each that is this one,
// however it is written.
func withoutAddress(text string, address, other program.Address) string {
	form := regexp.MustCompile(`(?i)(^|[^\pL\pN._%+=-])` + regexp.QuoteMeta(string(address)) + `($|[^\pL\pN.-])`)
	for { // two may share what stands between them
		next := form.ReplaceAllString(text, "${1}"+string(other)+"${2}")
		if next == text {
			return text
		}
		text = next
	}
}
