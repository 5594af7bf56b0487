package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestGarbageTokensAllGetTheSameFriendlyPage(t *testing.T) {
	t.Parallel()
	s := invited(t)
	good := tokenOf(s.path(program.ForRegister, ""))
	id, mac, _ := strings.Cut(good, ".")
	other := "a"
	if strings.HasSuffix(id, other) {
		other = "b"
	}
	want := s.want(s.get("/register/x"), http.StatusNotFound, "There is nothing here").body
	for name, token := range map[string]string{
		"another id":   id[:25] + other + "." + mac,
		"another mac":  id + "." + strings.Repeat("A", 43),
		"upper case":   strings.ToUpper(good),
		"cut off":      good[:len(good)-1],
		"lengthened":   good + "A",
		"no dot":       id + mac,
		"only the id":  id,
		"very long":    strings.Repeat("a", 9000),
		"not UTF-8":    "%ff%fe" + good[2:],
		"a NUL":        "%00" + good[1:],
		"a direction":  "%E2%80%AE" + good,
		"a percent":    "%25" + good,
		"an injection": "'%20OR%201=1--",
		"two of them":  good + good,
	} {
		if a := s.get("/register/" + token); a.status != http.StatusNotFound || a.body != want {
			t.Errorf("%s answered %d, and another page than the rest", name, a.status)
		}
		if a := s.post("/register", "token", token); a.status != http.StatusNotFound || a.body != want {
			t.Errorf("%s in a form answered %d, and another page than the rest", name, a.status)
		}
	}
	s.want(s.post("/register"), http.StatusNotFound)
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("a token made trouble:\n%s", s.log)
	}
}

func TestALinkWorksWithTheEndOfASentence(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	approve, data := s.path(program.ForApprove, ""), s.path(program.ForParticipation, "")+"/data"
	want := s.want(s.get(approve), http.StatusOK).body
	for _, ending := range []string{"/", ".", ",", ")", ">", "%3E", ").", ">."} {
		if got := s.want(s.get(approve+ending), http.StatusOK).body; got != want {
			t.Errorf("with %s behind the link the page is another", ending)
		}
		s.want(s.get(data+ending), http.StatusOK)
	}
	for _, path := range []string{approve + "!", approve + "A.", "/approve/.", "/home.", "/style.css/", "/nothing/"} {
		s.want(s.get(path), http.StatusNotFound, "There is nothing here")
	}
	s.want(s.request("POST", s.path(program.ForUnsubscribe, "")+".", nil), http.StatusNotFound)
	s.wantClean()
}

func TestWhereFormsAreSentLookingShowsTheFriendlyPage(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	want := s.want(s.get("/approve/x"), http.StatusNotFound, "There is nothing here").body
	for _, path := range []string{"/approve", "/approve/", "/register", "/home/pair"} {
		if got := s.want(s.get(path), http.StatusNotFound).body; got != want {
			t.Errorf("%s shows another page", path)
		}
	}
}

func TestExpiredLinkSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	approve, participation := s.path(program.ForApprove, "ada@example.org"), s.path(program.ForParticipation, "")
	s.Now = s.Draft().ExpiresAt.Add(time.Minute) // the job that expires it has not run yet
	s.want(s.get(approve), http.StatusGone, "This link has expired", `href="/home"`)
	s.want(s.post("/approve", "token", tokenOf(approve), "number", "6"), http.StatusGone)
	s.RunTo(s.Now)
	s.want(s.get(approve), http.StatusOK, "The draft has expired")
	s.want(s.get(s.path(program.ForReview, "ada@example.org")), http.StatusOK, "The draft has expired")
	if state := s.Draft().State; state != program.DraftExpired {
		t.Errorf("the draft is %s, want expired", state)
	}
	s.Now = s.Now.AddDate(0, 3, 0)
	s.want(s.get(participation), http.StatusGone, "This link has expired")
	s.want(s.get(participation+"/data"), http.StatusGone)
}

func TestRevokedLinkIsGone(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	database, _ := dbtest.OpenRaw(t, s.url)
	defer database.Close()
	if _, err := database.Exec("UPDATE link SET revoked_at = '2027-01-01 00:00:00.000000'"); err != nil {
		t.Fatal(err)
	}
	before := s.dump()
	for _, purpose := range []program.Purpose{program.ForReview, program.ForApprove, program.ForDiscard, program.ForSwitch, program.ForRegister, program.ForParticipation, program.ForUnsubscribe, program.ForHome} {
		path := s.path(purpose, "")
		s.want(s.get(path), http.StatusGone)
		if purpose != program.ForReview {
			s.want(s.post("/"+string(purpose), "token", tokenOf(path), "number", "6", "switch", "off", "do", "leave"), http.StatusGone)
		}
	}
	if before != s.dump() {
		t.Error("a revoked link did something")
	}
}

func TestSupersededDraftLeadsToTheCurrentOne(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	old := s.path(program.ForApprove, "grace@example.org")
	if err := s.Leave(background, s.People()[0], s.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MakeRoundDue(background, s.Program, "operator", s.Now); err != nil {
		t.Fatal(err)
	}
	s.RunTo(s.Now)
	newest := s.path(program.ForReview, "grace@example.org")
	s.want(s.get(old), http.StatusOK, "A newer draft replaces this one", `href="`+newest+`"`)
	s.want(s.follow("/approve", "token", tokenOf(old), "number", "6"), http.StatusOK, "A newer draft replaces this one")
	if state := s.Draft().State; state != program.DraftReady {
		t.Errorf("the current draft is %s, want ready", state)
	}
}

func TestWhoIsNoAdministratorAnyMoreCannotDecide(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	paths := map[program.Purpose]string{}
	for _, purpose := range []program.Purpose{program.ForReview, program.ForApprove, program.ForDiscard, program.ForSwitch} {
		paths[purpose] = s.path(purpose, "grace@example.org")
		s.want(s.get(paths[purpose]), http.StatusOK)
	}
	definition := s.Program.Program
	definition.Admins = []program.Address{"ada@example.org"}
	if _, err := s.ApplyProgram(background, definition, "without grace", s.Now); err != nil {
		t.Fatal(err)
	}
	for purpose, path := range paths {
		s.want(s.get(path), http.StatusNotFound)
		if purpose != program.ForReview {
			s.want(s.post("/"+string(purpose), "token", tokenOf(path), "number", "6", "switch", "off"), http.StatusNotFound)
		}
	}
}
