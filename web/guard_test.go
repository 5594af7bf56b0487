package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	token := tokenOf(s.path(program.ForApprove, ""))
	trouble := s.server
	answers := map[string]answer{
		"200":          s.want(s.get("/approve/"+token), http.StatusOK),
		"the style":    s.want(s.get("/style.css"), http.StatusOK),
		"the health":   s.want(s.get("/healthz"), http.StatusOK, "ok"),
		"the root":     s.want(s.get("/"), http.StatusOK, "Your email address"),
		"303":          s.want(s.post("/home/link", "address", "ada@example.org"), http.StatusSeeOther),
		"404":          s.want(s.get("/nothing/here"), http.StatusNotFound, "There is nothing here"),
		"404 of token": s.want(s.get("/approve/x"), http.StatusNotFound),
		"405":          s.want(s.request("DELETE", "/approve/"+token, nil), http.StatusMethodNotAllowed),
		"405 of PUT":   s.want(s.request("PUT", "/approve", values("token", token)), http.StatusMethodNotAllowed),
		"405 of GET":   s.want(s.get("/home/pair/x"), http.StatusNotFound),
		"410":          s.want(s.get(s.path(program.ForHome, "")), http.StatusGone),
		"413":          s.want(s.post("/register", "token", strings.Repeat("a", 70_000)), http.StatusRequestEntityTooLarge, "That was too much"),
		"422":          s.want(s.post("/approve", "token", token), http.StatusUnprocessableEntity),
		"OPTIONS":      s.want(s.request("OPTIONS", "/approve/"+token, nil), http.StatusMethodNotAllowed),
	}
	panicked := false
	trouble.Now = func() time.Time {
		if !panicked {
			panicked = true
			panic("at ada@example.org with " + token)
		}
		return s.Now
	}
	answers["500"] = s.want(s.get("/approve/"+token), http.StatusInternalServerError, "Something went wrong here")
	for name, a := range answers {
		for header, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'",
			"Referrer-Policy":         "same-origin", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		} {
			if got := a.header.Get(header); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
	if n := strings.Count(s.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("the panic is in the log %d times, want once", n)
	}
	reference := regexp.MustCompile(`Reference ([0-9a-z]{8})`).FindStringSubmatch(answers["500"].body)
	if len(reference) != 2 || !strings.Contains(s.log.String(), "reference="+reference[1]) {
		t.Errorf("the page names the reference %v, which the log has not", reference)
	}
	s.wantClean()
}

