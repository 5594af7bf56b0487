package program

import (
	"testing"
	"time"
)

func TestOfWhatCanWaitNobodyGetsMoreThanOneADay(t *testing.T) {
	reader := inKolkata(t) // where it is 5:30 later than in UTC
	now := time.Date(2027, 1, 28, 10, 0, 0, 0, reader.Zone)
	tomorrow := time.Date(2027, 1, 29, 8, 0, 0, 0, reader.Zone)
	monday := time.Date(2027, 2, 1, 8, 0, 0, 0, reader.Zone)
	for _, c := range []struct {
		why      string
		kind     Kind
		now      time.Time
		last     time.Time
		notAfter time.Time
		want     Passage
		until    time.Time
	}{
		{"none has left", MetQuestion, now, time.Time{}, time.Time{}, Pass, time.Time{}},
		{"one leaves at this moment", MetQuestion, now, now, time.Time{}, Wait, tomorrow},
		{"one left this morning", SurveyInvitation, now, now.Add(-2 * time.Hour), time.Time{}, Wait, tomorrow},
		{"one left today, and tomorrow no one works", SurveyReminder, now.AddDate(0, 0, 1), now.AddDate(0, 0, 1), time.Time{}, Wait, monday},
		{"one left yesterday", SurveyReminder, now, now.Add(-11 * time.Hour), time.Time{}, Pass, time.Time{}},
		{"one left on this day of UTC, but yesterday for the reader", MetQuestion, now, now.Add(-10*time.Hour - time.Minute), time.Time{}, Pass, time.Time{}},
		{"it would be too late tomorrow", MetQuestion, now, now, tomorrow.Add(-time.Second), Pass, time.Time{}},
		{"it would be too late the moment it is tomorrow", MetQuestion, now, now, tomorrow, Pass, time.Time{}},
		{"it would have less than an hour to leave in tomorrow", MetQuestion, now, now, tomorrow.Add(59 * time.Minute), Pass, time.Time{}},
		{"it would leave in time tomorrow", MetQuestion, now, now, tomorrow.Add(61 * time.Minute), Wait, tomorrow},
		{"an agenda waits for none of these", SessionAgenda, now, now, time.Time{}, Pass, time.Time{}},
		{"an introduction is what others wait for", Introduction, now, now, time.Time{}, Pass, time.Time{}},
	} {
		row, facts := open(c.kind)
		facts.Reader, facts.LastDaily, row.NotAfter = reader, c.last, c.notAfter
		if got, why, until := Gate(row, facts, c.now); got != c.want || !until.Equal(c.until) {
			t.Errorf("%s: %s (%s) until %s; want %s until %s", c.why, got, why, until, c.want, c.until)
		}
	}
}

func TestOnTheDayOfAnAgendaWhatCanWaitWaitsOnce(t *testing.T) {
	reader := inKolkata(t)
	now := time.Date(2027, 1, 28, 10, 0, 0, 0, reader.Zone)
	tomorrow := time.Date(2027, 1, 29, 8, 0, 0, 0, reader.Zone)
	for _, c := range []struct {
		why      string
		kind     Kind
		due      time.Time
		notAfter time.Time
		want     Passage
		until    time.Time
	}{
		{"a survey that is due today", SurveyInvitation, now, time.Time{}, Wait, tomorrow},
		{"a question that is due today", MetQuestion, now.Add(-2 * time.Hour), time.Time{}, Wait, tomorrow},
		{"a survey that waited yesterday", SurveyInvitation, now.Add(-24 * time.Hour), time.Time{}, Pass, time.Time{}},
		{"a reminder that would be too late tomorrow", SurveyReminder, now, tomorrow, Pass, time.Time{}},
		{"another agenda", SessionAgenda, now, time.Time{}, Pass, time.Time{}},
		{"a changed pairing", PairingChanged, now, time.Time{}, Pass, time.Time{}},
	} {
		row, facts := open(c.kind)
		facts.Reader, facts.AheadToday, row.Due, row.NotAfter = reader, true, c.due, c.notAfter
		if got, why, until := Gate(row, facts, now); got != c.want || !until.Equal(c.until) {
			t.Errorf("%s: %s (%s) until %s; want %s until %s", c.why, got, why, until, c.want, c.until)
		}
	}
}
