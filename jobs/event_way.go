package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// tellAfter is how often a write is put off before Administrators hear of it: with
// backoff, for some four hours.
const tellAfter = 10

// eventWay is the way of Event rows to Google, as a transport like that of mail:
// so that they have the same claim, fence, gate and end.
type eventWay struct {
	w     *Work
	clock func() time.Time
	told  map[program.ID]bool // Programs whose Administrators know that invitations wait
}

// Open needs no connection: each call to Google has its own.
func (v *eventWay) Open(context.Context) (mail.Conn, error) {
	if v.w.Google == nil {
		return nil, errors.New("events wait for Google's credentials, which are no longer set")
	}
	return v, nil
}

// Probe proves that Google lets Peerpost write to the sender's calendar.
func (v *eventWay) Probe(ctx context.Context) error {
	_, err := v.w.Google.Changes(ctx, v.w.From, "")
	return err
}

// Close has nothing to end.
func (*eventWay) Close() {}

// Send carries out an Event row, unless Google has said that the organizer's
// calendar takes nothing at present. An event that Google forbids makes all wait, then
// comes after the others, and is refused alone once one of them was taken. Whatever
// Google did or did not do before, the same write again brings the same about: an
// answer that was lost only defers it.
// Administrators are told of what waits for long, and of what Google has refused but
// for a description.
func (v *eventWay) Send(ctx context.Context, p mail.Parcel) mail.Outcome {
	var act eventAct
	if err := json.Unmarshal(p.Data, &act); err != nil {
		return mail.Outcome{Status: mail.Refused, At: "the event", Text: err.Error()}
	}
	if err := p.BeforeData(); err != nil {
		return mail.Outcome{Status: mail.Withheld, Err: err}
	}
	park, err := v.w.parked(ctx, act.Series.Organizer)
	if err != nil {
		return mail.Outcome{Status: mail.Deferred, At: "the event", Text: err.Error()}
	}
	if v.clock().Before(park.Until) {
		return v.waits(ctx, act, park)
	}
	err = v.write(ctx, act)
	google, _ := errors.AsType[*calendar.GoogleError](err)
	switch {
	case err == nil:
		v.note(v.w.unpark(ctx, act.Series.Organizer, act.EventID, park))
		return mail.Outcome{Status: mail.Delivered}
	case google != nil && park.alone(act.EventID, google):
		err = google.Alone()
	case google != nil && google.Class == calendar.GoogleParked:
		park, err := v.w.park(ctx, act.Series.Organizer, act.EventID, park, google, v.clock())
		v.note(err)
		return v.waits(ctx, act, park)
	case google != nil && google.Again() && p.Attempts < giveUpAfter:
		if p.Attempts >= tellAfter && !act.WordsAlone {
			v.tell(ctx, act, parked{Until: v.clock().Add(max(backoff(p.Attempts), google.After)), Why: err.Error()})
		}
		return mail.Outcome{Status: mail.Deferred, At: google.Doing, Text: err.Error(), After: google.After}
	case google != nil && google.Again():
		err = fmt.Errorf("put off for days: %w", err)
	}
	if !act.WordsAlone {
		v.note(v.w.tellInvitations(ctx, act.Series.ProgramID, parked{Why: err.Error()}, v.clock()))
	}
	return mail.Outcome{Status: mail.Refused, At: "the event", Text: err.Error()}
}

// waits puts a row off until its organizer's calendar is asked again.
func (v *eventWay) waits(ctx context.Context, act eventAct, park parked) mail.Outcome {
	v.tell(ctx, act, park)
	return mail.Outcome{Status: mail.Deferred, Systemic: true, At: "the event", Text: park.Why, After: park.wait(act.EventID, v.clock())}
}

// tell tells Administrators that what is written waits, unless this run has.
func (v *eventWay) tell(ctx context.Context, act eventAct, park parked) {
	if !v.told[act.Series.ProgramID] {
		v.told[act.Series.ProgramID] = true
		v.note(v.w.tellInvitations(ctx, act.Series.ProgramID, park, v.clock()))
	}
}

// note logs what went wrong beside the write itself.
func (v *eventWay) note(err error) {
	if err != nil {
		v.w.Log.Error("what became of a write to a Google calendar is not noted everywhere", "error", err)
	}
}

// write brings about what a row says. All that was to be written before it has an
// end: where a Session's event is not there, Google has refused it, and it is made
// as it is now, with the words of the Series.
func (v *eventWay) write(ctx context.Context, act eventAct) error {
	switch {
	case act.Session != nil:
		err := v.putSession(ctx, act)
		if errors.Is(err, calendar.ErrEventUnwritten) {
			whole := act
			whole.Words = act.Whole
			if err := v.putEvent(ctx, whole); err != nil {
				return err
			}
			err = v.putSession(ctx, act)
		}
		return err
	case act.Cancel:
		return v.w.Google.CancelEvent(ctx, act.Series.Organizer, act.EventID)
	}
	return v.putEvent(ctx, act)
}

func (v *eventWay) putSession(ctx context.Context, act eventAct) error {
	return v.w.Google.PutSession(ctx, act.Series.Organizer, calendar.GoogleSession{
		EventID: act.EventID, Original: act.Session.Recurrence(), Start: act.Session.StartsAt, Duration: act.Session.EndsAt.Sub(act.Session.StartsAt),
		Zone: act.Series.Zone, Revision: act.Revision, Cancelled: act.Cancel, Guests: act.sessionGuests(), Description: act.Words, WordsAlone: act.WordsAlone,
	})
}

func (v *eventWay) putEvent(ctx context.Context, act eventAct) error {
	_, err := v.w.Google.Put(ctx, act.Series.Organizer, calendar.GoogleEvent{
		ID: act.EventID, Series: act.Series, Revision: act.Revision, Guests: act.guests(), Summary: act.Entry.Summary, Description: act.Words, Location: act.Entry.Room, Meet: act.Entry.Room == "",
		Reminders: []time.Duration{remindAhead},
	})
	if err != nil {
		return fmt.Errorf("put the event: %w", err)
	}
	return nil
}

// sessionGuests are those of a session that differs from the event; nil leaves them.
func (a eventAct) sessionGuests() []calendar.Party {
	if a.Session.Original.IsZero() && !a.OwnGuests {
		return nil
	}
	return a.guests()
}

func (a eventAct) guests() []calendar.Party {
	var guests []calendar.Party
	for _, one := range a.Entry.Attendees {
		guests = append(guests, calendar.Party{Name: one.Name, Address: one.Address})
	}
	return guests
}
