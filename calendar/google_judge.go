package calendar

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"
)

// The least delays.
const (
	soon        = 30 * time.Second
	nextMinute  = time.Minute // quotas are counted by the minute
	antiSpam    = 4 * time.Hour
	mended      = 10 * time.Minute // by whoever looks after the account
	conditional = "conditionNotMet"
)

// judge decides what a failed call means. Only a definite 4xx says that a
// write did not happen, and a failure before the request left.
func judge(doing string, writes bool, err error) *GoogleError {
	if already, ok := errors.AsType[*GoogleError](err); ok {
		return already
	}
	if token, ok := errors.AsType[*tokenError](err); ok {
		return judgeToken(doing, token)
	}
	e := &GoogleError{Class: GoogleLater, Doing: doing, After: soon, Err: err}
	answer, answered := errors.AsType[*googleapi.Error](err)
	if !answered {
		if writes && !neverLeft(err) {
			e.Class, e.Maybe = GoogleUnknown, true
		}
		return e
	}
	e.Code = answer.Code
	if len(answer.Errors) > 0 {
		e.Reason = answer.Errors[0].Reason
	}
	e.Maybe = writes && e.Code >= 500
	e.classify()
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.After = max(e.After, time.Duration(seconds)*time.Second)
	}
	return e
}

// classify reads Google's status and reason
// (https://developers.google.com/workspace/calendar/api/guides/errors).
func (e *GoogleError) classify() {
	switch {
	case e.Code >= 500, e.Code == http.StatusUnauthorized:
	case e.Code == http.StatusPreconditionFailed:
		e.Reason = conditional
	case e.Code == http.StatusTooManyRequests || slices.Contains([]string{"rateLimitExceeded", "userRateLimitExceeded"}, e.Reason):
		e.After = nextMinute
	case slices.Contains([]string{"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"}, e.Reason):
		e.Class, e.After = GoogleParked, antiSpam
		e.Advice = "Google takes no more invitations from this organiser for some hours; invitations wait, or another organiser sends them"
	case accountAdvice[e.Reason] != "":
		e.Class, e.After, e.Advice = GoogleParked, mended, accountAdvice[e.Reason]
	default:
		e.Class, e.After = GoogleRefused, 0
	}
}

// accountAdvice is what to do where Google refuses the account, and not what was
// asked of it.
var accountAdvice = map[string]string{
	"accessNotConfigured":         "enable the Google Calendar API in the project of the service account",
	"insufficientPermissions":     "delegate the scopes " + strings.Join(GoogleScopes(), " and ") + " to the service account in the Admin console",
	"forbiddenForServiceAccounts": "a service account alone may not invite; delegate domain-wide authority to it in the Admin console",
	"notACalendarUser":            "the organiser has no Google Calendar; give them one, or name another organiser",
	"forbidden":                   "the organiser may not do this; look whether Calendar is switched on for them, and what may be shared",
}

// MayBeAlone reports whether Google's word fits the account as well as the one event
// that it was said of.
func (e *GoogleError) MayBeAlone() bool {
	return e.Class == GoogleParked && (e.Reason == "forbidden" || e.Reason == "notACalendarUser")
}

// Alone is what was refused where that proves to be of the one event.
func (e *GoogleError) Alone() *GoogleError {
	out := *e
	out.Class, out.After, out.Advice = GoogleRefused, 0, "Google takes others of this organiser, and not this one"
	return &out
}

// judgeToken decides what it means that no token was granted. The call did not
// leave, and no other would.
func judgeToken(doing string, failed *tokenError) *GoogleError {
	e := &GoogleError{Class: GoogleLater, Doing: doing, After: soon, Err: failed}
	answer, answered := errors.AsType[*oauth2.RetrieveError](failed.err)
	if !answered || answer.Response == nil {
		return e
	}
	e.Code = answer.Response.StatusCode
	if e.Code >= 500 || e.Code == http.StatusTooManyRequests {
		return e
	}
	e.Class, e.After, e.Reason = GoogleParked, mended, "token"
	body := string(answer.Body)
	switch {
	case strings.Contains(body, "unauthorized_client"):
		e.Reason = "unauthorized_client"
		e.Advice = "the service account may not act for the organiser: delegate the scopes " + strings.Join(GoogleScopes(), " and ") +
			" to it in the Admin console, and look whether the organiser is a user of the domain"
	case strings.Contains(body, "Invalid email"):
		e.Reason = "invalid_grant"
		e.Advice = "the organiser is no user of the domain; name one who is"
	case strings.Contains(body, "Invalid JWT Signature"):
		e.Reason = "invalid_grant"
		e.Advice = "Google does not know the service account's key; make a new one and put it in PEERPOST_GOOGLE_CREDENTIALS"
	case strings.Contains(body, "short-lived"):
		e.Class, e.After, e.Reason = GoogleLater, nextMinute, "invalid_grant"
		e.Advice = "the clock of this machine is wrong; set it by NTP"
	}
	return e
}

// neverLeft reports whether a request failed before any of it was sent.
func neverLeft(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}
