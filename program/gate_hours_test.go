package program

import (
	"testing"
	"time"
)

// inKolkata is a reader far from the program's zone, with a closure on Tuesday
// 26 January 2027 and no work at the weekend.
func inKolkata(t *testing.T) Reader {
	t.Helper()
	tuesday := Date{2027, time.January, 26}
	p := &Program{Zone: "Europe/Berlin", SendHours: Span{8 * 60, 18 * 60}, Closures: []DateRange{{tuesday, tuesday}}}
	return ReaderOf(p, Person{Zone: "Asia/Kolkata"})
}

func TestWhatBecomesSendableOutsideTheSendHoursWaitsForThem(t *testing.T) {
	reader := inKolkata(t)
	kolkata := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, reader.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ now, until, because string }{
		{"2027-01-25 03:00", "2027-01-25 08:00", "it is night"},
		{"2027-01-25 07:59", "2027-01-25 08:00", "it is early"},
		{"2027-01-25 08:00", "", "the send hours begin"},
		{"2027-01-25 17:59", "", "they are not over"},
		{"2027-01-25 18:00", "2027-01-27 08:00", "they are over, and tomorrow is a closure"},
		{"2027-01-26 12:00", "2027-01-27 08:00", "it is a closure"},
		{"2027-01-29 18:30", "2027-02-01 08:00", "it is Friday evening"},
		{"2027-01-31 12:00", "2027-02-01 08:00", "it is Sunday"},
	} {
		for _, kind := range Kinds() {
			rule, _ := kind.Rule()
			row, facts := open(kind)
			facts.Reader = reader
			got, why, until := Gate(row, facts, kolkata(c.now))
			switch {
			case c.until == "" || rule.Class == Control:
				if got != Pass {
					t.Errorf("%s at %s, %s: %s, %s", kind, c.now, c.because, got, why)
				}
			case got != Wait || !until.Equal(kolkata(c.until)):
				t.Errorf("%s at %s, %s: %s until %s, want it to wait until %s", kind, c.now, c.because, got, until.In(reader.Zone), c.until)
			}
		}
	}
}

func TestACancelledSessionThatIsNearIsToldAtAnyHour(t *testing.T) {
	reader := inKolkata(t)
	now := time.Date(2027, 1, 25, 3, 0, 0, 0, reader.Zone)
	for _, c := range []struct {
		why  string
		kind Kind
		next time.Duration // from now; 0 is none
		want Passage
	}{
		{"it would have begun before the send hours", InvitationCancelled, 4 * time.Hour, Pass},
		{"it would have begun as they do", InvitationCancelled, 5 * time.Hour, Pass},
		{"it would have begun after that", InvitationCancelled, 5*time.Hour + time.Second, Wait},
		{"there was none to come", InvitationCancelled, 0, Wait},
		{"an agenda is not worth a night", SessionAgenda, 4 * time.Hour, Wait},
	} {
		row, facts := open(c.kind)
		facts.Reader = reader
		if c.next > 0 {
			facts.NextSession = now.Add(c.next)
		}
		if got, why, _ := Gate(row, facts, now); got != c.want {
			t.Errorf("%s: %s, %s; want %s", c.why, got, why, c.want)
		}
	}
}

func TestWhatCanNeverLeaveDoesNotWaitForTheSendHours(t *testing.T) {
	row, facts := open(Introduction)
	facts.Reader, facts.DraftState = inKolkata(t), DraftDiscarded
	if got, why, _ := Gate(row, facts, time.Date(2027, 1, 31, 3, 0, 0, 0, time.UTC)); got != Cancel {
		t.Errorf("%s, %s; want it cancelled at once", got, why)
	}
}
