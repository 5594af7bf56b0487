package db_test

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestOfWhatCanWaitEachPersonIsSentOneADay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		first, other := seed.People[0], seed.People[1]
		three := []program.OutboxRow{seed.Message(program.SurveyInvitation, first), seed.Message(program.MetQuestion, first), seed.Message(program.SurveyReminder, first)}
		three[1].PairingID = ""
		seed.Write(append(three, seed.Message(program.SurveyInvitation, other), seed.Message(program.PairingEndedNotice, first))...)
		tomorrow := time.Date(2027, 1, 26, 7, 0, 0, 0, time.UTC) // 08:00 in Berlin
		for day, want := range []int{3, 1, 1, 0} {
			at := now
			if day > 0 {
				at = tomorrow.AddDate(0, 0, day-1)
				same(t, "claimed the second before the next day's send hours", 0, len(claimAll(t, s, at.Add(-time.Second))))
			}
			claimed := claimAll(t, s, at)
			same(t, "claimed on the day", want, len(claimed))
			marked, err := s.MarkSending(t.Context(), claimed, at, lease)
			ok(t, err)
			same(t, "marked on the day", want, len(marked))
			same(t, "claimed while these are sending", 0, len(claimAll(t, s, at.Add(time.Second))))
			for _, r := range claimed {
				ok(t, s.Record(t.Context(), []db.Result{{ID: r.ID, Fence: r.Fence, State: program.OutboxDone, At: at}}))
			}
			same(t, "claimed when these have left", 0, len(claimAll(t, s, at.Add(time.Hour))))
		}
	})
}

// Two workers in one shard may each claim one of a person's rows: the last
// gate lets one of them pass.
func TestOfTwoThatWereClaimedAtOnceOnePassesTheLastGate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		rows := []program.OutboxRow{seed.Message(program.SurveyInvitation, seed.People[0]), seed.Message(program.SurveyReminder, seed.People[0])}
		seed.Write(rows...)
		exec(t, s, "UPDATE outbox SET state = 'claimed', fence = 1")
		sent := 0
		for _, r := range rows {
			r.State, r.Fence = program.OutboxClaimed, 1
			marked, err := s.MarkSending(t.Context(), []program.OutboxRow{r}, now, lease)
			ok(t, err)
			sent += len(marked)
		}
		same(t, "marked", 1, sent)
		same(t, "waiting", 1, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND reason = 'another message has left today'"))
	})
}

func TestASurveyWaitsForTheDayAfterAnAgendaWhicheverIsDueFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		today, tomorrow := now.Add(5*time.Hour), time.Date(2027, 1, 26, 7, 0, 0, 0, time.UTC) // 08:00 in Berlin
		for n, due := range []time.Time{now.Add(-time.Minute), today, tomorrow} {
			agenda := seed.Message(program.SessionAgenda, seed.People[n])
			agenda.Due, agenda.NextAt = due, due
			seed.Write(agenda)
		}
		for _, p := range seed.People {
			seed.Write(seed.Message(program.SurveyInvitation, p))
		}
		for _, want := range []struct {
			at   time.Time
			left map[program.Kind]int
		}{
			{now, map[program.Kind]int{program.SessionAgenda: 1, program.SurveyInvitation: 2}}, // to who has an agenda tomorrow, and to who has none
			{today, map[program.Kind]int{program.SessionAgenda: 1}},
			{tomorrow, map[program.Kind]int{program.SessionAgenda: 1, program.SurveyInvitation: 2}},
		} {
			claimed := claimAll(t, s, want.at)
			marked, err := s.MarkSending(t.Context(), claimed, want.at, lease)
			ok(t, err)
			same(t, "marked", len(claimed), len(marked))
			left := map[program.Kind]int{}
			for _, r := range claimed {
				left[r.Kind]++
				ok(t, s.Record(t.Context(), []db.Result{{ID: r.ID, Fence: r.Fence, State: program.OutboxDone, At: want.at}}))
			}
			same(t, "left at "+want.at.String(), want.left, left)
		}
	})
}
