package calendar

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/peerpost/peerpost/program"
)

// Method is what an Event asks of its reader (RFC 5546 section 1.4).
type Method string

// The methods that Peerpost sends.
const (
	Request Method = "REQUEST"
	Cancel  Method = "CANCEL"
)

// Party is the organizer or an attendee of an Event.
type Party struct {
	Name    string // "" shows the address
	Address program.Address
}

// Event is a Series as its members' calendars shall have it. All text is
// plain and may hold anything.
type Event struct {
	Method      Method
	UID         string // unguessable, and the same for the whole life of the Series
	Sequence    int    // one more on each change, and on CANCEL
	Stamp       time.Time
	Organizer   Party // never changes for a UID
	Attendees   []Party
	Summary     string
	Description string
	URL         string // absolute; "" for none
	Location    string // "" for none

	Zone     string    // IANA name of the anchor
	First    time.Time // wall clock of the first session, carried as UTC
	Duration time.Duration
	Every    program.Length
	Count    int         // sessions, skipped ones included
	Skipped  []time.Time // wall clocks that do not take place, carried as UTC

	// Recurrence makes the Event one session of the Series alone, whose First
	// this is to be: the wall clock that the rule gives it, carried as UTC. Zero:
	// the Event is the whole Series, and Every, Count and Skipped say when.
	Recurrence time.Time
}

// Encode writes the Event as an iCalendar object (RFC 5545, RFC 5546) for
// Gmail, Outlook and Apple Mail: local times with a VTIMEZONE, a rule that
// contains its start and ends at its last session, one EXDATE a skipped
// session in DTSTART's form, and a reminder 15 minutes ahead. A cancellation
// says all of it again, because Outlook does not understand a shorter one. One
// session comes alone, with its RECURRENCE-ID and without the Series, because
// Outlook refuses both in one object. The
// same Event gives the same bytes. An Event that no calendar would take
// (missing UID, stamp or attendees, an address that is none, a rule that
// never ends) is an error.
func (e Event) Encode() ([]byte, error) {
	cal, err := e.calendar()
	if err != nil {
		return nil, fmt.Errorf("write calendar event: %w", err)
	}
	out, err := encode(cal)
	if err != nil {
		return nil, fmt.Errorf("write calendar event: %w", err)
	}
	return out, nil
}

func (e Event) calendar() (*ical.Calendar, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	loc, err := program.LoadZone(e.Zone)
	if err != nil {
		return nil, err
	}
	event := ical.NewComponent(ical.CompEvent)
	last, err := e.setTimes(event, loc)
	if err != nil {
		return nil, err
	}
	if err := e.setWords(event); err != nil {
		return nil, err
	}
	e.setParties(event)

	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropProductID, "-//Peerpost//Peerpost//EN")
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropCalendarScale, "GREGORIAN")
	cal.Props.SetText(ical.PropMethod, string(e.Method))
	zone := timezone(e.Zone, loc, e.earliest(loc), last.Add(e.Duration))
	cal.Children = []*ical.Component{zone, event}
	return cal, nil
}

// earliest is the first instant that the Event speaks of.
func (e Event) earliest(loc *time.Location) time.Time {
	first := program.Resolve(e.First, loc)
	if r := program.Resolve(e.Recurrence, loc); !e.Recurrence.IsZero() && r.Before(first) {
		return r
	}
	return first
}

func (e Event) check() error {
	switch {
	case e.Method != Request && e.Method != Cancel:
		return fmt.Errorf("found method %q, expected REQUEST or CANCEL", e.Method)
	case e.UID == "" || e.UID != paramText(e.UID):
		return fmt.Errorf("found UID %q, expected one line of text", e.UID)
	case e.Sequence < 0:
		return fmt.Errorf("found sequence %d, expected 0 or more", e.Sequence)
	case e.Stamp.IsZero() || e.First.IsZero():
		return errors.New("found no stamp or no first session")
	case e.Duration < time.Minute || e.Duration%time.Minute != 0:
		return fmt.Errorf("found a duration of %s, expected whole minutes", e.Duration)
	case len(e.Attendees) == 0:
		return errors.New("found no attendees")
	}
	for _, p := range append([]Party{e.Organizer}, e.Attendees...) {
		if _, err := program.ParseAddress(string(p.Address)); err != nil {
			return err
		}
	}
	return nil
}

