package jobs_test

import (
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

func TestAnIntroductionShowsThePartnerWhatTheProgramShowsAndNothingElse(t *testing.T) {
	w := jobstest.New(t, dbtest.New(t))
	people := string(examples.People(2, 1))
	head, rest, _ := strings.Cut(people, "\n")
	first, second, _ := strings.Cut(rest, "\n")
	long := strings.Repeat("ä", 1200)
	people = head + ",about\n" + first + ",I keep bees.\n" + strings.TrimSuffix(second, "\n") + "," + long + "\n"
	w.Apply("eng-peers", examples.Program(), []byte(people), func(p *program.Program) { p.Pairing.Requirements = nil })
	w.RunTo(at(t, "2027-01-12 12:00"))
	w.RegisterAll()
	w.RunTo(at(t, "2027-01-25 12:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-27 12:00"))
	const asked = "What should your partner know about you?"
	shown, read := map[string]bool{}, 0
	for _, m := range w.Delivered() {
		if !strings.HasPrefix(m.Subject, "Meet ") {
			if strings.Contains(m.Subject, "your meetings with") && strings.Contains(m.Text+m.HTML, asked) {
				t.Error("the calendar invitation, which stays in calendars, shows the answer too")
			}
			continue
		}
		read++
		for name, body := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			body = strings.Join(strings.Fields(body), "")
			if strings.Count(body, strings.ReplaceAll(asked, " ", "")) != 1 || strings.Contains(body, "Whatwouldyouliketogetbetterat?") {
				t.Errorf("the introduction's %s does not show the one question that partners are shown", name)
			}
			for _, answer := range []string{"Ikeepbees.", strings.Repeat("ä", 1000) + "…"} {
				if strings.Contains(body, answer) {
					shown[name+answer] = true
				}
			}
		}
	}
	if read != 2 || len(shown) != 4 {
		t.Errorf("of two answers in two forms %d are shown, in %d introductions", len(shown), read)
	}
}
