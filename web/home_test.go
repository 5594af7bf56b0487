package web_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
)

func TestHomeLinkWorksOnceAndStartsASession(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.want(s.get("/home"), http.StatusOK, "Your email address")
	s.want(s.follow("/home/link", "address", "Ada@example.org"), http.StatusOK, "Check your email")
	s.RunTo(s.Now)
	path := s.path(program.ForHome, "ada@example.org")
	s.want(s.get(path), http.StatusOK, "Open the administrator’s home")
	opened := s.want(s.post("/home", "token", tokenOf(path)), http.StatusSeeOther)
	cookie := cookieOf(t, opened)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 8*60*60 || cookie.Path != "/home" || cookie.Secure {
		t.Errorf("found the cookie %+v", cookie)
	}
	if strings.Contains(s.dump(), cookie.Value) {
		t.Error("the store has the session's token")
	}
	s.want(s.get(path), http.StatusGone, "used already", "Send me a new link")
	s.want(s.post("/home", "token", tokenOf(path)), http.StatusGone)
	s.cookie = cookie
	s.want(s.get("/home"), http.StatusOK, "Hello ada", "Engineering peer mentoring", "/review")
	s.want(s.post("/home", "token", tokenOf(path)), http.StatusSeeOther) // a double click
	s.Now = s.Now.Add(8*time.Hour + time.Second)
	s.want(s.get("/home"), http.StatusOK, "Your email address")
}

func TestSessionCookieIsSecureOverHTTPS(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.Links.BaseURL = "https://peerpost.example.org"
	s.pages = s.server.Handler()
	s.follow("/home/link", "address", "ada@example.org")
	s.RunTo(s.Now)
	opened := s.want(s.post("/home", "token", tokenOf(s.path(program.ForHome, "ada@example.org"))), http.StatusSeeOther)
	if !cookieOf(t, opened).Secure {
		t.Error("the cookie is not Secure")
	}
}

func TestHomeRequestAnswersTheSameForEveryAddress(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	ada, stranger := s.post("/home/link", "address", "ada@example.org"), s.post("/home/link", "address", "stranger@example.net")
	participant := s.post("/home/link", "address", string(s.People()[0].Person.Address))
	if ada.status != stranger.status || ada.body != stranger.body || ada.header.Get("Location") != stranger.header.Get("Location") ||
		participant.body != ada.body || participant.header.Get("Location") != ada.header.Get("Location") {
		t.Error("the answer tells who is an administrator")
	}
	if asked, err := s.Store.Moments(background, ""); err != nil || len(asked) != 3 || !asked[0].Due.Equal(asked[2].Due) {
		t.Errorf("the work before the answer tells who is an administrator: %v, %v", asked, err)
	}
	before := len(s.paths(program.ForHome, ""))
	s.RunTo(s.Now)
	if n := len(s.paths(program.ForHome, "")) - before; n != 1 {
		t.Errorf("%d links to the home were mailed, want one", n)
	}
	s.want(s.post("/home/link", "address", "ada@example"), http.StatusUnprocessableEntity, "ada@example", "Please write one email address")
	s.want(s.post("/home/link"), http.StatusUnprocessableEntity)
}

func TestExpiredHomeLinkIsReplacedByOneClickForTheSamePerson(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	old := s.path(program.ForHome, "grace@example.org") // asked for weeks ago
	s.want(s.get(old), http.StatusGone, "This link has expired", `action="/home/link"`, tokenOf(old))
	before := len(s.Delivered())
	s.want(s.follow("/home/link", "token", tokenOf(old)), http.StatusOK, "Check your email")
	s.RunTo(s.Now)
	after := s.Delivered()
	if len(after) != before+1 || after[len(after)-1].To != "grace@example.org" {
		t.Fatalf("%d messages left, want one to the same person", len(after)-before)
	}
	s.want(s.get(s.path(program.ForHome, "grace@example.org")), http.StatusOK)
}