// setTimes sets DTSTART, DTEND, RRULE and EXDATE, or RECURRENCE-ID, and returns
// the last start.
func (e Event) setTimes(event *ical.Component, loc *time.Location) (last time.Time, err error) {
	local := func(name string, wall time.Time) ical.Prop {
		prop := ical.NewProp(name)
		prop.Params.Set(ical.ParamTimezoneID, e.Zone)
		prop.Value = wall.Format(wallForm)
		return *prop
	}
	first := naive(e.First)
	event.Props[ical.PropDateTimeStart] = []ical.Prop{local(ical.PropDateTimeStart, first)}
	e.setEnd(event, program.Resolve(first, loc), local)
	if !e.Recurrence.IsZero() {
		recurs := naive(e.Recurrence)
		event.Props[ical.PropRecurrenceID] = []ical.Prop{local(ical.PropRecurrenceID, recurs)}
		return later(program.Resolve(first, loc), program.Resolve(recurs, loc)), nil
	}
	r := recurrence{e.First, e.Every, e.Count, e.Skipped}
	held, skipped, err := r.split()
	if err != nil {
		return time.Time{}, err
	}
	if len(held) == 0 {
		return time.Time{}, errors.New("found only skipped sessions")
	}
	last = program.Resolve(held[len(held)-1], loc)
	if len(held)+len(skipped) == 1 {
		return last, nil
	}
	rule, err := r.rule()
	if err != nil {
		return time.Time{}, err
	}
	rule.Count, rule.Until = 0, last
	setRaw(event, ical.PropRecurrenceRule, ruleText(rule))
	for _, wall := range skipped {
		event.Props[ical.PropExceptionDates] = append(event.Props[ical.PropExceptionDates], local(ical.PropExceptionDates, wall))
	}
	return last, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// setEnd sets DTEND, which every client reads. Where clocks are set back in
// the first session, its end may be a wall clock that means another instant:
// then DURATION says it.
func (e Event) setEnd(event *ical.Component, start time.Time, local func(string, time.Time) ical.Prop) {
	end := start.Add(e.Duration)
	wall := naive(end)
	if program.Resolve(wall, start.Location()).Equal(end) {
		event.Props[ical.PropDateTimeEnd] = []ical.Prop{local(ical.PropDateTimeEnd, wall)}
		return
	}
	setRaw(event, ical.PropDuration, fmt.Sprintf("PT%dM", e.Duration/time.Minute))
}

func (e Event) setWords(event *ical.Component) error {
	event.Props.SetText(ical.PropUID, e.UID)
	event.Props.SetText(ical.PropSummary, plainText(e.Summary))
	if e.Description != "" {
		event.Props.SetText(ical.PropDescription, plainText(e.Description))
	}
	if e.Location != "" {
		event.Props.SetText(ical.PropLocation, plainText(e.Location))
	}
	setRaw(event, ical.PropSequence, strconv.Itoa(e.Sequence))
	setRaw(event, ical.PropDateTimeStamp, e.Stamp.UTC().Format(utcForm))
	setRaw(event, ical.PropTransparency, "OPAQUE")
	if e.URL != "" {
		u, err := url.Parse(e.URL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("found URL %q, expected one like https://example.org/", e.URL)
		}
		setRaw(event, ical.PropURL, u.String())
	}
	if e.Method == Cancel {
		setRaw(event, ical.PropStatus, "CANCELLED")
		return nil
	}
	setRaw(event, ical.PropStatus, "CONFIRMED")
	alarm := ical.NewComponent(ical.CompAlarm)
	setRaw(alarm, ical.PropAction, "DISPLAY")
	setRaw(alarm, ical.PropTrigger, "-PT15M")
	alarm.Props.SetText(ical.PropDescription, plainText(e.Summary))
	event.Children = append(event.Children, alarm)
	return nil
}

func (e Event) setParties(event *ical.Component) {
	organizer := setRaw(event, ical.PropOrganizer, mailto(e.Organizer.Address))
	organizer.Params.Set(ical.ParamCommonName, e.Organizer.commonName())
	for _, p := range e.Attendees {
		attendee := ical.NewProp(ical.PropAttendee)
		attendee.Value = mailto(p.Address)
		attendee.Params.Set(ical.ParamCalendarUserType, "INDIVIDUAL")
		attendee.Params.Set(ical.ParamRole, "REQ-PARTICIPANT")
		attendee.Params.Set(ical.ParamParticipationStatus, "NEEDS-ACTION")
		attendee.Params.Set(ical.ParamRSVP, "TRUE")
		attendee.Params.Set(ical.ParamCommonName, p.commonName())
		event.Props.Add(attendee)
	}
}

func (p Party) commonName() string {
	if name := paramText(p.Name); name != "" {
		return name
	}
	return string(p.Address)
}

// mailto escapes only what would end the address (RFC 6068 section 2).
func mailto(a program.Address) string {
	return "mailto:" + strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23").Replace(string(a))
}
