package googlefake

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/api/calendar/v3"
)

// get shows a deleted event as cancelled, as the API does. A conference that
// was asked for is there the next time.
func (s *Server) get(user string, r *http.Request) (any, error) {
	event, ok := s.find(user, r.PathValue("id"))
	if !ok {
		return nil, notFound
	}
	if pending(event) {
		now := clone(event)
		settle(now)
		s.keep(user, now)
	}
	return event, nil
}

// page cuts a list. Its token is where the next page begins.
func (s *Server) page(r *http.Request, length int) (from, to int, next string, err error) {
	if token := r.FormValue("pageToken"); token != "" {
		from, err = strconv.Atoi(strings.TrimPrefix(token, "page-"))
		if err != nil || from < 0 || from > length {
			return 0, 0, "", invalid("Invalid page token value.")
		}
	}
	to = min(length, from+s.pageSize(r))
	if to < length {
		next = fmt.Sprintf("page-%d", to)
	}
	return from, to, next, nil
}

func (s *Server) pageSize(r *http.Request) int {
	if asked, err := strconv.Atoi(r.FormValue("maxResults")); err == nil && asked > 0 {
		return min(asked, s.options.PageSize)
	}
	return s.options.PageSize
}

// pending reports whether a conference was asked for that is not there yet.
func pending(event *calendar.Event) bool {
	return event.ConferenceData != nil && event.ConferenceData.CreateRequest != nil &&
		event.ConferenceData.CreateRequest.Status != nil && event.ConferenceData.CreateRequest.Status.StatusCode == "pending"
}

// settle makes the conference: the same for the same request.
func settle(event *calendar.Event) {
	asked := event.ConferenceData.CreateRequest
	asked.Status.StatusCode = "success"
	sum := fnv.New32a()
	sum.Write([]byte(asked.RequestId))
	code := fmt.Sprintf("meet-%08x", sum.Sum32())
	event.HangoutLink = "https://meet.google.com/" + code
	event.ConferenceData.ConferenceId = code
	event.ConferenceData.EntryPoints = []*calendar.EntryPoint{{EntryPointType: "video", Uri: event.HangoutLink}}
}
