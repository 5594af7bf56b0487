package googlefake

import (
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Options say what kind of Workspace it is.
type Options struct {
	Users []string // addresses of the domain; nobody else can be impersonated

	// Scopes are what the administrator delegated; nil is whatever is asked for.
	Scopes []string

	Now      func() time.Time // of stamps and channels; nil is this machine's clock
	PageSize int              // the most items of a page; 0 is 250
}

// Server is Google on loopback.
type Server struct {
	URL string // without a slash at the end

	options Options
	key     *rsa.PrivateKey
	mux     *http.ServeMux

	mu       sync.Mutex
	tokens   map[string]grant
	entries  map[string]*entry // by calendar and event id
	changes  int               // rises with every change; etags and sync tokens hold it
	epoch    int               // of the sync tokens that are believed
	hidden   map[string]string // calendars whose free/busy is an error, and its reason
	mails    []Mail
	channels map[string]*channel
	faults   []Fault
	chance   chance
	requests []Request
}

// Request is one call that arrived.
type Request struct {
	Method, Path string
	Query        string
	User         string // impersonated; "" for the token endpoint
	Status       int    // 0: the answer was lost
	Done         bool   // it did what it asked
}

// Start runs a server until the test ends.
func Start(tb testing.TB, options Options) *Server {
	tb.Helper()
	key, err := newKey()
	if err != nil {
		tb.Fatalf("make the service account's key: %v", err)
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.PageSize == 0 {
		options.PageSize = 250
	}
	s := &Server{options: options, key: key, tokens: map[string]grant{}, entries: map[string]*entry{},
		hidden: map[string]string{}, channels: map[string]*channel{}}
	s.mux = s.routes()
	server := httptest.NewServer(s)
	tb.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Endpoint is the setting that reaches the Calendar API of this server.
func (s *Server) Endpoint() string { return s.URL + basePath }

// Requests returns the calls so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Succeeded counts the calls so far with this method that did what they asked,
// whether or not their answer was lost.
func (s *Server) Succeeded(method string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method == method && r.Done {
			n++
		}
	}
	return n
}

// ServeHTTP answers one call, or fails as it was told. Calls are served one
// after another, as if each were a transaction.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.strike(r)
	answer := httptest.NewRecorder()
	if fault.before() {
		writeFailure(answer, fault.failure())
	} else {
		s.mux.ServeHTTP(answer, r)
	}
	done := answer.Code < 300
	if fault == InternalAfterCommit {
		answer = httptest.NewRecorder()
		writeFailure(answer, fault.failure())
	}
	seen := Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, User: s.tokens[bearer(r)].user, Status: answer.Code, Done: done}
	if fault == LostAfterCommit {
		seen.Status = 0
	}
	s.requests = append(s.requests, seen)
	if fault == LostAfterCommit {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}
