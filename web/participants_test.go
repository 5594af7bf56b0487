package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
)

func TestRegistrationIsPrefilledCheckedAndSaved(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p := s.People()[0]
	path := s.path(program.ForRegister, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Register for Engineering peer mentoring", string(p.Person.Address), `value="`+p.Answers["skills_wanted"][0]+`" checked`)
	s.want(s.get(path+"?done=registered"), http.StatusOK, "Register for")
	s.want(s.get(path), http.StatusOK, `<option value="America/Sao_Paulo">America/Sao Paulo (UTC−03:00)</option>`)
	form := append(s.registration(p), "headline", "Says <b>hello</b> & waves", "q.about", "Two\r\nlines")
	a := s.follow("/register", form...)
	s.want(a, http.StatusOK, "You are registered")
	saved := s.Person(p.Person.Address)
	if saved.State != program.Registered || saved.Headline != "Says <b>hello</b> & waves" || saved.Person.Zone != "Europe/Berlin" {
		t.Errorf("stored %+v", saved)
	}
	if about := saved.Answers["about"]; len(about) == 0 || !strings.Contains(strings.Join(about, ""), "\n") && !slices.Contains(about, p.Answers["about"][0]) {
		t.Errorf("stored %q", about)
	}
	s.want(s.get(path), http.StatusOK, "Change your answers", "Says &lt;b&gt;hello&lt;/b&gt; &amp; waves")
	s.want(s.follow("/register", form...), http.StatusOK, "Your answers are saved")
	s.RunTo(s.Now)
	if n := s.Sent()[program.RegistrationConfirmed]; n != 1 {
		t.Errorf("%d confirmations left, want one", n)
	}
}

func TestTheFormSaysBesideAQuestionThatThePartnerSeesItsAnswer(t *testing.T) {
	t.Parallel()
	s := invited(t)
	page := s.get(s.path(program.ForRegister, string(s.People()[0].Person.Address)))
	s.want(page, http.StatusOK, "They are part of your introduction. Your partner sees this answer.</p>", `name="q.about" rows="6" maxlength="1000" aria-describedby="q-about-hint"`)
	if n := strings.Count(page.body, "Your partner sees this answer."); n != 1 {
		t.Errorf("%d questions are said to be shown, want one", n)
	}
}

func TestRegistrationKeepsWhatWasTypedAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p := s.People()[0]
	token := tokenOf(s.path(program.ForRegister, string(p.Person.Address)))
	before := s.dump()
	good := func() map[string][]string {
		form := map[string][]string{"token": {token}, "zone": {"Europe/Berlin"}, "hours": {"Mon 09:00-17:00"}}
		for id, values := range p.Answers {
			form["q."+id] = values
		}
		return form
	}
	for name, test := range map[string]struct {
		field  string
		values []string
		want   string
	}{
		"a required answer is absent":   {"q.skills_wanted", nil, "Please answer this"},
		"a required answer is blank":    {"q.skills_wanted", []string{" ", "\u0000"}, "Please answer this"},
		"not an option":                 {"q.skills_wanted", []string{"Juggling"}, "Please choose one of the options"},
		"an option and one that is not": {"q.skills_wanted", []string{"Testing", "testing"}, "Please choose one of the options"},
		"two of one":                    {"q.motivation", []string{"Learn something new", "A sounding board"}, "Please choose one of the options"},
		"off the scale":                 {"q.structure", []string{"6"}, "Please choose one of the options"},
		"beside the scale":              {"q.structure", []string{"3.5"}, "Please choose one of the options"},
		"another way to write it":       {"q.structure", []string{"+3"}, "Please choose one of the options"},
		"too long a text to be shown":   {"q.about", []string{strings.Repeat("ä", 1001)}, "Please shorten this"},
		"too long a headline":           {"headline", []string{strings.Repeat("ä", 201)}, "Please shorten this"},
		"no zone":                       {"zone", []string{"Middle-earth/Shire"}, "Please choose a time zone"},
		"this machine's zone":           {"zone", []string{"Local"}, "Please choose a time zone"},
		"no hours":                      {"hours", []string{"nine to five"}, "Please write hours like"},
		"hours that overlap":            {"hours", []string{"Mon 09:00-12:00; Mon 11:00-13:00"}, "Please write hours like"},
	} {
		form := good()
		form[test.field] = test.values
		a := s.request("POST", "/register", form)
		s.want(a, http.StatusUnprocessableEntity, test.want, `<title>Error: `, `role="alert"`)
		if typed := "headline"; test.field != typed {
			continue
		} else if !strings.Contains(a.body, test.values[0]) {
			t.Errorf("%s: the page forgot what was typed", name)
		}
	}
	form := good()
	form["headline"], form["hours"] = []string{`"><script>alert(1)</script>`}, []string{"wrong"}
	if a := s.request("POST", "/register", form); strings.Contains(a.body, "<script") || !strings.Contains(a.body, "&#34;&gt;&lt;script&gt;") {
		t.Error("what was typed comes back as it came")
	}
	if before != s.dump() {
		t.Error("a refused registration changed something")
	}
}

