package program

import (
	"testing"
	"time"
)

func TestAnswerToOneSessionOutlivesALaterOneToItsSeries(t *testing.T) {
	noon := time.Date(2027, 2, 1, 12, 0, 0, 0, time.UTC)
	one := Reply{ID: "1", SeriesID: "series", SessionID: "second", ParticipantID: "ana", Answer: Declined, Stamp: noon}
	all := Reply{ID: "2", SeriesID: "series", ParticipantID: "ana", Answer: Accepted, Stamp: noon.Add(time.Hour)}
	for _, replies := range [][]Reply{{one, all}, {all, one}} {
		for session, want := range map[ID]PartStat{"first": Accepted, "second": Declined} {
			if got := AnswerTo(Session{ID: session, SeriesID: "series"}, "ana", replies); got != want {
				t.Errorf("to the %s session counts %s, want %s", session, got, want)
			}
		}
		if got := AnswerTo(Session{ID: "second", SeriesID: "series"}, "ben", replies); got != "" {
			t.Errorf("Ben has answered %s", got)
		}
	}
}
