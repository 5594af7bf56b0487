package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

var purposes = []program.Purpose{
	program.ForRegister, program.ForReview, program.ForApprove, program.ForDiscard, program.ForUndo, program.ForSwitch, program.ForHome,
	program.ForMove, program.ForReply, program.ForMet, program.ForSurvey, program.ForParticipation, program.ForUnsubscribe,
}

// allPaths are all pages that somebody could ask for at this stage.
func (s *stage) allPaths() []string {
	s.t.Helper()
	paths := []string{"/", "/home", "/?done=home_sent", "/style.css", "/healthz", "/nothing", "/home/switch/eng-peers", "/home/switch/other", "/approve/x", "/register/" + strings.Repeat("a", 26) + "." + strings.Repeat("A", 43)}
	rounds, err := s.Store.Rounds(background, s.Program.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(rounds) > 0 && rounds[0].State != program.RoundDue {
		for _, page := range []string{"review", "approve", "discard", "undo"} {
			paths = append(paths, "/home/draft/"+string(s.Draft().ID)+"/"+page)
		}
	}
	for _, purpose := range purposes {
		of := s.paths(purpose, "")
		for _, path := range of[max(0, len(of)-24):] {
			paths = append(paths, path, path+"?a=yes", path+"?done=registered", path+"/data")
		}
	}
	return paths
}

// signIn gives an Administrator a session without a Link.
func (s *stage) signIn(p program.Person) {
	s.t.Helper()
	w := s.follow("/home/link", "address", string(p.Address))
	s.want(w, http.StatusOK)
	s.RunTo(s.Now)
	opened := s.want(s.post("/home", "token", tokenOf(s.path(program.ForHome, string(p.Address)))), http.StatusSeeOther)
	s.cookie = cookieOf(s.t, opened)
}

func cookieOf(t *testing.T, a answer) *http.Cookie {
	t.Helper()
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("found %d cookies, want one", len(cookies))
	}
	return cookies[0]
}

func TestGetIsSafe(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, build := range []func(*testing.T) *stage{invited, drafted, running} {
		s := build(t)
		if s.Now.After(s.Program.RoundDue()) {
			s.signIn(s.Admin())
		}
		before := s.dump()
		for _, path := range s.allPaths() {
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				s.request(method, path, nil)
				asked++
			}
		}
		if diff := cmp.Diff(before, s.dump()); diff != "" {
			t.Errorf("pages changed rows by being looked at (-before +after):\n%s", diff)
		}
		if strings.Contains(s.log.String(), "level=ERROR") {
			t.Errorf("pages failed:\n%s", s.log.errors())
		}
	}
	if asked < 1000 {
		t.Errorf("asked %d times, want 1000 or more", asked)
	}
}

// twins are two stages on which everything is the same: on one each form is
// posted once, on the other twenty times at once.
type twins struct {
	t           *testing.T
	once, often *stage
}

func (w twins) both(act func(*stage)) {
	act(w.once)
	act(w.often)
}

// post posts a form and fails unless both stages hold the same rows after it.
func (w twins) post(path func(*stage) string, pairs func(*stage) []string) {
	w.t.Helper()
	to := path(w.once)
	before := w.once.dump()
	if a := w.once.post(to, pairs(w.once)...); a.status >= 400 {
		w.t.Fatalf("POST %s answered %d:\n%s", to, a.status, a.body)
	}
	if before == w.once.dump() {
		w.t.Errorf("POST %s changes nothing", to)
	}
	form := pairs(w.often)
	to = path(w.often)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if a := w.often.post(to, form...); a.status >= 500 {
				w.t.Errorf("POST %s at once answered %d: %s", to, a.status, w.often.log)
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff(w.once.comparable(), w.often.comparable()); diff != "" {
		w.t.Fatalf("POST %s twenty times (-once +often):\n%s", to, diff)
	}
}

var auditID = regexp.MustCompile(`(?m)^[0-9a-v]{26} \| ([0-9a-v]{26} \| [0-9-]{10}[T ][0-9:.]+)`)

// comparable is the dump without what chance decides: ids of audit lines and
// the hash of a session.
func (s *stage) comparable() []string {
	s.t.Helper()
	var lines []string
	for block := range strings.SplitSeq(s.dump(), "== ") {
		name, rows, _ := strings.Cut(block, "\n")
		switch name {
		case "audit":
			rows = auditID.ReplaceAllString(rows, "$1")
		case "home_session":
			rows = regexp.MustCompile(`(?m)^[0-9a-f]{64}`).ReplaceAllString(rows, "")
		case "goose_db_version":
			rows = ""
		}
		sorted := strings.Split(rows, "\n")
		slices.Sort(sorted)
		lines = append(lines, name)
		lines = append(lines, sorted...)
	}
	return lines
}

func TestPostIdempotent(t *testing.T) {
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			w := twins{t, newStage(t, dbtest.NewURL(t, dialect), nil), newStage(t, dbtest.NewURL(t, dialect), nil)}
			w.both((*stage).toInvited)
			w.postParticipants()
			w.postAdministrators()
			w.postRunning()
		})
	}
}

