package calendar

import (
	"strings"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// body is the event as Google shall have it, without guests. What is empty or
// false is sent too: a change may empty it.
func (e GoogleEvent) body() (*gcal.Event, error) {
	loc, err := program.LoadZone(e.Series.Zone)
	if err != nil {
		return nil, err
	}
	lines, err := e.recurrence(loc)
	if err != nil {
		return nil, err
	}
	start := program.Resolve(e.Series.FirstLocal, loc)
	out := &gcal.Event{
		Summary:               oneLine(e.Summary),
		Description:           describe(e.Description),
		Location:              oneLine(e.Location),
		Start:                 at(start, e.Series.Zone),
		End:                   at(start.Add(e.Series.Duration), e.Series.Zone),
		Recurrence:            lines,
		Reminders:             e.reminders(),
		GuestsCanInviteOthers: new(false),
		ForceSendFields:       []string{"Description", "Location", "GuestsCanModify"},
	}
	if e.Meet {
		out.ConferenceData = &gcal.ConferenceData{CreateRequest: &gcal.CreateConferenceRequest{
			RequestId:             e.ID,
			ConferenceSolutionKey: &gcal.ConferenceSolutionKey{Type: "hangoutsMeet"},
		}}
	}
	return out, nil
}

func (e GoogleEvent) reminders() *gcal.EventReminders {
	if len(e.Reminders) == 0 {
		return &gcal.EventReminders{UseDefault: true}
	}
	out := &gcal.EventReminders{ForceSendFields: []string{"UseDefault"}}
	for _, before := range e.Reminders {
		minutes := int64(before / time.Minute)
		out.Overrides = append(out.Overrides, &gcal.EventReminder{Method: "popup", Minutes: minutes, ForceSendFields: []string{"Minutes"}})
	}
	return out
}

// at names the instant with its offset, and the zone in which it recurs.
func at(t time.Time, zone string) *gcal.EventDateTime {
	return &gcal.EventDateTime{DateTime: t.Format(time.RFC3339), TimeZone: zone}
}

// instantOf reads what at wrote, and what people put there; a whole day is
// its midnight in UTC, and nothing is the zero time.
func instantOf(when *gcal.EventDateTime) time.Time {
	if when == nil {
		return time.Time{}
	}
	if when.Date != "" {
		day, _ := time.Parse(time.DateOnly, when.Date)
		return day
	}
	t, _ := time.Parse(time.RFC3339, when.DateTime)
	return t
}

func oneLine(s string) string { return strings.Join(strings.Fields(plainText(s)), " ") }

// describe makes plain text fit for a description, which Google shows as HTML.
func describe(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plainText(s))
}
