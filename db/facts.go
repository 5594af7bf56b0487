package db

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// candidate is a row together with what the gate needs to know.
type candidate struct {
	row   program.OutboxRow
	facts program.GateFacts
	// reader is where and when the recipient works, and nothing else.
	reader program.Person
}

// withFacts reads rows with what the gate needs to know about each at now.
func (s *Store) withFacts(ctx context.Context, tx sqlx.QueryerContext, ids []program.ID, now time.Time) ([]candidate, error) {
	events := program.EventKinds()
	query, args, err := expand("SELECT "+outboxColumns+`, COALESCE(program.pairing_switch, 'on'), COALESCE(draft.state, ''), draft.undo_until,
		COALESCE(pairing.state, ''), COALESCE(pairing.revision, 0), COALESCE(participant.state, ''), participant.unsubscribed_at IS NOT NULL,
		COALESCE(CASE WHEN introduction.state IN ('pending', 'claimed', 'cancelled') AND introduction.left_at IS NOT NULL THEN 'unknown' ELSE introduction.state END, ''),
		(SELECT MIN(starts_at) FROM session WHERE pairing_id = outbox.pairing_id AND starts_at > ?), outbox.participant_id = '' AND outbox.program_id <> '' AND outbox.kind NOT IN (?) AND administrator.person_id IS NULL,
		COALESCE(person.status, '') IN ('leave', 'terminated'), COALESCE(person.status, '') = 'terminated', COALESCE(person.zone, ''), COALESCE(person.hours, ''), answer.answered_at IS NOT NULL,
		outbox.kind IN (?) AND EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.pairing_id = outbox.pairing_id AND earlier.object_id = outbox.object_id
			AND earlier.state IN ('held', 'pending', 'claimed', 'sending', 'unknown') AND earlier.kind IN (?)
			AND (earlier.created_at < outbox.created_at OR earlier.created_at = outbox.created_at AND earlier.id < outbox.id))
		FROM outbox
		LEFT JOIN program ON program.id = outbox.program_id
		LEFT JOIN draft ON draft.id = outbox.draft_id
		LEFT JOIN pairing ON pairing.id = outbox.pairing_id
		LEFT JOIN participant ON participant.id = outbox.participant_id
		LEFT JOIN person ON person.id = outbox.person_id
		LEFT JOIN answer ON answer.survey_id = outbox.object_id AND answer.participant_id = outbox.participant_id
		LEFT JOIN administrator ON administrator.program_id = outbox.program_id AND administrator.person_id = outbox.person_id
		LEFT JOIN outbox introduction ON introduction.id = (SELECT one.id FROM outbox one
			WHERE outbox.pairing_id <> '' AND one.pairing_id = outbox.pairing_id AND one.participant_id = outbox.participant_id
			AND one.kind = CASE WHEN outbox.kind IN (?) THEN 'series_event' WHEN outbox.kind = 'invitation_cancelled' THEN 'invitation' ELSE 'introduction' END
			AND (one.kind = 'introduction' OR one.object_id = outbox.object_id) ORDER BY one.left_at IS NULL, one.id LIMIT 1)
		WHERE outbox.id IN (?) ORDER BY outbox.next_at, outbox.kind <> 'introduction', outbox.created_at, outbox.id`, stamp(now), events, events, events, events, ids)
	if err != nil {
		return nil, err
	}
	all, err := many(ctx, tx, func(row scanner) (c candidate, err error) {
		f := &c.facts
		err = row.Scan(append(outboxFields(&c.row), &f.Switch, &f.DraftState, timeOf{&f.UndoUntil}, &f.PairingState, &f.PairingRevision, &f.ParticipantState, &f.Unsubscribed, &f.Introduction, timeOf{&f.NextSession}, &f.Dismissed, &f.Away, &f.Terminated, &c.reader.Zone, &c.reader.Hours, &f.Answered, &f.Earlier)...)
		return c, err
	}, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if err := s.addReaders(ctx, tx, all); err != nil {
		return nil, err
	}
	if err := s.addDaily(ctx, tx, all, now); err != nil {
		return nil, err
	}
	return all, s.addSuppressions(ctx, tx, all)
}

// addReaders adds when each Participant may be reached.
func (s *Store) addReaders(ctx context.Context, tx sqlx.QueryerContext, all []candidate) error {
	var ids []program.ID
	for _, c := range all {
		if c.row.ParticipantID != "" {
			ids = append(ids, c.row.ProgramID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	query, args, err := expand("SELECT "+programColumns+" FROM program WHERE id IN (?)", ids)
	if err != nil {
		return err
	}
	programs, err := many(ctx, tx, scanProgram, query, args...)
	if err != nil {
		return err
	}
	for i, c := range all {
		n := slices.IndexFunc(programs, func(p Program) bool { return p.ID == c.row.ProgramID })
		if n >= 0 && c.row.ParticipantID != "" {
			all[i].facts.Reader = program.ReaderOf(&programs[n].Program, c.reader)
		}
	}
	return nil
}

// addDaily adds what takes the day of each Person: when another Message of the
// pace Daily left, and whether one of the pace Ahead has left today or will. What
// another worker has claimed counts for a row that is to be claimed.
func (s *Store) addDaily(ctx context.Context, tx sqlx.QueryerContext, all []candidate, now time.Time) error {
	var people []program.ID
	for _, c := range all {
		if hasPace(c.row.Kind, program.Daily) {
			people = append(people, c.row.PersonID)
		}
	}
	if len(people) == 0 {
		return nil
	}
	var kinds []program.Kind
	for _, k := range program.Kinds() {
		if hasPace(k, program.Daily) || hasPace(k, program.Ahead) {
			kinds = append(kinds, k)
		}
	}
	const aDay = 48 * time.Hour // anywhere
	query, args, err := expand("SELECT "+outboxColumns+` FROM outbox WHERE person_id IN (?) AND kind IN (?)
		AND (state IN ('claimed', 'sending', 'unknown') OR state = 'done' AND done_at > ? OR state = 'pending' AND next_at < ?)`,
		people, kinds, stamp(now.Add(-aDay)), stamp(now.Add(aDay)))
	if err != nil {
		return err
	}
	others, err := many(ctx, tx, scanOutbox, query, args...)
	for i, c := range all {
		for _, o := range others {
			if hasPace(c.row.Kind, program.Daily) && o.PersonID == c.row.PersonID && o.ID != c.row.ID {
				all[i].addOther(o, now)
			}
		}
	}
	return err
}

// addOther adds what another row takes of the day of the candidate's Person.
func (c *candidate) addOther(o program.OutboxRow, now time.Time) {
	leaves := now
	switch {
	case o.State == program.OutboxDone:
		leaves = o.DoneAt
	case o.State == program.OutboxUnknown: // minutes after it may have left
		leaves = o.NextAt
	case o.State == program.OutboxPending && o.NextAt.After(now):
		leaves = o.NextAt
	}
	switch {
	case hasPace(o.Kind, program.Ahead):
		reader := c.facts.Reader
		c.facts.AheadToday = c.facts.AheadToday || reader.Program != nil && reader.SameDay(leaves, now)
	case o.State == program.OutboxPending, o.State == program.OutboxClaimed && c.row.State != program.OutboxPending:
	case leaves.After(c.facts.LastDaily):
		c.facts.LastDaily = leaves
	}
}

func hasPace(k program.Kind, pace program.Pace) bool {
	rule, _ := k.Rule()
	return rule.Pace == pace
}

func (s *Store) addSuppressions(ctx context.Context, tx sqlx.QueryerContext, all []candidate) error {
	hashes := make([]string, len(all))
	for i, c := range all {
		hashes[i] = c.row.To.Hash()
	}
	query, args, err := expand("SELECT address_hash, 1 FROM suppression WHERE address_hash IN (?)", hashes)
	if err != nil {
		return err
	}
	suppressed, err := counts[string](ctx, tx, query, args...)
	for i := range all {
		all[i].facts.Suppressed = suppressed[hashes[i]] > 0
	}
	return err
}

// lockFacts locks what the gate reads, in the store's order.
func (s *Store) lockFacts(ctx context.Context, tx *sqlx.Tx, rows []program.OutboxRow) error {
	if s.dialect.forShare() == "" {
		return nil
	}
	for _, t := range []struct {
		table string
		id    func(program.OutboxRow) program.ID
	}{
		{"program", func(r program.OutboxRow) program.ID { return r.ProgramID }},
		{"draft", func(r program.OutboxRow) program.ID { return r.DraftID }},
		{"pairing", func(r program.OutboxRow) program.ID { return r.PairingID }},
		{"participant", func(r program.OutboxRow) program.ID { return r.ParticipantID }},
		{"person", func(r program.OutboxRow) program.ID { return r.PersonID }}, // what Suppress and imports lock
	} {
		var ids []program.ID
		for _, r := range rows {
			if id := t.id(r); id != "" {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		query, args, err := expand("SELECT id FROM "+t.table+" WHERE id IN (?) ORDER BY id"+s.dialect.forShare(), ids)
		if err != nil {
			return err
		}
		if _, err := many(ctx, tx, scanOf[program.ID], query, args...); err != nil {
			return err
		}
	}
	return nil
}
