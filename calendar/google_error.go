package calendar

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// GoogleClass says what to do about a GoogleError.
type GoogleClass string

// The classes.
const (
	GoogleLater   GoogleClass = "later"   // try again after a delay
	GoogleParked  GoogleClass = "parked"  // whatever the act, the account may do nothing for a while, or until a person has mended it; tell one now
	GoogleRefused GoogleClass = "refused" // never try this again: a person must change something
	GoogleUnknown GoogleClass = "unknown" // the answer was lost; the same call again finds out what happened
)

// ErrEventDeleted says that an event, or the one session asked for, was
// deleted. Its id is taken for ever: a new generation makes a new event.
var ErrEventDeleted = errors.New("the event was deleted")

// ErrEventUnwritten says that the event of a session does not exist yet.
var ErrEventUnwritten = errors.New("its event has not been written yet")

// ErrEventTaken says that the id belongs to an event that is not ours.
var ErrEventTaken = errors.New("another event has this id")

// GoogleError is the truth about a call that did not succeed.
type GoogleError struct {
	Class  GoogleClass
	Doing  string // "insert event"
	Code   int    // HTTP status, or 0 where no answer came
	Reason string // Google's word: "quotaExceeded"
	Advice string // a sentence for the operator, or ""

	// Maybe: the write may have been carried out, although no success was
	// heard of. The same call again finds out.
	Maybe bool

	// After is the least delay before the next try.
	After time.Duration

	Err error
}

// Error is one line for a log. It holds no address.
func (e *GoogleError) Error() string {
	s := e.Doing + ": " + string(e.Class)
	if e.Code != 0 {
		s += fmt.Sprintf(": %d", e.Code)
	}
	if e.Reason != "" {
		s += " " + e.Reason
	}
	if e.Advice != "" {
		return s + ": " + e.Advice
	}
	if e.Err != nil {
		s += ": " + withoutAddresses(e.Err.Error())
	}
	return s
}

// Unwrap gives what the client library said. It may hold an address.
func (e *GoogleError) Unwrap() error { return e.Err }

// Again reports whether the same call may succeed later.
func (e *GoogleError) Again() bool { return e.Class != GoogleRefused }

// Delay is how long to wait before the next try, when that many failed: it
// doubles from After up to an hour, or to a day where it is parked for hours, and
// random in [0, 1) spreads it by a half more.
func (e *GoogleError) Delay(failed int, random float64) time.Duration {
	longest := time.Hour
	if e.Class == GoogleParked && e.After > longest {
		longest = 24 * time.Hour
	}
	wait := float64(e.After) * math.Pow(2, float64(max(failed-1, 0)))
	wait = min(wait, float64(max(longest, e.After)))
	return time.Duration(wait * (1 + random/2))
}

var anAddress = regexp.MustCompile(`[^\s<>"'(),;:=\[\]]+(@|%40)[^\s<>"'(),;:=\[\]]+`)

// withoutAddresses makes Google's words fit for a log.
func withoutAddresses(s string) string {
	s = anAddress.ReplaceAllString(strings.Join(strings.Fields(plainText(s)), " "), "(address)")
	if runes := []rune(s); len(runes) > 300 {
		s = string(runes[:300]) + "…"
	}
	return s
}
