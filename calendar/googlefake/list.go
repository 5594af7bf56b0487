package googlefake

import (
	"fmt"
	"net/http"

	"google.golang.org/api/calendar/v3"
)

// ExpireSyncTokens makes every token handed out so far answer 410.
func (s *Server) ExpireSyncTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
}

// span is the changes that a page shows: those after from, up to upto. Events
// that change while somebody turns the pages come with the next sync.
type span struct{ from, upto, epoch int }

// list gives the events of a calendar, masters and exceptions, or with a sync
// token what changed since, deleted ones too. Only the last page has the next
// sync token.
func (s *Server) list(user string, r *http.Request) (any, error) {
	at, full, err := s.span(r)
	if err != nil {
		return nil, err
	}
	out := &calendar.Events{Kind: "calendar#events", Items: []*calendar.Event{}}
	for _, e := range s.sorted(user) {
		if e.changed <= at.from || e.changed > at.upto || full && e.event.Status == cancelled && e.event.RecurringEventId == "" {
			continue
		}
		if len(out.Items) == s.pageSize(r) {
			out.NextPageToken = fmt.Sprintf("list-%d-%d-%d-%t", at.from, at.upto, at.epoch, full)
			return out, nil
		}
		out.Items = append(out.Items, shown(e.event))
		at.from = e.changed
	}
	out.NextSyncToken = fmt.Sprintf("sync-%d-%d", at.upto, at.epoch)
	return out, nil
}

func (s *Server) span(r *http.Request) (at span, full bool, err error) {
	at = span{upto: s.changes, epoch: s.epoch}
	sync, page := r.FormValue("syncToken"), r.FormValue("pageToken")
	switch {
	case page != "":
		if _, err := fmt.Sscanf(page, "list-%d-%d-%d-%t", &at.from, &at.upto, &at.epoch, &full); err != nil {
			return span{}, false, invalid("Invalid page token value.")
		}
	case sync != "":
		if _, err := fmt.Sscanf(sync, "sync-%d-%d", &at.from, &at.epoch); err != nil {
			return span{}, false, invalid("Invalid sync token value.")
		}
		if r.FormValue("showDeleted") == "false" {
			return span{}, false, invalid("A sync token always shows deleted events.")
		}
	default:
		full = r.FormValue("showDeleted") != "true"
	}
	if at.epoch != s.epoch {
		return span{}, false, fullSync
	}
	return at, full, nil
}

// shown hides of a cancelled instance what the API does not promise.
func shown(event *calendar.Event) *calendar.Event {
	if event.Status == cancelled && event.RecurringEventId != "" {
		return &calendar.Event{Id: event.Id, Etag: event.Etag, Status: cancelled, Updated: event.Updated,
			RecurringEventId: event.RecurringEventId, OriginalStartTime: event.OriginalStartTime}
	}
	return clone(event)
}
