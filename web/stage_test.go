package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/web"
)

// stage is an installation with its pages and a browser's memory.
type stage struct {
	*jobstest.World
	t      *testing.T
	url    string // of the database
	pages  http.Handler
	server *web.Server
	log    *logBook
	cookie *http.Cookie
	held   *atomic.Pointer[time.Time] // what the pages of a real server take for now
}

type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// errors are the lines of the log that say what went wrong.
func (l *logBook) errors() string {
	var lines []string
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, "level=ERROR") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newStage is the sample program with six people, before anything has happened.
func newStage(t *testing.T, url string, change func(*program.Program)) *stage {
	t.Helper()
	s := emptyStage(t, url)
	s.Apply("eng-peers", examples.Program(), examples.People(6, 1), func(p *program.Program) {
		p.Surveys[0].When = "20 days" // soon, so that tests need not play three months
		if change != nil {
			change(p)
		}
	})
	return s
}

func emptyStage(t *testing.T, url string) *stage {
	t.Helper()
	s := &stage{t: t, url: url, World: jobstest.New(t, dbtest.Open(t, url)), log: &logBook{}, held: new(atomic.Pointer[time.Time])}
	s.server = &web.Server{Work: s.Work, Now: func() time.Time { return s.Now }, Log: slog.New(slog.NewTextHandler(s.log, nil))}
	s.pages = s.server.Handler()
	return s
}

// invited is a stage on which everyone has been invited.
func invited(t *testing.T) *stage {
	t.Helper()
	return replay(t, &snapshots.invited, (*stage).toInvited)
}

func (s *stage) toInvited() {
	if err := s.AskForHome(background, "grace@example.org", s.Now); err != nil {
		s.t.Fatal(err)
	}
	s.RunTo(s.Program.RegistrationOpens().Add(26 * time.Hour))
}

// drafted is a stage on which a Draft waits for the Administrators.
func drafted(t *testing.T) *stage {
	t.Helper()
	return replay(t, &snapshots.drafted, (*stage).toDrafted)
}

func (s *stage) toDrafted() {
	s.toInvited()
	s.RegisterAll()
	s.RunTo(s.Program.RoundDue().Add(time.Minute))
}

// running is a stage on which people have met and the first survey is open.
func running(t *testing.T) *stage {
	t.Helper()
	return replay(t, &snapshots.running, func(s *stage) {
		s.toDrafted()
		s.toRunning()
	})
}

func (s *stage) toRunning() {
	s.ApproveDraft()
	s.RunTo(s.Program.SurveyDue(s.Program.Surveys[0]).Add(3 * 24 * time.Hour))
}

// answer is what a page answered.
type answer struct {
	status int
	header http.Header
	body   string
}

func (s *stage) request(method, path string, form url.Values) answer {
	s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	w := httptest.NewRecorder()
	s.pages.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func (s *stage) get(path string) answer { s.t.Helper(); return s.request("GET", path, nil) }

func (s *stage) post(path string, pairs ...string) answer {
	s.t.Helper()
	return s.request("POST", path, values(pairs...))
}

func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// want fails unless the answer has this status and holds these texts.
func (s *stage) want(a answer, status int, texts ...string) answer {
	s.t.Helper()
	if a.status != status {
		s.t.Fatalf("answered %d, want %d:\n%s\n%s", a.status, status, a.body, s.log.errors())
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			s.t.Fatalf("the page does not say %q:\n%s", text, a.body)
		}
	}
	return a
}

// follow posts, wants a 303 and goes where it leads.
func (s *stage) follow(path string, pairs ...string) answer {
	s.t.Helper()
	return s.get(s.want(s.post(path, pairs...), http.StatusSeeOther).header.Get("Location"))
}

// paths are where the links of this purpose lead that were mailed to an
// address ("" is anybody), without queries, oldest first, each once.
func (s *stage) paths(purpose program.Purpose, to string) []string {
	s.t.Helper()
	var paths []string
	for _, m := range s.Delivered() {
		if to != "" && m.To != to {
			continue
		}
		for _, path := range pathsIn(m) {
			if strings.HasPrefix(path, "/"+string(purpose)+"/") && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

func pathsIn(m mail.Received) []string {
	var paths []string
	for _, link := range m.Links {
		if u, err := url.Parse(link); err == nil {
			paths = append(paths, u.Path)
		}
	}
	return paths
}

// path is the newest of paths.
func (s *stage) path(purpose program.Purpose, to string) string {
	s.t.Helper()
	all := s.paths(purpose, to)
	if len(all) == 0 {
		s.t.Fatalf("nobody has mailed a link to %s to %q", purpose, to)
	}
	return all[len(all)-1]
}

func tokenOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// purposeOf names the purpose of a path in an email.
func purposeOf(path string) program.Purpose { return program.Purpose(strings.Split(path, "/")[1]) }

// dump is every row of every table, in order.
func (s *stage) dump() string {
	s.t.Helper()
	return dbtest.Dump(s.t, s.url)
}

var background = context.Background()

func noEffects(int) db.Effects { return db.Effects{} }
