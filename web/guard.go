package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/peerpost/peerpost/templates"
)

// largestBody is the most that any form here can be.
const largestBody = 64 << 10

// pagePolicy is the Content-Security-Policy of every page: no script, nothing
// from elsewhere, in nobody's frame.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard is what every request passes on its way to its page, and what its
// answer passes on the way back: headers, refusals, AfterPost, one line of log.
func (s *Server) guard(mux *http.ServeMux) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.AddInsecureBypassPattern("POST /unsubscribe/{token}") // RFC 8058: anybody's server or page may post it
	if o := s.origin(); o != "" {
		_ = cross.AddTrustedOrigin(o) // one that is not understood is not trusted
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		setHeaders(w.Header())
		trip := &trip{ResponseWriter: w, reference: strings.ToLower(rand.Text()[:8])}
		r = r.WithContext(context.WithValue(r.Context(), tripKey{}, trip))
		defer func() {
			if p := recover(); p != nil {
				trip.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				s.trouble(trip)
			}
			s.log(r, trip, time.Since(begin))
		}()
		r = withoutEnding(mux, r)
		switch _, pattern := mux.Handler(r); {
		case pattern == "":
			s.noPage(mux, trip, r)
		case cross.Check(r) != nil:
			s.renderTo(trip, http.StatusForbidden, templates.RefusedPage{Reason: templates.CrossSite})
		default:
			r.Body = http.MaxBytesReader(trip, r.Body, largestBody)
			mux.ServeHTTP(trip, r)
		}
		if s.AfterPost != nil && r.Method == http.MethodPost && trip.status < 400 {
			s.AfterPost(r.Context())
		}
	})
}

// withoutEnding is a GET of a Link without what a mail program took into it: the
// end of a sentence, or a bracket.
func withoutEnding(mux *http.ServeMux, r *http.Request) *http.Request {
	path := strings.TrimRight(r.URL.Path, "/.,)>")
	if path == r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return r
	}
	trimmed := r.Clone(r.Context())
	trimmed.URL.Path, trimmed.URL.RawPath = path, ""
	if _, pattern := mux.Handler(trimmed); !strings.Contains(pattern, "{token}") {
		return r
	}
	return trimmed
}

// trip is one answer on its way out, and what is to be said of it in the log.
type trip struct {
	http.ResponseWriter
	status    int
	reference string
	err       error // what went wrong, for the log
}

type tripKey struct{}

func (t *trip) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *trip) Write(b []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	return t.ResponseWriter.Write(b)
}

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}

// noPage answers what no route answers: 404, or 405 for a known page. Whoever
// looks at an address where forms are sent, as after typing a wrong number, finds
// the page that says what to do.
func (s *Server) noPage(mux *http.ServeMux, t *trip, r *http.Request) {
	probe := &silent{header: http.Header{}}
	mux.ServeHTTP(probe, r)
	looks := r.Method == http.MethodGet || r.Method == http.MethodHead
	if probe.status == http.StatusMethodNotAllowed && !looks {
		t.Header().Set("Allow", probe.header.Get("Allow"))
		s.renderTo(t, http.StatusMethodNotAllowed, templates.RefusedPage{Reason: templates.WrongMethod})
		return
	}
	s.renderTo(t, http.StatusNotFound, templates.NotFoundPage{})
}

// silent notes what a handler would answer.
type silent struct {
	header http.Header
	status int
}

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) Write(b []byte) (int, error) { return len(b), nil }
func (s *silent) WriteHeader(status int)      { s.status = status }

// answer runs a page's handler and answers for it where it fails.
func (s *Server) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := r.Context().Value(tripKey{}).(*trip)
		v := &visit{Server: s, w: t, r: r, ctx: r.Context(), now: s.Now()}
		if r.Method == http.MethodPost {
			if !isForm(r) {
				s.renderTo(t, http.StatusUnsupportedMediaType, templates.RefusedPage{Reason: templates.NoForm})
				return
			}
			if err := r.ParseForm(); err != nil {
				s.refuse(t, err)
				return
			}
		}
		if err := h(v); err != nil {
			s.fail(v, t, err)
		}
	})
}

// isForm reports whether a POST has what a page's form sends, or nothing. Where
// the path has the token nothing else matters: RFC 8058 section 3.1 lets mailboxes
// unsubscribe in multipart/form-data.
func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-www-form-urlencoded" || r.ContentLength == 0 || r.PathValue("token") != ""
}

// refuse answers a form that could not be read.
func (s *Server) refuse(t *trip, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.renderTo(t, http.StatusRequestEntityTooLarge, templates.RefusedPage{Reason: templates.TooLarge})
		return
	}
	s.renderTo(t, http.StatusBadRequest, templates.NotFoundPage{})
}