// byToken posts the form of the newest Link of a purpose to the n-th person.
func (w twins) byToken(purpose program.Purpose, n int, pairs ...string) {
	w.t.Helper()
	w.post(func(*stage) string { return "/" + string(purpose) }, func(s *stage) []string {
		to := ""
		if n >= 0 {
			to = string(s.People()[n].Person.Address)
		}
		return append([]string{"token", tokenOf(s.path(purpose, to))}, pairs...)
	})
}

func (w twins) postParticipants() {
	w.t.Helper()
	w.post(func(*stage) string { return "/register" }, func(s *stage) []string {
		return append(s.registration(s.People()[0]), "headline", "Says hello")
	})
	w.byToken(program.ForParticipation, 0, "do", "pause", "until", "2027-03-01")
	w.byToken(program.ForParticipation, 0, "do", "resume")
	w.byToken(program.ForUnsubscribe, 1)
	w.post(func(s *stage) string {
		return "/unsubscribe/" + tokenOf(s.path(program.ForUnsubscribe, string(s.People()[2].Person.Address)))
	}, func(*stage) []string { return []string{"List-Unsubscribe", "One-Click"} })
	w.both((*stage).RegisterAll)
}

func (w twins) postAdministrators() {
	w.t.Helper()
	anybody := -1
	w.both(func(s *stage) { s.RunTo(s.Program.RoundDue().Add(time.Minute)) })
	w.byToken(program.ForSwitch, anybody, "switch", "off")
	w.byToken(program.ForSwitch, anybody, "switch", "on")
	w.byToken(program.ForDiscard, anybody)
	pairAgain := func(s *stage) {
		if _, err := s.MakeRoundDue(background, s.Program, "operator", s.Now); err != nil {
			s.t.Fatal(err)
		}
		s.RunTo(s.Now)
	}
	w.both(pairAgain)
	w.byToken(program.ForApprove, anybody, "number", "6")
	w.both(func(s *stage) { s.RunTo(s.Now.Add(time.Minute)) })
	w.byToken(program.ForUndo, anybody)
	w.both(pairAgain)
	w.post(func(*stage) string { return "/home/link" }, func(*stage) []string { return []string{"address", "ada@example.org"} })
	w.both(func(s *stage) { s.RunTo(s.Now) })
	w.byToken(program.ForHome, anybody)
	w.byToken(program.ForApprove, anybody, "number", "6")
}

func (w twins) postRunning() {
	w.t.Helper()
	w.both(func(s *stage) { s.toAfterSession(s.People()[0]) })
	w.byToken(program.ForMet, 0, "met", "yes")
	w.byToken(program.ForMet, 0, "met", "no")
	for _, to := range []string{"opening", "shift", "skip"} {
		w.post(func(*stage) string { return "/move" }, func(s *stage) []string { return s.moving(to) })
	}
	w.both(func(s *stage) { s.RunTo(s.Program.SurveyDue(s.Program.Surveys[0]).Add(24 * time.Hour)) })
	w.byToken(program.ForSurvey, 0, "q.experience", "Neutral", "q.usefulness", "4", "q.change", "Nothing")
	w.byToken(program.ForParticipation, 0, "do", "leave", "sure", "yes")
	w.byToken(program.ForParticipation, 3, "do", "erase", "word", "erase")
}

// toAfterSession goes on until a person is asked about their first Session.
func (s *stage) toAfterSession(p program.Participant) {
	s.t.Helper()
	s.RunTo(s.Now)
	pairings, err := s.Store.PairingsOf(background, p.ID)
	for _, pairing := range pairings {
		if pairing.State == program.PairingIntroduced || pairing.State == program.PairingHeld {
			var sessions []program.Session
			sessions, err = s.Store.Sessions(background, pairing.ID)
			if len(sessions) > 0 {
				s.RunTo(sessions[0].EndsAt.Add(3 * 24 * time.Hour))
				return
			}
		}
	}
	s.t.Fatalf("no session of %s: %v", p.ID, err)
}

