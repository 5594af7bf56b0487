package mail

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/mail/mailtest"
)

// The invariant of sending, over any faults at any steps: a message that is
// Delivered is at the relay exactly once; one that is Refused, Deferred or
// Withheld is not there; of all else, the outcome says that nobody knows.
func TestTruthfulSentTheRelayNeverContradictsTheOutcome(t *testing.T) {
	data := compose(t, sampleInvitation())
	rapid.Check(t, func(rt *rapid.T) {
		s := mailtest.Start(t, mailtest.Options{})
		r := relay(t, s)
		r.CommandTimeout, r.AnswerTimeout = 60*time.Millisecond, 60*time.Millisecond
		c := &smtpConn{relay: r}
		defer c.Close()
		for i := range 4 { // over one kept connection, where it is kept
			mark := fmt.Appendf(nil, "X-Number: %d\r\n", i)
			s.Mend()
			s.Break(rapid.SliceOfN(someFault(), 0, 3).Draw(rt, "faults")...)
			o := c.Send(t.Context(), parcel(append(mark, data...)))
			kept := 0
			for _, m := range s.Messages() {
				if bytes.HasPrefix(m.Data, mark) {
					kept++
				}
			}
			if o.Status == Delivered && kept != 1 || o.Status != Delivered && o.Status != Unknown && kept != 0 {
				rt.Fatalf("%v, but the relay has it %d times", o, kept)
			}
		}
	})
}

// someFault draws any fault but those of a relay that lies: that keeps what it
// has refused, or answers the dot before it was sent and thinks otherwise then.
func someFault() *rapid.Generator[mailtest.Fault] {
	steps := []mailtest.Step{mailtest.Banner, mailtest.EHLO, mailtest.HELO, mailtest.Mail, mailtest.Rcpt, mailtest.Data,
		mailtest.Body, mailtest.Dot, mailtest.Dot, mailtest.Dot, mailtest.Rset, mailtest.Quit}
	replies := []string{"", "", "", "421 4.3.2 bye", "450 4.2.1 later", "451-4\r\n451 4", "550 5.1.1 no", "554 no", "530 5.7.0 who?",
		"250 2.0.0 Ok", "250-Ok\r\n250 Ok", "354 go", "354 go\r\n250 Ok", "250 Ok\r\n250 Ok", "221 bye", "999 what", "OK", "\x00\xff", "-", "250"}
	return rapid.Custom(func(t *rapid.T) mailtest.Fault {
		f := mailtest.Fault{
			At:     rapid.SampledFrom(steps).Draw(t, "step"),
			Reply:  rapid.SampledFrom(replies).Draw(t, "reply"),
			Delay:  rapid.SampledFrom([]time.Duration{0, 0, 0, 0, 0, 10 * time.Millisecond, time.Second}).Draw(t, "delay"),
			Drip:   rapid.SampledFrom([]time.Duration{0, 0, 0, 0, time.Millisecond, 20 * time.Millisecond}).Draw(t, "drip"),
			Drop:   rapid.Bool().Draw(t, "drop"),
			Reset:  rapid.Bool().Draw(t, "reset"),
			Times:  rapid.IntRange(0, 2).Draw(t, "times"),
			Accept: rapid.Bool().Draw(t, "accept"),
		}
		switch {
		case f.At == mailtest.Dot && f.Reply != "" && (f.Reply[0] == '4' || f.Reply[0] == '5'):
			f.Accept = false
		case f.At == mailtest.Body:
			f.Reply = ""
		case strings.Contains(f.Reply, "\r\n2"):
			f.Drip = 0 // two answers at once can be told, one after the other cannot
		}
		return f
	})
}
