package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Status is what is known of a message after an attempt to send it.
type Status string

// The statuses. Everything but Unknown is certain.
const (
	Delivered Status = "delivered" // the relay took responsibility: 250 after the final dot
	Refused   Status = "refused"   // a definite 5xx about this message: never try again
	Deferred  Status = "deferred"  // it did not leave; trying again cannot duplicate it
	Withheld  Status = "withheld"  // BeforeData said no; nothing left
	Unknown   Status = "unknown"   // the final dot may have left and no definite answer came
)

// Outcome is the truth about one attempt.
type Outcome struct {
	Status Status

	// Systemic: the failure is the relay's, not this message's. The worker
	// should stop and back off instead of trying the next message.
	Systemic bool

	// After is how long the far side is left alone at least before this is tried
	// again; 0 where it did not say.
	After time.Duration

	At       string // what was being done: "RCPT TO"
	Code     int    // SMTP reply code, or 0 where none came
	Enhanced string // "5.1.1" (RFC 3463), or ""
	Text     string // what the relay or the network said: one line, addresses removed
	Err      error  // Withheld: what BeforeData returned
}

// String puts the outcome into one line for an operator. It holds no address.
func (o Outcome) String() string {
	s := string(o.Status)
	if o.At != "" && o.Status != Delivered {
		s += " at " + o.At
	}
	if reply := strings.TrimSpace(strings.TrimPrefix(fmt.Sprintf("%d %s", o.Code, o.Enhanced), "0")); reply != "" {
		s += ": " + reply
	}
	if o.Text != "" {
		s += ": " + o.Text
	}
	return s
}

// The steps of a transaction, as Outcome.At names them.
const (
	atDial    = "connecting" // the banner, EHLO, TLS and AUTH too
	atMail    = "MAIL FROM"
	atRcpt    = "RCPT TO"
	atData    = "DATA"
	atBody    = "the message"
	atDot     = "the final dot"
	atMaildir = "Maildir"
)

// judge decides what the end of a step means. After the dot, only a definite
// answer is certain: 250 is delivered, 4xx and 5xx are not (RFC 5321 section
// 4.2.1); any other code there is as good as none. A code whose text was cut
// off counts, since the code alone decides (section 4.2). Before the dot nothing can
// have left (section 4.1.1.4), so the message is refused by a 5xx about it and
// deferred by all else. Until RCPT nothing is about the message.
func judge(at string, err error) Outcome {
	if err == nil {
		return Outcome{Status: Delivered, At: at, Code: 250}
	}
	o := Outcome{Status: Deferred, At: at, Systemic: at == atDial || at == atMail, Text: clean(err.Error())}
	code := replyCode(err)
	if code == 0 {
		if at == atDot {
			o.Status = Unknown
		}
		return o
	}
	o.Code, o.Enhanced, o.Text = code, enhanced(err), clean(replyText(err))
	if (at == atRcpt || at == atData) && complains(code) {
		o.Systemic = true
	}
	if code >= 500 && !o.Systemic {
		o.Status = Refused
	}
	return o
}

// complains reports whether a code that answers RCPT or DATA is about us and
// not about the recipient: out of sequence, not implemented, no mail here
// (RFC 7504), or authentication wanted (RFC 4954 section 6).
func complains(code int) bool {
	switch code {
	case 502, 503, 521, 530, 534, 535, 538:
		return true
	}
	return false
}

// replyCode returns the definite 4xx or 5xx in err, or 0.
func replyCode(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code >= 400 && reply.Code < 600 {
		return reply.Code
	}
	return 0
}

var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

func enhanced(err error) string {
	var reply *textproto.Error
	errors.As(err, &reply)
	return enhancedCode.FindString(reply.Msg)
}

func replyText(err error) string {
	var reply *textproto.Error
	errors.As(err, &reply)
	return strings.TrimSpace(enhancedCode.ReplaceAllString(reply.Msg, ""))
}

var anAddress = regexp.MustCompile(`[^\s<>"'(),;:=\[\]]+@[^\s<>"'(),;:=\[\]]+`)

// clean makes a relay's words fit for a log: one short line without addresses.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = anAddress.ReplaceAllString(strings.Join(strings.Fields(s), " "), "(address)")
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200]) + "…"
	}
	return s
}