// registration is what the form of a person would post untouched.
func (s *stage) registration(p program.Participant) []string {
	s.t.Helper()
	pairs := []string{"token", tokenOf(s.path(program.ForRegister, string(p.Person.Address))), "zone", "Europe/Berlin", "hours", "Mon-Fri 09:00-17:00"}
	for _, q := range s.Program.Questionnaire {
		for _, v := range p.Answers[q.ID] {
			pairs = append(pairs, "q."+q.ID, v)
		}
	}
	return pairs
}

func TestPurposeBound(t *testing.T) {
	for name, build := range map[string]func(*testing.T) *stage{"drafted": drafted, "running": running} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := build(t)
			before := s.dump()
			for _, of := range purposes {
				for _, path := range lastTwo(s.paths(of, "")) {
					s.tryElsewhere(of, tokenOf(path))
				}
			}
			if diff := cmp.Diff(before, s.dump()); diff != "" {
				t.Errorf("a token for one purpose did something at another (-before +after):\n%s", diff)
			}
		})
	}
}

func lastTwo(paths []string) []string { return paths[max(0, len(paths)-2):] }

// tryElsewhere tries a token wherever it does not belong.
func (s *stage) tryElsewhere(of program.Purpose, token string) {
	s.t.Helper()
	number := fmt.Sprint(s.Draft().Number())
	for _, at := range purposes {
		if at == of {
			continue
		}
		tries := map[string]answer{
			"GET /" + string(at):  s.get("/" + string(at) + "/" + token),
			"POST /" + string(at): s.post("/"+string(at), "token", token, "number", number, "switch", "all_off", "met", "yes", "do", "leave", "sure", "yes", "q.experience", "Neutral"),
		}
		if at == program.ForUnsubscribe {
			tries["one click"] = s.post("/unsubscribe/"+token, "List-Unsubscribe", "One-Click")
		}
		if at == program.ForHome {
			tries["a new link"] = s.post("/home/link", "token", token)
		}
		if at == program.ForParticipation {
			tries["data"] = s.get("/participation/" + token + "/data")
		}
		for what, a := range tries {
			if a.status != http.StatusNotFound {
				s.t.Errorf("a token for %s at %s answered %d, want 404", of, what, a.status)
			}
		}
	}
}

func TestStaleRefused(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	path, draft, people := s.path(program.ForApprove, "ada@example.org"), s.Draft(), s.People()
	if err := s.Leave(background, people[0], s.Now); err != nil {
		t.Fatal(err)
	}
	r := s.AnswersOf(people[1])
	r.Zone = "Asia/Tokyo"
	if err := s.Store.Register(background, r, s.Now, noEffects); err != nil {
		t.Fatal(err)
	}
	page := s.follow("/approve", "token", tokenOf(path), "number", fmt.Sprint(draft.Number()))
	s.want(page, http.StatusOK, "out of date", people[0].Person.DisplayName(), people[1].Person.DisplayName(), "A new draft is on its way")
	if got := s.Draft(); got.State != program.DraftStale {
		t.Errorf("the draft is %s, want stale", got.State)
	}
	if pairings, err := s.Store.Pairings(background, s.Program.ID); err != nil || len(pairings) != 0 {
		t.Errorf("found %d pairings, %v; want none", len(pairings), err)
	}
	s.RunTo(s.Now)
	if got := s.Draft(); got.State != program.DraftReady || got.Revision != draft.Revision+1 {
		t.Errorf("after it there is revision %d, %s; want a new one that is ready", got.Revision, got.State)
	}
	newest := s.path(program.ForReview, "ada@example.org")
	s.want(s.get(path), http.StatusOK, `href="`+newest+`"`)
	s.want(s.get(newest), http.StatusOK)
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	before := s.dump()
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example", "origin": "null"} {
		r := httptest.NewRequest("POST", "/discard", strings.NewReader(url.Values{"token": {tokenOf(s.path(program.ForDiscard, ""))}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(name, value)
		w := httptest.NewRecorder()
		s.pages.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %s answered %d, want 403", name, value, w.Code)
		}
	}
	if before != s.dump() {
		t.Error("it did something all the same")
	}
}
