package jobs

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// parked says until when nothing is written to an organizer's calendar on Google,
// because Google refuses the organizer or the account, and not one event.
type parked struct {
	Until time.Time
	Times int    // in a row
	Why   string // holds no address
	// Forbidden are the events that Google has forbidden, it may be like all others
	// or alone, the last one last; Taken: since then it has taken another.
	Forbidden []string `json:",omitempty"`
	Taken     bool     `json:",omitempty"`
}

const (
	// othersFirst is how much longer an event that Google forbids waits than others.
	othersFirst = time.Minute
	// mostForbidden events are remembered.
	mostForbidden = 100
)

func parkedFact(organizer program.Address) string { return "google parked " + organizer.Hash() }

// parked is how things stand with an organizer's calendar; nothing where it takes
// what is written.
func (w *Work) parked(ctx context.Context, organizer program.Address) (p parked, err error) {
	text, err := w.Store.Fact(ctx, parkedFact(organizer))
	if err != nil || text == "" {
		return p, err
	}
	return p, json.Unmarshal([]byte(text), &p)
}

// park leaves an organizer's calendar alone, the longer the more often it was
// before, and says so. It returns for how long.
func (w *Work) park(ctx context.Context, organizer program.Address, event string, was parked, failed *calendar.GoogleError, now time.Time) (parked, error) {
	p := parked{Times: was.Times + 1, Why: failed.Error(), Forbidden: was.Forbidden}
	if failed.MayBeAlone() {
		p.Forbidden = append(was.but(event), event)
		p.Forbidden = p.Forbidden[max(0, len(p.Forbidden)-mostForbidden):]
	}
	p.Until = now.Add(failed.Delay(p.Times, 0))
	w.Log.Error("invitations wait: Google takes nothing from their organizer at present", "reason", p.Why, "until", p.Until)
	return p, w.replaceParked(ctx, organizer, was, p)
}

// but is what Google has forbidden but for one event.
func (p parked) but(event string) []string {
	return slices.DeleteFunc(slices.Clone(p.Forbidden), func(other string) bool { return other == event })
}

// wait is how long an event waits: first come those that Google has not forbidden,
// then those that it has forbidden the longest ago.
func (p parked) wait(event string, now time.Time) time.Duration {
	wait := max(p.Until.Sub(now), time.Second)
	if at := slices.Index(p.Forbidden, event); at >= 0 {
		wait += othersFirst + time.Duration(at)*time.Second
	}
	return wait
}

// alone reports whether a refusal that was parked before is of this event alone.
func (p parked) alone(event string, failed *calendar.GoogleError) bool {
	return failed.MayBeAlone() && p.Taken && slices.Contains(p.Forbidden, event)
}

// unpark notes that an organizer's calendar has taken an event.
func (w *Work) unpark(ctx context.Context, organizer program.Address, event string, was parked) error {
	is := parked{Forbidden: was.but(event)}
	is.Taken = len(is.Forbidden) > 0
	if was.Times == 0 && was.Taken == is.Taken && len(was.Forbidden) == len(is.Forbidden) {
		return nil
	}
	if was.Times > 0 {
		w.Log.Info("invitations leave again: Google takes what is written")
	}
	return w.replaceParked(ctx, organizer, was, is)
}

func (w *Work) replaceParked(ctx context.Context, organizer program.Address, was, is parked) error {
	var texts [2]string
	for i, p := range []parked{was, is} {
		if p.Times == 0 && len(p.Forbidden) == 0 {
			continue
		}
		text, err := json.Marshal(p)
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	_, err := w.Store.ReplaceFact(ctx, parkedFact(organizer), texts[0], texts[1])
	return err
}

// tellInvitations tells the Administrators of a Program that its invitations wait
// for Google, or, where they wait for nothing, that Google has refused one: each at
// most once a day.
func (w *Work) tellInvitations(ctx context.Context, id program.ID, park parked, now time.Time) error {
	prog, err := w.Store.Program(ctx, id)
	if err != nil {
		return err
	}
	what := "wait"
	if park.Until.IsZero() {
		what = "refused"
	}
	e, err := w.toAdministrators(ctx, prog, program.InvitationsWait, now, prog.ID, func(m *message) any {
		return templates.InvitationsWaitEmail{Envelope: m.envelope(), Until: park.Until, Reason: park.Why}
	}, what, program.DateOf(now.In(prog.Location())).String())
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, e)
}
