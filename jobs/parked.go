package jobs

import (
	"context"
	"encoding/json"
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
}

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
func (w *Work) park(ctx context.Context, organizer program.Address, was parked, failed *calendar.GoogleError, now time.Time) (parked, error) {
	p := parked{Times: was.Times + 1, Why: failed.Error()}
	p.Until = now.Add(failed.Delay(p.Times, 0))
	w.Log.Error("invitations wait: Google takes nothing from their organizer at present", "reason", p.Why, "until", p.Until)
	return p, w.replaceParked(ctx, organizer, was, p)
}

// unpark notes that an organizer's calendar takes what is written again.
func (w *Work) unpark(ctx context.Context, organizer program.Address, was parked) error {
	if was.Times == 0 {
		return nil
	}
	w.Log.Info("invitations leave again: Google takes what is written")
	return w.replaceParked(ctx, organizer, was, parked{})
}

func (w *Work) replaceParked(ctx context.Context, organizer program.Address, was, is parked) error {
	var texts [2]string
	for i, p := range []parked{was, is} {
		if p.Times == 0 {
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
