package googlefake

import (
	"net/http"
	"time"

	"google.golang.org/api/calendar/v3"
)

// instance is one meeting of a master, as long as nothing about it differs.
func instance(master *calendar.Event, start time.Time) *calendar.Event {
	out := clone(master)
	length := instant(master.End).Sub(instant(master.Start))
	out.Id = master.Id + "_" + start.UTC().Format(stampForm)
	out.RecurringEventId = master.Id
	out.Recurrence = nil
	out.Start = &calendar.EventDateTime{DateTime: start.Format(time.RFC3339), TimeZone: master.Start.TimeZone}
	out.End = &calendar.EventDateTime{DateTime: start.Add(length).Format(time.RFC3339), TimeZone: master.Start.TimeZone}
	out.OriginalStartTime = &calendar.EventDateTime{DateTime: out.Start.DateTime, TimeZone: master.Start.TimeZone}
	return out
}

// instances lists the meetings of a series, as they are.
func (s *Server) instances(user string, r *http.Request) (any, error) {
	master, ok := s.find(user, r.PathValue("id"))
	switch {
	case !ok:
		return nil, notFound
	case len(master.Recurrence) == 0:
		return nil, invalid("not a recurring event")
	case master.Status == cancelled:
		return nil, deleted
	}
	items := []*calendar.Event{}
	for _, start := range occurrences(master) {
		one, _ := s.find(user, master.Id+"_"+start.UTC().Format(stampForm))
		if one.Status != cancelled || r.FormValue("showDeleted") == "true" {
			items = append(items, one)
		}
	}
	from, to, next, err := s.page(r, len(items))
	if err != nil {
		return nil, err
	}
	return &calendar.Events{Kind: "calendar#events", Items: items[from:to], NextPageToken: next}, nil
}
