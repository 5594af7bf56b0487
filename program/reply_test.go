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

func TestAnswerIsLateOnceTheHourThatItIsToHasChanged(t *testing.T) {
	at := time.Date(2027, 2, 1, 12, 0, 0, 0, time.UTC)
	shifted := Session{ID: "shifted", SeriesID: "series", State: SessionInvited, Sequence: 2}
	moved := Session{ID: "moved", SeriesID: "series", State: SessionInvited, Sequence: 3, Original: at}
	skipped := Session{ID: "skipped", SeriesID: "series", State: SessionSkipped, Sequence: 1}
	for _, c := range []struct {
		session  ID
		sequence int
		sessions []Session
		want     bool
	}{
		{"", 1, []Session{skipped, shifted, moved}, true},
		{"", 2, []Session{skipped, shifted, moved}, false},
		{"", 0, []Session{moved}, true},
		{"", 0, []Session{skipped, moved}, false},
		{"moved", 2, []Session{shifted, moved}, true},
		{"moved", 3, []Session{shifted, moved}, false},
	} {
		if got := (Reply{SeriesID: "series", SessionID: c.session, Sequence: c.sequence}).Late(c.sessions); got != c.want {
			t.Errorf("an answer to %q under %d is late: %v", c.session, c.sequence, got)
		}
	}
}
