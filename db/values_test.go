package db_test

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestTimesComeBackAtMicrosecondsInUTC(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	ok(t, err)
	kiritimati := time.FixedZone("", 14*60*60)
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for _, at := range []time.Time{
			time.Date(2027, 3, 28, 1, 59, 59, 999_999_000, berlin),
			time.Date(2027, 3, 28, 3, 0, 0, 0, berlin),
			time.Date(2027, 10, 31, 2, 30, 0, 1_000, berlin),
			time.Date(2027, 1, 1, 0, 0, 0, 123_456_789, kiritimati),
			time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC),
			time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		} {
			subject := at.Format(time.RFC3339Nano)
			ok(t, s.Write(t.Context(), db.Effects{Moments: []program.Moment{{ID: program.DeriveID("", subject), Kind: "k", Subject: subject, Due: at}}}))
			m, err := s.Moment(t.Context(), "k", subject)
			ok(t, err)
			same(t, subject, at.UTC().Truncate(time.Microsecond), m.Due)
			if m.Due.Location() != time.UTC {
				t.Errorf("%s came back in %s, want UTC", subject, m.Due.Location())
			}
		}
	})
}

// The hour that Berlin has twice, and instants written in other zones, must be
// in the order of the instants, not of the clocks.
func TestTimesCompareAsInstantsAcrossZonesAndDST(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	ok(t, err)
	newYork, err := time.LoadLocation("America/New_York")
	ok(t, err)
	first := time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC) // 02:30 in Berlin for the first time
	instants := []time.Time{
		first.Add(-time.Microsecond).In(newYork),
		first.In(berlin),
		first.Add(time.Microsecond).In(newYork),
		first.Add(time.Hour).In(berlin), // 02:30 for the second time
		first.Add(90 * time.Minute).In(newYork),
		first.Add(10 * time.Hour),
	}
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var e db.Effects
		for i := len(instants) - 1; i >= 0; i-- {
			e.Moments = append(e.Moments, program.Moment{ID: program.DeriveID("", instants[i].String()), Kind: "k", Subject: instants[i].String(), Due: instants[i]})
		}
		ok(t, s.Write(t.Context(), e))
		for i, at := range instants {
			due, err := s.DueMoments(t.Context(), at, at, 100)
			ok(t, err)
			same(t, "how many are due at "+at.String(), i+1, len(due))
			same(t, "the last one due", at.UTC(), due[len(due)-1].Due)
		}
	})
}

func TestAbsentTimesAreNull(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d := seed.ReadyDraft()
		same(t, "an undecided draft", []time.Time{{}, {}}, []time.Time{d.DecidedAt, d.UndoUntil})
		same(t, "NULLs", 1, count(t, s, "SELECT COUNT(*) FROM draft WHERE decided_at IS NULL AND undo_until IS NULL"))
		m := seed.Message(program.Introduction, seed.People[0])
		seed.Write(m)
		same(t, "a row that never expires", true, row(t, s, m.ID).NotAfter.IsZero())
		same(t, "NULLs", 1, count(t, s, "SELECT COUNT(*) FROM outbox WHERE not_after IS NULL AND lease_until IS NULL AND done_at IS NULL"))
	})
}

func TestStructuredTextComesBackByteForByte(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := seed.Message(program.SurveyInvitation, seed.People[0])
		text := `{"zz": 1, "a":  1.50, "a": "twice", "Name":"Zoë \u00e9 😀 ' \" \\ % _ ?", "html":"<b>&amp;"}` + "\n \t"
		m.Data = []byte(text)
		seed.Write(m)
		same(t, "data", text, string(row(t, s, m.ID).Data))
	})
}

func TestKeysDifferByCaseAccentAndEmoji(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		subjects := []string{"a", "A", "á", "ä", "ae", "😀", "😁", "ß", "ss", "ｱ", "ア"}
		var e db.Effects
		for _, subject := range subjects {
			e.Moments = append(e.Moments, program.Moment{ID: program.DeriveID("", subject), Kind: "k", Subject: subject, Due: now})
		}
		ok(t, s.Write(t.Context(), e))
		for _, subject := range subjects {
			m, err := s.Moment(t.Context(), "k", subject)
			ok(t, err)
			same(t, "subject", subject, m.Subject)
		}
	})
}

func TestTooLongValueIsAnErrorAndNotCutShort(t *testing.T) {
	t.Parallel()
	s, _ := dbtest.NewMySQL(t)
	seed := dbtest.NewSeed(t, s, 1)
	m := seed.Message(program.SurveyInvitation, seed.People[0])
	m.To = program.Address(strings.Repeat("x", 255))
	if err := s.Write(t.Context(), db.Effects{Messages: []program.OutboxRow{m}}); err == nil {
		t.Error("an address of 255 characters was stored in a column of 254")
	}
	same(t, "rows", 0, count(t, s, "SELECT COUNT(*) FROM outbox"))
}

func TestMissingTimeIsAnErrorAndNotTheYearZero(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		whole, half := seed.Message(program.SurveyInvitation, seed.People[0]), seed.Message(program.SurveyInvitation, seed.People[1])
		half.NextAt = time.Time{}
		if err := s.Write(t.Context(), db.Effects{Messages: []program.OutboxRow{whole, half}}); err == nil {
			t.Error("a row without a time to look at it was stored")
		}
		same(t, "rows", 0, count(t, s, "SELECT COUNT(*) FROM outbox"))
	})
}

// A reply of a foreign mail server may be in any encoding and of any length;
// whatever it is, the result of the row must be stored.
func TestReasonsAreMadeToFit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		for _, reply := range []string{"550 Empf\xe4nger unbekannt", strings.Repeat("é", 9000), "a\x00b", "\xff\xfe"} {
			m := seed.Message(program.SurveyInvitation, seed.People[0])
			seed.Write(m)
			sending := sendingAll(t, s, now)
			ok(t, s.Record(t.Context(), []db.Result{{ID: m.ID, Fence: sending[0].Fence, State: program.OutboxFailed, Reason: reply, At: now}}))
			same(t, "state", program.OutboxFailed, row(t, s, m.ID).State)
			ok(t, s.Suppress(t.Context(), program.Address(program.DeriveID("", reply))+"@example.org", reply, now, db.Effects{
				Audit: []program.Audit{{ID: seed.ID(), At: now, Actor: "peerpost", Detail: reply}}}))
		}
	})
}

func TestMessageThatNobodyWouldSendIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		for name, spoil := range map[string]func(*program.OutboxRow){
			"an unknown kind":    func(r *program.OutboxRow) { r.Kind = "greeting" },
			"no state":           func(r *program.OutboxRow) { r.State = "" },
			"a finished state":   func(r *program.OutboxRow) { r.State = program.OutboxDone },
			"a shard too many":   func(r *program.OutboxRow) { r.Shard = program.Shards },
			"a shard below zero": func(r *program.OutboxRow) { r.Shard = -1 },
		} {
			m := seed.Message(program.SurveyInvitation, seed.People[0])
			spoil(&m)
			if err := s.Write(t.Context(), db.Effects{Messages: []program.OutboxRow{m}}); err == nil {
				t.Errorf("%s was stored", name)
			}
		}
	})
}
