package calendar

import (
	"context"
	"errors"
	"net/http"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// round reads what is there, decides, and writes at most once.
type round func(api *gcal.Service) error

// rounds tries until one succeeds, at most Tries times: the client library
// never repeats a call. A write that somebody else was faster than
// (RFC 9110 section 13.1.1) is decided anew, once. What must wait for hours or
// for a person ends at once.
func (g *Google) rounds(ctx context.Context, organiser program.Address, do round) error {
	maybe, unknown, conflicts := false, false, 0
	for try := 1; ; try++ {
		api, err := g.as(organiser)
		if err != nil {
			return err
		}
		err = do(api)
		failed, ok := errors.AsType[*GoogleError](err)
		if !ok {
			return err
		}
		maybe, unknown = maybe || failed.Maybe, unknown || failed.Class == GoogleUnknown
		if failed.Code == http.StatusUnauthorized && failed.Class == GoogleLater {
			g.forget(organiser)
		}
		if failed.Reason == conditional {
			conflicts++
		}
		last := try >= g.Tries || conflicts > 1 || failed.Class == GoogleParked || failed.Class == GoogleRefused
		if last || !g.wait(ctx, try) {
			return withDoubt(failed, maybe, unknown)
		}
	}
}

// withDoubt keeps in mind that an earlier try may have been carried out.
func withDoubt(e *GoogleError, maybe, unknown bool) *GoogleError {
	out := *e
	out.Maybe = maybe
	if unknown && out.Class == GoogleLater {
		out.Class = GoogleUnknown
	}
	return &out
}

// wait lets time pass before the next try, or reports that ctx ended.
func (g *Google) wait(ctx context.Context, try int) bool {
	pause := time.Duration(float64(g.FirstWait<<(try-1)) * (0.5 + g.random()))
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// is reports whether a call ended with that status.
func is(err error, code int) bool {
	failed, ok := errors.AsType[*GoogleError](err)
	return ok && failed.Code == code
}