func TestEachRoleIsAskedItsOwnQuestions(t *testing.T) {
	t.Parallel()
	s := invitedTo(t, func(p *program.Program) {
		p.Questionnaire = append(p.Questionnaire,
			program.Question{ID: "for_mentors", Text: "How many people can you mentor?", Type: program.Text, For: program.Mentor, Required: true},
			program.Question{ID: "for_peers", Text: "What would you ask a peer?", Type: program.Text, For: program.Peer, Required: true})
	})
	p := s.People()[0]
	a := s.want(s.get(s.path(program.ForRegister, string(p.Person.Address))), http.StatusOK, "What would you ask a peer?")
	if strings.Contains(a.body, "How many people can you mentor?") {
		t.Error("a peer is asked a mentor's question")
	}
	s.want(s.post("/register", s.registration(p)...), http.StatusUnprocessableEntity, "What would you ask a peer?")
	form := append(s.registration(p), "q.for_peers", "Everything", "q.for_mentors", "3")
	s.want(s.post("/register", form...), http.StatusSeeOther)
	if answers := s.Person(p.Person.Address).Answers; answers["for_peers"][0] != "Everything" || answers["for_mentors"] != nil {
		t.Errorf("stored %v", answers)
	}
}

func TestRegistrationClosesAndSoDoesItForWhoLeft(t *testing.T) {
	t.Parallel()
	s := invited(t)
	first, second := s.People()[0], s.People()[1]
	if err := s.Leave(background, second, s.Now); err != nil {
		t.Fatal(err)
	}
	path := s.path(program.ForRegister, string(second.Person.Address))
	s.want(s.get(path), http.StatusGone, "You have left this program", "How you take part", "/participation/")
	s.want(s.post("/register", s.registration(second)...), http.StatusGone, "You have left this program")
	s.Now = s.Program.RegistrationCloses().Add(-time.Second)
	s.want(s.get(s.path(program.ForRegister, string(first.Person.Address))), http.StatusOK)
	s.Now = s.Program.RegistrationCloses()
	s.want(s.get(s.path(program.ForRegister, string(first.Person.Address))), http.StatusGone, "This is closed")
	s.want(s.post("/register", s.registration(first)...), http.StatusGone)
}

