package db

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// eraseTraces removes a Person from what was made of them for others: Drafts,
// Pairings, Messages and the files of Programs.
func (s *Store) eraseTraces(ctx context.Context, tx *sqlx.Tx, p program.Person) error {
	participants, err := many(ctx, tx, scanParticipant, "SELECT "+participantColumns+fromParticipant+"WHERE participant.person_id = ?", p.ID)
	if err != nil {
		return err
	}
	for _, one := range participants {
		for _, erase := range []func(context.Context, *sqlx.Tx, program.Participant) error{eraseFromDrafts, eraseFromPairings, eraseFromReports} {
			if err := erase(ctx, tx, one); err != nil {
				return err
			}
		}
	}
	if err := eraseDecisions(ctx, tx, p); err != nil {
		return err
	}
	return eraseFromFiles(ctx, tx, p)
}

// eraseFromDrafts takes a Participant's name and answers out of the Drafts they
// were in, and out of what Administrators were told of them. What waits is
// cancelled: that Draft is out of date.
func eraseFromDrafts(ctx context.Context, tx *sqlx.Tx, p program.Participant) error {
	drafts, err := many(ctx, tx, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE program_id = ?", p.ProgramID)
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
		if _, err := changed(ctx, tx, "UPDATE draft SET summary = ? WHERE id = ?", jsonText(d.Summary), d.ID); err != nil {
			return err
		}
		if err := eraseFromProposals(ctx, tx, d.ID, p.ID); err != nil {
			return err
		}
		if _, err := affected(ctx, tx, `UPDATE outbox SET data = ?, lease_until = NULL,
			reason = CASE WHEN state IN ('held', 'pending', 'claimed') THEN 'the draft is out of date' ELSE reason END,
			state = CASE WHEN state IN ('held', 'pending', 'claimed') THEN 'cancelled' ELSE state END
			WHERE program_id = ? AND object_id = ? AND kind IN ('approval_request', 'partner_lost')`, erasedData, p.ProgramID, d.ID); err != nil {
			return err
		}
	}
	return nil
}

func eraseFromProposals(ctx context.Context, tx *sqlx.Tx, draft, participant program.ID) error {
	proposals, err := many(ctx, tx, scanProposal, "SELECT "+proposalColumns+" FROM proposal WHERE draft_id = ?", draft)
	if err != nil {
		return err
	}
	for _, r := range proposals {
		for _, m := range r.Members {
			if m.ParticipantID != participant {
				continue
			}
			if _, err := changed(ctx, tx, "UPDATE proposal SET reasons = ? WHERE id = ?", jsonText(withoutValues(r.Reasons, participant)), r.ID); err != nil {
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

// eraseFromPairings does the same for Pairings, and for all that was written to
// the partners about them.
func eraseFromPairings(ctx context.Context, tx *sqlx.Tx, p program.Participant) error {
	pairings, err := many(ctx, tx, scanPairing, "SELECT "+pairingColumns+" FROM pairing WHERE id IN (SELECT pairing_id FROM pairing_member WHERE participant_id = ?)", p.ID)
	if err != nil {
		return err
	}
	for _, one := range pairings {
		if _, err := changed(ctx, tx, "UPDATE pairing SET reasons = ? WHERE id = ?", jsonText(withoutValues(one.Reasons, p.ID)), one.ID); err != nil {
			return err
		}
		if err := eraseFromPartnersMail(ctx, tx, one, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// eraseFromPartnersMail blanks what was written to the partners of a
// Participant, and to Administrators, about a Pairing. Where the Participant has
// left it before, what waits speaks of those who stay: it goes on, and names
// nobody who has gone.
func eraseFromPartnersMail(ctx context.Context, tx *sqlx.Tx, p program.Pairing, participant program.ID) error {
	member, err := one(ctx, tx, scanOf[bool], "SELECT left_at IS NULL FROM pairing_member WHERE pairing_id = ? AND participant_id = ?", p.ID, participant)
	if err != nil {
		return err
	}
	// What is unknown waits for a person: it cannot go again by itself.
	blank := `UPDATE outbox SET data = ?, resends = CASE WHEN state = 'unknown' THEN resends + 1 ELSE resends END,
		lease_until = NULL, reason = CASE WHEN state IN ('held', 'pending', 'claimed') THEN 'a member left' ELSE reason END,
		state = CASE WHEN state IN ('held', 'pending', 'claimed') THEN 'cancelled' ELSE state END WHERE pairing_id = ?`
	if member {
		_, err = affected(ctx, tx, blank, erasedData, p.ID)
		return err
	}
	if _, err := affected(ctx, tx, blank+" AND state NOT IN ('held', 'pending', 'claimed')", erasedData, p.ID); err != nil {
		return err
	}
	waiting, err := many(ctx, tx, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE pairing_id = ? AND kind = ? AND state IN ('held', 'pending', 'claimed')", p.ID, program.PairingChanged)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		data := map[string]json.RawMessage{}
		if err := json.Unmarshal(r.Data, &data); err != nil {
			return err
		}
		data["Left"] = json.RawMessage(`""`)
		if _, err := affected(ctx, tx, "UPDATE outbox SET data = ? WHERE id = ?", jsonText(data), r.ID); err != nil {
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
	_, err = affected(ctx, tx, "UPDATE outbox SET data = ? WHERE program_id = ? AND kind = 'program_report' AND state IN ('done', 'failed', 'cancelled')", erasedData, p.ProgramID)
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
	}, "SELECT id, data FROM outbox WHERE kind = 'draft_decided' AND state IN ('done', 'failed', 'cancelled') AND data <> ?", erasedData)
	if err != nil {
		return err
	}
	name := []byte(strings.Trim(jsonText(p.DisplayName()), `"`))
	for _, r := range rows {
		if !bytes.Contains(r.data, name) {
			continue
		}
		if _, err := changed(ctx, tx, "UPDATE outbox SET data = ? WHERE id = ?", erasedData, r.id); err != nil {
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
