package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// playByTags introduces a pair, a and b, whose invitations come from addresses with
// tags.
func playByTags(w *jobstest.World) {
	byTags(w).Apply("small", []byte(small), []byte(berliners), nil)
	w.RegisterOne("a@example.org")
	w.RegisterOne("b@example.org")
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.RunTo(w.Now.Add(75 * time.Hour))
}

// byTags lets answers come to addresses with tags, and trusts our server.
func byTags(w *jobstest.World) *jobstest.World {
	w.Plus, w.AuthServer = true, "mx.example.org"
	return w
}

// vouchedFor is what our server writes above the mail of a domain.
func vouchedFor(domain string) string {
	return "Authentication-Results: mx.example.org; dmarc=pass header.from=" + domain + "\r\nReceived: from x by mx.example.org\r\n"
}

// In each case a's invitation is answered.
func TestAnswerIsOfWhoGivesItAndCountsWhereThatIsKnown(t *testing.T) {
	t.Parallel()
	const alias, stranger = "ana@elsewhere.example", "stranger@evil.example"
	yes := func(address string) string { return "ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + address }
	no := func(address string) string { return "ATTENDEE;PARTSTAT=DECLINED:mailto:" + address }
	var scene jobstest.Scene
	for name, test := range map[string]struct {
		method, from, vouched string
		tagged                bool // it comes to the address that a was given
		attendees             []string
		want                  string
		whose                 program.Address // who is asked, or whose answer counts
	}{
		"everybody is named":                                {"REPLY", "a@example.org", "example.org", false, []string{yes("b@example.org"), no("a@example.org")}, jobs.TookAnswer, "a@example.org"},
		"everybody is named in a proposal":                  {"COUNTER", "a@example.org", "example.org", false, []string{yes("b@example.org"), no("a@example.org")}, jobs.TookAnswer, "a@example.org"},
		"everybody is named, and an alias sends it":         {"COUNTER", alias, "elsewhere.example", false, []string{yes("b@example.org"), no("a@example.org")}, jobs.NobodysAnswer, ""},
		"an alias whose server vouches for it":              {"REPLY", alias, "elsewhere.example", false, []string{no("a@example.org")}, jobs.AskedWhose, "a@example.org"},
		"an alias that nobody vouches for":                  {"REPLY", alias, "", false, []string{no("a@example.org")}, jobs.AskedWhose, "a@example.org"},
		"an alias in the calendar only":                     {"REPLY", "a@example.org", "example.org", false, []string{no(alias)}, jobs.TookAnswer, "a@example.org"},
		"one in the name of the other":                      {"REPLY", "b@example.org", "example.org", false, []string{no("a@example.org")}, jobs.AskedWhose, "a@example.org"},
		"a stranger":                                        {"REPLY", stranger, "evil.example", false, []string{no(stranger)}, jobs.UnknownMember, ""},
		"nobody has sent it":                                {"REPLY", "a@example.org, b@example.org", "example.org", false, []string{no("a@example.org")}, jobs.UnknownMember, ""},
		"to the tag, from an alias":                         {"REPLY", alias, "", true, []string{no("a@example.org")}, jobs.TookAnswer, "a@example.org"},
		"to the tag, from an alias, and everybody is named": {"COUNTER", alias, "", true, []string{yes("b@example.org"), no("a@example.org")}, jobs.TookAnswer, "a@example.org"},
		"to the tag, with an alias in the calendar":         {"REPLY", "a@example.org", "", true, []string{no(alias)}, jobs.TookAnswer, "a@example.org"},
		"to the tag, from a stranger":                       {"REPLY", stranger, "evil.example", true, []string{no(stranger)}, jobs.AskedWhose, "a@example.org"},
		"to the tag, from the other":                        {"REPLY", "b@example.org", "example.org", true, []string{no("b@example.org")}, jobs.TookAnswer, "b@example.org"},
		"to the tag, from the other, and all are named":     {"COUNTER", "b@example.org", "example.org", true, []string{yes("a@example.org"), no("b@example.org")}, jobs.TookAnswer, "b@example.org"},
		"to the tag, in the name of the other":              {"REPLY", "a@example.org", "example.org", true, []string{no("b@example.org")}, jobs.AskedWhose, "b@example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := byTags(scene.World(t, "sqlite", playByTags))
			a := invitationOf(t, w, "a@example.org")
			head := ""
			if test.vouched != "" {
				head = vouchedFor(test.vouched)
			}
			message := answerMail(a, test.from, "DECLINED", head, "DTSTART:20270210T150000Z")
			message = strings.NewReplacer(no("a@example.org"), strings.Join(test.attendees, "\r\n"), "=REPLY", "="+test.method, ":REPLY", ":"+test.method).Replace(message)
			if !test.tagged {
				message = strings.Replace(message, "To: "+a.From, "To: peerpost@example.org", 1)
			}
			got, err := w.Receive(t.Context(), strings.NewReader(message), w.Now)
			if err != nil || got != test.want {
				t.Fatalf("%s, %v; want %s", got, err, test.want)
			}
			if whose := whoseAnswers(t, w); test.want == jobs.TookAnswer && whose != string(test.whose)+" declined" || test.want != jobs.TookAnswer && whose != "" {
				t.Errorf("what counts is %q", whose)
			}
			before := len(w.Delivered())
			w.RunTo(w.Now.Add(time.Hour))
			asked := map[program.Address]bool{}
			for _, m := range w.Delivered()[before:] {
				if strings.HasPrefix(m.Subject, "Was this") {
					asked[program.Address(m.To)] = true
				}
			}
			if want := test.want == jobs.AskedWhose; len(asked) > 1 || asked[test.whose] != want {
				t.Errorf("asked are %v", asked)
			}
		})
	}
}

// whoseAnswers is who has answered what.
func whoseAnswers(t *testing.T, w *jobstest.World) string {
	t.Helper()
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	replies, err := w.Store.Replies(t.Context(), pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range w.People() {
		for _, r := range replies {
			if r.ParticipantID == p.ID {
				all = append(all, fmt.Sprintf("%s %s", p.Person.Address, r.Answer))
			}
		}
	}
	return strings.Join(all, ", ")
}