func TestMetIsAnsweredAndChangedUntilItCloses(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.ApproveDraft()
	p := s.People()[0]
	s.toAfterSession(p)
	path := s.path(program.ForMet, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Did you meet")
	s.want(s.get(path+"?a=no"), http.StatusOK, `value="no" required checked`)
	s.want(s.post("/met", "token", tokenOf(path)), http.StatusUnprocessableEntity, "Please answer this")
	s.want(s.follow("/met", "token", tokenOf(path), "met", "no"), http.StatusOK, "Noted")
	s.want(s.get(path+"?a=yes"), http.StatusOK, "You have answered before", `value="yes" required checked`)
	s.want(s.follow("/met", "token", tokenOf(path), "met", "yes"), http.StatusOK, "Good to hear")
	s.RunTo(s.Now.Add(60 * time.Hour))
	s.want(s.get(path), http.StatusOK, "Good to hear")
	s.want(s.post("/met", "token", tokenOf(path), "met", "no"), http.StatusGone)
}

func TestSurveyIsAnsweredAndChangedUntilItCloses(t *testing.T) {
	t.Parallel()
	s := running(t)
	path := s.path(program.ForSurvey, string(s.People()[0].Person.Address))
	token := tokenOf(path)
	s.want(s.get(path), http.StatusOK, "Midpoint", "How useful are the meetings")
	s.want(s.get(path+"?done=survey"), http.StatusOK, "Midpoint")
	s.want(s.post("/survey", "token", token, "q.usefulness", "9"), http.StatusUnprocessableEntity, "Please answer this", "Please choose one of the options")
	s.want(s.follow("/survey", "token", token, "q.experience", "Neutral"), http.StatusOK, "Thank you")
	s.want(s.get(path), http.StatusOK, "You have answered already", `value="Neutral" required checked`)
	s.want(s.follow("/survey", "token", token, "q.experience", "Very Positive", "q.change", "More <b>time</b>"), http.StatusOK, "Thank you")
	s.RunTo(s.Now.Add(15 * 24 * time.Hour))
	s.want(s.get(path), http.StatusGone, "This is closed")
	s.want(s.post("/survey", "token", token, "q.experience", "Neutral"), http.StatusGone)
}

func TestParticipationIsPausedResumedLeftAndErased(t *testing.T) {
	t.Parallel()
	s := running(t)
	p := s.People()[0]
	path := s.path(program.ForParticipation, string(p.Person.Address))
	token := tokenOf(path)
	s.want(s.get(path), http.StatusOK, "Taking part", string(p.Person.Address), path+"/data")
	for _, until := range []string{"", "soon", "2027-02-30", "2020-01-01", program.DateOf(s.Now).String(), "2999-01-01"} {
		s.want(s.post("/participation", "token", token, "do", "pause", "until", until), http.StatusUnprocessableEntity, "Please choose a day in the future")
	}
	s.want(s.follow("/participation", "token", token, "do", "pause", "until", "2027-06-01"), http.StatusOK, "You are pausing", "1 June")
	s.want(s.follow("/participation", "token", token, "do", "pause", "until", "2027-06-02"), http.StatusOK, "2 June")
	s.want(s.follow("/participation", "token", token, "do", "resume"), http.StatusOK, "You take part again")
	s.want(s.follow("/participation", "token", token, "do", "dance"), http.StatusOK, "How you take part")
	unsure := s.want(s.post("/participation", "token", token, "do", "leave"), http.StatusUnprocessableEntity, "Yes, I want to leave", "Please tick the box")
	if s.People()[0].State == program.Left || s.People()[1].State == program.Left || !strings.Contains(unsure.body, "<form") {
		t.Error("somebody has left without saying that they want to")
	}
	s.want(s.follow("/participation", "token", token, "do", "leave", "sure", "yes"), http.StatusOK, "You have left")
	s.want(s.follow("/participation", "token", token, "do", "pause", "until", "2027-06-02"), http.StatusOK, "Take part again")
	s.want(s.follow("/participation", "token", token, "do", "resume"), http.StatusOK, "You take part again")
	s.want(s.post("/participation", "token", token, "do", "erase", "word", "Erase?"), http.StatusUnprocessableEntity, "Please type the word erase")
	s.want(s.follow("/participation", "token", token, "do", "erase", "word", " Erase "), http.StatusOK, "What was stored about you is erased")
	s.want(s.get(path), http.StatusOK, "What was stored about you is erased")
	s.want(s.post("/participation", "token", token, "do", "resume"), http.StatusSeeOther)
}

func TestWhoLeavesReadsOfPartnersOnlyWhereTheyHaveOne(t *testing.T) {
	t.Parallel()
	const told, alone = "partners are told", "You will not be paired with anyone"
	for name, c := range map[string]struct {
		stage        *stage
		says, not    string
		back, notYet string
	}{
		"paired":         {running(t), told, alone, "The administrators can pair you", "Your meetings go on"},
		"not registered": {invited(t), alone, told, "The administrators can pair you", "Your meetings go on"},
	} {
		s, p := c.stage, c.stage.People()[0]
		path := s.path(program.ForParticipation, string(p.Person.Address))
		pages := []answer{
			s.want(s.get(path), http.StatusOK, c.says),
			s.want(s.follow("/participation", "token", tokenOf(path), "do", "leave", "sure", "yes"), http.StatusOK, "You have left", c.says),
		}
		s.RunTo(s.Now)
		for _, m := range s.Delivered() {
			if m.To == string(p.Person.Address) && strings.HasPrefix(m.Subject, "You have left") {
				pages = append(pages, s.want(answer{body: m.Text}, 0, c.says))
			}
		}
		for _, page := range pages {
			if strings.Contains(page.body, c.not) {
				t.Errorf("%s: who leaves reads %q", name, c.not)
			}
		}
		if after := s.want(s.get(path), http.StatusOK, c.back); len(pages) != 3 || strings.Contains(after.body, c.notYet) {
			t.Errorf("%s: of 3 answers to leaving found %d, or who has left reads %q", name, len(pages), c.notYet)
		}
	}
}

func TestDownloadHoldsWhatIsStored(t *testing.T) {
	t.Parallel()
	s := running(t)
	p := s.People()[0]
	a := s.want(s.get(s.path(program.ForParticipation, string(p.Person.Address))+"/data"), http.StatusOK)
	if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("Content-Disposition is %q", got)
	}
	var data struct {
		Person   program.Person
		Programs []struct {
			Answers  program.Answers
			Pairings []any
		}
		Messages []any
	}
	if err := json.Unmarshal([]byte(a.body), &data); err != nil {
		t.Fatal(err)
	}
	if data.Person.Address != p.Person.Address || len(data.Programs) != 1 || len(data.Programs[0].Answers) == 0 || len(data.Programs[0].Pairings) == 0 || len(data.Messages) < 5 {
		t.Errorf("found %s", a.body)
	}
}

