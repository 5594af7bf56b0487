package googlefake

import (
	"net/http"
	"slices"
)

const basePath = "/calendar/v3/"

// call answers for a user: with a body, or without one and 204.
type call func(s *Server, user string, r *http.Request) (body any, err error)

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+tokenPath, s.token)
	for pattern, route := range map[string]struct {
		call call
		own  bool // the path names a calendar, which must be the user's own
		only []string
	}{
		"POST calendars/{calendar}/events":               {(*Server).insert, true, writing},
		"GET calendars/{calendar}/events":                {(*Server).list, true, []string{"syncToken", "pageToken", "maxResults", "showDeleted", "fields"}},
		"POST calendars/{calendar}/events/watch":         {(*Server).watch, true, nil},
		"GET calendars/{calendar}/events/{id}":           {(*Server).get, true, []string{"fields"}},
		"PATCH calendars/{calendar}/events/{id}":         {(*Server).patch, true, writing},
		"PUT calendars/{calendar}/events/{id}":           {(*Server).update, true, writing},
		"DELETE calendars/{calendar}/events/{id}":        {(*Server).remove, true, writing},
		"GET calendars/{calendar}/events/{id}/instances": {(*Server).instances, true, []string{"pageToken", "maxResults", "showDeleted"}},
		"POST freeBusy":      {(*Server).freeBusy, false, nil},
		"POST channels/stop": {(*Server).stop, false, nil},
	} {
		method, path := cutMethod(pattern)
		mux.HandleFunc(method+" "+basePath+path, func(w http.ResponseWriter, r *http.Request) {
			body, err := s.serve(r, route.call, route.own, route.only)
			writeResult(w, body, err)
		})
	}
	return mux
}

var writing = []string{"sendUpdates", "conferenceDataVersion"}

func cutMethod(pattern string) (method, path string) {
	for i, c := range pattern {
		if c == ' ' {
			return pattern[:i], pattern[i+1:]
		}
	}
	return "", pattern
}

// serve checks who asks, for whose calendar and with which parameters.
func (s *Server) serve(r *http.Request, do call, own bool, only []string) (any, error) {
	granted, ok := s.tokens[bearer(r)]
	if !ok {
		return nil, failure{http.StatusUnauthorized, "authError", "Invalid Credentials"}
	}
	if calendar := r.PathValue("calendar"); own && calendar != "primary" && calendar != granted.user {
		return nil, notFound
	}
	for name := range r.URL.Query() {
		if name != "alt" && name != "prettyPrint" && !slices.Contains(only, name) {
			return nil, failure{http.StatusBadRequest, "invalidParameter", "this server does not know the parameter " + name}
		}
	}
	return do(s, granted.user, r)
}
