package calendar

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	Method Method
	// Answers are to one Series or session each, the newest (RFC 5546 section 2.1.5)
	// where there are more, and of a REFRESH one to each Series: at most 20, what
	// follows is left out.
	Answers []IncomingAnswer
}

// IncomingAnswer is an answer to a Series or to one of its sessions.
type IncomingAnswer struct {
	UID        string
	Guests     []IncomingGuest // who sends it; others too where a calendar repeats them, as in a COUNTER
	Recurrence time.Time       // of the one session; zero: the Series
	Start, End time.Time       // of a COUNTER: when they would rather meet
	Sequence   int             // from 0 to 2^31-1
	Stamp      time.Time       // all times are from 1970 to 2200
	Comment    string          // plain, at most 1,000 characters
}

// IncomingGuest is somebody whom an answer names, with what they answer.
type IncomingGuest struct {
	Address   program.Address // as their calendar has it; it may be an alias
	Answer    program.PartStat
	Delegated bool // to somebody else; Answer is ""
}

// mostAnswers is how many answers of one calendar are read.
const mostAnswers = 20

// ReadIncoming reads an iCalendar object that came by mail. Method is that of its
// MIME part, "" if it has none. It is as tolerant as calendars are careless (a
// missing ORGANIZER or METHOD, zones by their Windows names or by a VTIMEZONE
// alone) and never takes long: what is larger than 256 KB, has a line of more than
// 8 KB or is nested deeper than a calendar is refused unread. An event that cannot
// be read, or is out of bounds, is left out; where that leaves none it is the error.
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
	zones, broken := zonesOf(cal), error(nil)
	for _, event := range cal.Children {
		if event.Name != ical.CompEvent {
			continue
		}
		answer, err := in.answerOf(event, zones)
		if err != nil {
			broken = cmp.Or(broken, err)
			continue
		}
		in.add(answer)
	}
	if len(in.Answers) == 0 {
		return in, cmp.Or(broken, errNobody)
	}
	return in, nil
}

var errNobody = errors.New("found nobody's answer")

// add takes an answer if none to the same thing is newer.
func (in *Incoming) add(a IncomingAnswer) {
	at := slices.IndexFunc(in.Answers, func(b IncomingAnswer) bool {
		return a.UID == b.UID && (a.Recurrence.Equal(b.Recurrence) || in.Method == RefreshMethod)
	})
	switch {
	case at < 0 && len(in.Answers) < mostAnswers:
		in.Answers = append(in.Answers, a)
	case at >= 0 && cmp.Or(cmp.Compare(a.Sequence, in.Answers[at].Sequence), a.Stamp.Compare(in.Answers[at].Stamp)) > 0:
		in.Answers[at] = a
	}
}

// answerOf is the answer in one VEVENT.
func (in Incoming) answerOf(event *ical.Component, zones *zones) (a IncomingAnswer, err error) {
	a = IncomingAnswer{UID: strings.TrimSpace(valueOf(event, ical.PropUID)), Comment: commentOf(event)}
	if a.UID == "" || len(a.UID) > 255 || !utf8.ValidString(a.UID) {
		return a, errors.New("found no UID")
	}
	for _, attendee := range event.Props.Values(ical.PropAttendee) {
		if guest, ok := incomingGuest(attendee, in.Method); ok {
			a.Guests = append(a.Guests, guest)
		}
	}
	if len(a.Guests) == 0 {
		return a, errNobody
	}
	if a.Sequence, err = sequenceOf(event); err != nil {
		return a, fmt.Errorf("SEQUENCE: %w", err)
	}
	if a.Stamp, err = zones.instant(event.Props.Get(ical.PropDateTimeStamp)); err != nil {
		return a, fmt.Errorf("DTSTAMP: %w", err)
	}
	if id := event.Props.Get(ical.PropRecurrenceID); id != nil {
		if a.Recurrence, err = zones.instant(id); err != nil {
			return a, fmt.Errorf("RECURRENCE-ID: %w", err)
		}
	}
	if in.Method == CounterMethod {
		if a.Start, err = zones.instant(event.Props.Get(ical.PropDateTimeStart)); err != nil {
			return a, fmt.Errorf("DTSTART: %w", err)
		}
		if end := event.Props.Get(ical.PropDateTimeEnd); end != nil {
			a.End, _ = zones.instant(end)
		}
	}
	return a, nil
}

// sequenceOf is the SEQUENCE of an event; 0 where it has none.
func sequenceOf(event *ical.Component) (int, error) {
	text := strings.TrimSpace(valueOf(event, ical.PropSequence))
	n, err := strconv.ParseInt(cmp.Or(text, "0"), 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("found %.30q, expected 0 to %d", text, math.MaxInt32)
	}
	return int(n), nil
}

// incomingGuest is what one attendee answers; ok where that is anything.
func incomingGuest(attendee ical.Prop, method Method) (g IncomingGuest, ok bool) {
	address := strings.TrimSpace(attendee.Value)
	if scheme, rest, found := strings.Cut(address, ":"); found && strings.EqualFold(scheme, "mailto") {
		address = rest
	}
	parsed, err := program.ParseAddress(address)
	if err != nil {
		return g, false
	}
	g.Address = parsed
	switch strings.ToUpper(attendee.Params.Get(ical.ParamParticipationStatus)) {
	case "ACCEPTED":
		g.Answer = program.Accepted
	case "DECLINED":
		g.Answer = program.Declined
	case "TENTATIVE":
		g.Answer = program.Tentative
	case "DELEGATED":
		g.Delegated = true
	default: // who would rather meet at another time, or wants the invitation again, need not say more
		return g, method != ReplyMethod
	}
	return g, true
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