func TestErasedStaysErased(t *testing.T) {
	t.Parallel()
	s := running(t)
	p := s.People()[1]
	token := tokenOf(s.path(program.ForParticipation, string(p.Person.Address)))
	register := s.path(program.ForRegister, string(p.Person.Address))
	s.follow("/participation", "token", token, "do", "erase", "word", "erase")
	before := len(s.Delivered())
	s.RunTo(s.Now.Add(21 * 24 * time.Hour))
	for _, m := range s.Delivered()[before:] {
		if m.To == string(p.Person.Address) || strings.HasSuffix(m.To, "erased.invalid") {
			t.Errorf("%q went to an erased person", m.Subject)
		}
	}
	dump := s.dump()
	for _, trace := range []string{string(p.Person.Address), p.Person.DisplayName(), p.Person.EmployeeID, p.Headline} {
		if trace != "" && strings.Contains(dump, trace) {
			for line := range strings.Lines(dump) {
				if strings.Contains(line, trace) {
					t.Errorf("the store still knows %q: %.300s", trace, line)
				}
			}
		}
	}
	s.want(s.get(register), http.StatusGone, "This link does not work any more", "has been erased")
	if pairings, _ := s.Store.PairingsOf(background, p.ID); len(pairings) == 0 || pairings[0].State != program.PairingEnded {
		t.Errorf("the pairing is not ended: %+v", pairings)
	}
	s.Apply("eng-peers", examples.Program(), examples.People(6, 1), nil) // HR's file names them again
	before = len(s.Delivered())
	s.RunTo(s.Now.Add(3 * 24 * time.Hour))
	for _, m := range s.Delivered()[before:] {
		if m.To == string(p.Person.Address) {
			t.Errorf("%q went to an erased person who was imported again", m.Subject)
		}
	}
}

func TestAdministratorsAreNotErased(t *testing.T) {
	t.Parallel()
	s := invitedTo(t, func(p *program.Program) { p.Admins = append(p.Admins, firstOfSix(t)) })
	address := string(firstOfSix(t))
	token := tokenOf(s.path(program.ForParticipation, address))
	s.want(s.post("/participation", "token", token, "do", "erase", "word", "erase"), http.StatusUnprocessableEntity, "You administer a program")
	if s.Person(program.Address(address)).State == program.Erased {
		t.Error("an administrator was erased")
	}
}

func firstOfSix(t *testing.T) program.Address {
	t.Helper()
	line := strings.Split(string(examples.People(6, 1)), "\n")[1]
	address, _, _ := strings.Cut(line, ",")
	return program.Address(address)
}