func TestOnlyFormsAreRead(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	token := tokenOf(s.path(program.ForApprove, ""))
	const part = "multipart/form-data; boundary=x"
	for kind, body := range map[string]string{
		"application/json": `{"token":"` + token + `"}`, "text/plain": "token=" + token, "": "token=" + token, "nonsense;": "token=" + token,
		part: "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n--x--\r\n",
	} {
		r := httptest.NewRequest("POST", "/approve", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		s.pages.ServeHTTP(w, r)
		s.want(answer{w.Code, w.Header(), w.Body.String()}, http.StatusUnsupportedMediaType, "This is not a form")
	}
	s.want(s.request("POST", "/approve", nil), http.StatusNotFound)
	leaves := httptest.NewRequest("POST", s.path(program.ForUnsubscribe, ""), strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"))
	leaves.Header.Set("Content-Type", part)
	w := httptest.NewRecorder()
	s.pages.ServeHTTP(w, leaves)
	s.want(answer{w.Code, w.Header(), w.Body.String()}, http.StatusOK)
}

// wantClean fails where the log holds an address, a token or a name.
func (s *stage) wantClean() {
	s.t.Helper()
	text := s.log.String()
	if strings.Contains(text, "@") {
		s.t.Error("the log holds an address")
	}
	if found := regexp.MustCompile(`[A-Za-z0-9_-]{43}`).FindString(text); found != "" {
		s.t.Errorf("the log holds a token: %s", found)
	}
	for _, p := range s.People() {
		if name := p.Person.LastName; name != "" && strings.Contains(text, name) {
			s.t.Errorf("the log holds the name %s", name)
		}
	}
}

func TestLogOfAWholeProgramHoldsNoAddressAndNoToken(t *testing.T) {
	t.Parallel()
	s := invited(t)
	for _, p := range s.People() {
		s.follow("/register", s.registration(p)...)
	}
	s.RunTo(s.Program.RoundDue().Add(time.Minute))
	s.follow("/approve", "token", tokenOf(s.path(program.ForApprove, "ada@example.org")), "number", "6")
	s.toAfterSession(s.People()[0])
	s.signIn(s.Admin())
	for _, path := range s.allPaths() {
		s.get(path)
	}
	s.get("/ana@example.org/" + tokenOf(s.path(program.ForMet, "")) + "?to=ana@example.org")
	if !strings.Contains(s.log.String(), `route="GET /met/{token}"`) || !strings.Contains(s.log.String(), "route=none") {
		t.Error("the log does not name the routes")
	}
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	s.want(s.get("/met/x"), http.StatusInternalServerError, "Something went wrong here")
	s.want(s.get("/healthz"), http.StatusInternalServerError)
	text := s.log.String()
	if strings.Contains(text, "@") || regexp.MustCompile(`[A-Za-z0-9_-]{43}`).MatchString(text) {
		t.Error("the log holds an address or a token")
	}
}

func TestPeoplesTextNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	const hostile = `"'><img src=x onerror=alert(1)><script>alert(1)</script>{{.Token}}`
	s := newStage(t, dbtest.NewURL(t, "sqlite"), func(p *program.Program) {
		p.Name = "Peers " + hostile
		p.Questionnaire[4].Text = "About " + hostile
	})
	s.toInvited()
	for _, p := range s.People() {
		s.follow("/register", append(s.registration(p), "headline", hostile, "q.about", hostile)...)
	}
	database, _ := dbtest.OpenRaw(t, s.url)
	if _, err := database.Exec("UPDATE person SET name = ?, department = ?, location = ?", hostile, hostile, hostile); err != nil {
		t.Fatal(err)
	}
	database.Close()
	looked := 0
	look := func() {
		for _, path := range s.allPaths() {
			a := s.get(path)
			if strings.HasSuffix(path, "/data") || path == "/style.css" {
				continue
			}
			looked++
			if strings.Contains(a.body, "<script") || strings.Contains(a.body, "<img") {
				t.Errorf("%s shows text as markup", purposeOf(path))
			}
		}
	}
	look()
	s.RunTo(s.Program.RoundDue().Add(time.Minute))
	s.signIn(s.Admin())
	look()
	s.ApproveDraft()
	s.RunTo(s.Program.SurveyDue(s.Program.Surveys[0]).Add(24 * time.Hour))
	look()
	if looked < 100 {
		t.Errorf("looked at %d pages, want 100 or more", looked)
	}
}

// invitedTo is invited with another program.
func invitedTo(t *testing.T, change func(*program.Program)) *stage {
	t.Helper()
	s := newStage(t, dbtest.NewURL(t, "sqlite"), change)
	s.toInvited()
	return s
}

func TestAfterPostRunsBeforeTheAnswerAndOnlyAfterSuccess(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	called := 0
	s.server.AfterPost = func(context.Context) { called++ }
	token := tokenOf(s.path(program.ForApprove, ""))
	s.get("/approve/" + token)
	s.post("/approve", "token", token, "number", "7")
	s.post("/approve", "token", "x")
	if called != 0 {
		t.Errorf("it was called %d times for what did nothing", called)
	}
	s.want(s.post("/approve", "token", token, "number", "6"), http.StatusSeeOther)
	if called != 1 {
		t.Errorf("it was called %d times, want once", called)
	}
}
