package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/peerpost/peerpost/program"
)

// The methods that people's calendars answer by (RFC 5546 section 3.2).
const (
	ReplyMethod   Method = "REPLY"
	CounterMethod Method = "COUNTER" // they would rather have another time
	RefreshMethod Method = "REFRESH" // they want the invitation again
)

// Incoming is what somebody's calendar answered to an invitation.
type Incoming struct {
	Method  Method
	Answers []IncomingAnswer
}

// IncomingAnswer is the answer of one guest to a Series or to one of its sessions.
type IncomingAnswer struct {
	UID        string
	Attendee   program.Address // as their calendar has it; it may be an alias
	Answer     program.PartStat
	Delegated  bool      // to somebody else; Answer is ""
	Recurrence time.Time // of the one session; zero: the Series
	Start, End time.Time // of a COUNTER: when they would rather meet
	Sequence   int
	Stamp      time.Time
	Comment    string // plain, at most 1,000 characters
}

// ReadIncoming reads an iCalendar object that came by mail. Method is that of its
// MIME part, "" if it has none. It is as tolerant as calendars are careless (a
// missing ORGANIZER or METHOD, zones by their Windows names or by a VTIMEZONE
// alone) and never takes long: what is larger than 256 KB, has a line of more than
// 8 KB or is nested deeper than a calendar is refused unread.
func ReadIncoming(raw []byte, method string) (in Incoming, err error) {
	defer func() {
		if broken := recover(); broken != nil { // go-ical indexes past the end of some lines
			in, err = Incoming{}, errors.New("read calendar: found a line that is no property")
		}
	}()
	text, err := bounded(raw)
	if err != nil {
		return Incoming{}, fmt.Errorf("read calendar: %w", err)
	}
	cal, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		return Incoming{}, fmt.Errorf("read calendar: %w", err)
	}
	if in, err = readIncoming(cal, method); err != nil {
		return Incoming{}, fmt.Errorf("read calendar: %w", err)
	}
	return in, nil
}

func readIncoming(cal *ical.Calendar, method string) (in Incoming, err error) {
	if said := valueOf(cal.Component, ical.PropMethod); said != "" {
		method = said
	}
	in.Method = Method(strings.ToUpper(strings.TrimSpace(method)))
	if in.Method == "" {
		in.Method = ReplyMethod
	}
	if in.Method != ReplyMethod && in.Method != CounterMethod && in.Method != RefreshMethod {
		return in, fmt.Errorf("found the method %.20q, expected an answer: REPLY, COUNTER or REFRESH", method)
	}
	zones := zonesOf(cal)
	for _, event := range cal.Children {
		if event.Name != ical.CompEvent {
			continue
		}
		answers, err := in.answersOf(event, zones)
		if err != nil {
			return in, err
		}
		in.Answers = append(in.Answers, answers...)
	}
	if len(in.Answers) == 0 {
		return in, errors.New("found nobody's answer")
	}
	return in, nil
}

// answersOf are the answers in one VEVENT: that of the guest who sends it, and of
// others where a calendar repeats them.
func (in Incoming) answersOf(event *ical.Component, zones *zones) ([]IncomingAnswer, error) {
	base := IncomingAnswer{UID: strings.TrimSpace(valueOf(event, ical.PropUID)), Comment: commentOf(event)}
	if base.UID == "" || len(base.UID) > 255 {
		return nil, errors.New("found no UID")
	}
	base.Sequence, _ = strconv.Atoi(strings.TrimSpace(valueOf(event, ical.PropSequence)))
	var err error
	if base.Stamp, err = zones.instant(event.Props.Get(ical.PropDateTimeStamp)); err != nil {
		return nil, fmt.Errorf("DTSTAMP: %w", err)
	}
	if id := event.Props.Get(ical.PropRecurrenceID); id != nil {
		if base.Recurrence, err = zones.instant(id); err != nil {
			return nil, fmt.Errorf("RECURRENCE-ID: %w", err)
		}
	}
	if in.Method == CounterMethod {
		if base.Start, err = zones.instant(event.Props.Get(ical.PropDateTimeStart)); err != nil {
			return nil, fmt.Errorf("DTSTART: %w", err)
		}
		if end := event.Props.Get(ical.PropDateTimeEnd); end != nil {
			base.End, _ = zones.instant(end)
		}
	}
	var answers []IncomingAnswer
	for _, attendee := range event.Props.Values(ical.PropAttendee) {
		if one, ok := base.of(attendee, in.Method); ok {
			answers = append(answers, one)
		}
	}
	return answers, nil
}

// of is the answer of one attendee; ok where there is one.
func (a IncomingAnswer) of(attendee ical.Prop, method Method) (IncomingAnswer, bool) {
	address := strings.TrimSpace(attendee.Value)
	if scheme, rest, found := strings.Cut(address, ":"); found && strings.EqualFold(scheme, "mailto") {
		address = rest
	}
	parsed, err := program.ParseAddress(address)
	if err != nil {
		return a, false
	}
	a.Attendee = parsed
	switch strings.ToUpper(attendee.Params.Get(ical.ParamParticipationStatus)) {
	case "ACCEPTED":
		a.Answer = program.Accepted
	case "DECLINED":
		a.Answer = program.Declined
	case "TENTATIVE":
		a.Answer = program.Tentative
	case "DELEGATED":
		a.Delegated = true
	default: // who would rather meet at another time, or wants the invitation again, need not say more
		return a, method != ReplyMethod
	}
	return a, true
}

func valueOf(c *ical.Component, name string) string {
	if prop := c.Props.Get(name); prop != nil {
		return prop.Value
	}
	return ""
}

// longestComment is how much of somebody's words is kept.
const longestComment = 1000

func commentOf(event *ical.Component) string {
	prop := event.Props.Get(ical.PropComment)
	if prop == nil {
		return ""
	}
	text, err := prop.Text()
	if err != nil {
		text = prop.Value
	}
	runes := []rune(strings.TrimSpace(plainText(text)))
	return string(runes[:min(len(runes), longestComment)])
}