func TestSessionReachesOnlyOwnPrograms(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	draft := string(s.Draft().ID)
	definition := bytes.Replace(examples.Program(), []byte("slug: eng-peers"), []byte("slug: elsewhere"), 1)
	s.Apply("elsewhere", definition, examples.People(6, 2), func(p *program.Program) { p.Admins = []program.Address{"mallory@example.org"} })
	admins, err := s.Store.Administrators(background, s.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.signIn(admins[0])
	s.want(s.get("/home"), http.StatusOK, "/home/switch/elsewhere")
	before := s.dump()
	for _, path := range []string{"/home/switch/eng-peers", "/home/draft/" + draft + "/review", "/home/draft/" + draft + "/approve", "/home/draft/" + draft + "/discard", "/home/draft/" + draft + "/undo", "/home/draft/x/review"} {
		s.want(s.get(path), http.StatusNotFound)
		if !strings.HasSuffix(path, "review") {
			s.want(s.post(path, "number", "6", "switch", "off"), http.StatusNotFound)
		}
	}
	s.want(s.post("/home/pair", "program", "eng-peers"), http.StatusNotFound)
	if before != s.dump() {
		t.Error("an administrator reached another program")
	}
}

func TestEverythingIsDecidedFromTheHome(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.want(s.get("/home/draft/"+string(s.Draft().ID)+"/review"), http.StatusSeeOther)
	s.want(s.post("/home/pair", "program", "eng-peers"), http.StatusSeeOther)
	s.signIn(s.Admin())
	at := "/home/draft/" + string(s.Draft().ID)
	s.want(s.get(at+"/review"), http.StatusOK, at+"/approve", at+"/discard")
	s.want(s.get(at+"/approve"), http.StatusOK, `action="`+at+`/approve"`)
	s.want(s.post(at+"/approve", "number", "7"), http.StatusUnprocessableEntity)
	s.want(s.get(at+"/discard"), http.StatusOK)
	s.want(s.follow(at+"/approve", "number", "6"), http.StatusOK, "The draft is approved", at+"/undo")
	s.want(s.follow(at+"/undo"), http.StatusOK, "The approval was undone")
	s.want(s.follow("/home/pair", "program", "eng-peers", "do", "pair"), http.StatusOK, "Hello ada", "A draft is being made. You get it by email.")
	s.RunTo(s.Now)
	at = "/home/draft/" + string(s.Draft().ID)
	s.want(s.get("/home"), http.StatusOK, at+"/review")
	s.want(s.follow(at+"/discard"), http.StatusOK, "The draft is discarded")
	s.want(s.follow("/home/switch/eng-peers", "switch", "all_off"), http.StatusOK, "Everything is off")
	s.want(s.get("/home"), http.StatusOK)
	s.want(s.follow("/home/out"), http.StatusOK, "Your email address")
	s.want(s.get("/home"), http.StatusOK, "Your email address")
	s.want(s.get(at+"/review"), http.StatusSeeOther)
}

func TestOnlyWhoAsksIsMailedALinkIntoTheHome(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.want(s.follow("/discard", "token", tokenOf(s.path(program.ForDiscard, "ada@example.org"))), http.StatusOK, "The draft is discarded")
	s.RunTo(s.Now)
	asked, open := 0, 0
	for _, m := range s.Delivered() {
		paths := pathsIn(m)
		if slices.Contains(paths, "/home") {
			open++
		}
		if slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, "/home/") }) {
			asked++
		}
	}
	if asked != 1 || open != 4 {
		t.Errorf("%d emails hold a link into the home and %d lead to its door, want Grace's own, and 2 welcomes and 2 decisions", asked, open)
	}
	s.want(s.get("/home"), http.StatusOK, "Your email address")
}

func TestWhoAsksForADraftOfNobodyReadsWhyThereIsNone(t *testing.T) {
	t.Parallel()
	s := running(t)
	s.signIn(s.Admin())
	if home := s.get("/home"); strings.Contains(home.body, "Make a new draft now") {
		t.Error("a draft is offered while everyone has a partner")
	}
	s.want(s.follow("/home/pair", "program", "eng-peers", "do", "pair"), http.StatusOK, "fewer than two people are without a partner")
}

func TestHomeSaysWhatWaitsForAPerson(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.signIn(s.Admin())
	admin := s.Admin()
	if err := s.Store.Write(background, db.Effects{Messages: []program.OutboxRow{{
		ID: s.IDs.New(s.Now), Kind: program.DraftDecided, ProgramID: s.Program.ID, PersonID: admin.ID, To: admin.Address, Data: []byte("{}"),
		State: program.OutboxPending, Due: s.Now, NextAt: s.Now, Date: s.Now, CreatedAt: s.Now,
	}}}); err != nil {
		t.Fatal(err)
	}
	for _, wait := range []bool{false, true} {
		for shard := range program.Shards {
			rows, err := s.Store.ClaimMessages(background, shard, 50, s.Now, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Store.MarkSending(background, rows, s.Now, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		s.Now = s.Now.Add(time.Minute)
		if _, err := s.Store.RecoverMessages(background, s.Now, s.Now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		page := s.want(s.get("/home"), http.StatusOK, "nobody knows whether").body
		if strings.Contains(page, "1 waits for you: ask the person whether it came") != wait {
			t.Errorf("after another interruption (the second: %t) the home says:\n%s", wait, page)
		}
		s.Now = s.Now.Add(time.Minute)
		if _, err := s.Store.RecoverMessages(background, s.Now, s.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHomeNamesWhoseMeetingsGoogleHasRefused(t *testing.T) {
	t.Parallel()
	s := running(t)
	s.signIn(s.Admin())
	pairings, err := s.Store.Pairings(background, s.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	p := pairings[0]
	row := program.OutboxRow{
		ID: s.IDs.New(s.Now), Kind: program.SeriesEventChanged, ProgramID: s.Program.ID, PairingID: p.ID, PairingRevision: p.Revision, To: "peerpost@example.org", Data: []byte("{}"),
		Shard: program.EventShard, State: program.OutboxPending, Due: s.Now, NextAt: s.Now, Date: s.Now, CreatedAt: s.Now,
	}
	if err := s.Store.Write(background, db.Effects{Messages: []program.OutboxRow{row}}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Store.ClaimMessages(background, program.EventShard, 50, s.Now, time.Minute)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	refused := db.Result{ID: row.ID, Fence: rows[0].Fence, State: program.OutboxFailed, Reason: "Google said no", At: s.Now}
	if err := s.Store.Record(background, []db.Result{refused}); err != nil {
		t.Fatal(err)
	}
	for _, person := range s.People() {
		if person.ID == p.Members[0].ParticipantID {
			s.want(s.get("/home"), http.StatusOK, "Change of meetings in a Google calendar", "Google said no", person.Person.DisplayName())
		}
	}
}
