package jobs_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

var (
	uidOf       = regexp.MustCompile(`(?m)^UID:(\S+)`)
	startOf     = regexp.MustCompile(`(?m)^DTSTART;TZID=Europe/Berlin:(\w+)`)
	organizerOf = regexp.MustCompile(`(?m)^ORGANIZER;CN=Peerpost:mailto:(\S+)`)
)

// invitationOf is what a person's mailbox holds.
func invitationOf(t *testing.T, w *jobstest.World, to string) mail.Received {
	t.Helper()
	for _, m := range w.Delivered() {
		if m.To == to && m.ICS != nil {
			return m
		}
	}
	t.Fatalf("%s has no invitation", to)
	return mail.Received{}
}

// answerMail is how a mail program answers an invitation.
func answerMail(invitation mail.Received, from, partstat, head string, lines ...string) string {
	entry := strings.ReplaceAll(string(invitation.ICS), "\r\n ", "")
	body := append([]string{"BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", uidOf.FindString(entry), "DTSTAMP:20270128T110000Z", "SEQUENCE:0",
		"ATTENDEE;PARTSTAT=" + partstat + ":mailto:" + invitation.To}, lines...)
	return head + fmt.Sprintf("From: %s\r\nTo: %s\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n", from, organizerOf.FindStringSubmatch(entry)[1]) +
		strings.Join(append(body, "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

func TestMessagesThatComeInCountOnceAndOnlyAsFarAsTheyAreKnown(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	w.AuthServer = "mx.example.org"
	a := invitationOf(t, w, "a@example.org")
	vouched := "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\nReceived: from x by mx.example.org\r\n"
	bounce := "From: MAILER-DAEMON@example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x--\r\n"
	for _, step := range []struct{ what, message, want string }{
		{"nobody vouches for it", answerMail(a, "a@example.org", "DECLINED", ""), jobs.AskedWhose},
		{"an alias, of whom the person was asked just now", answerMail(a, "alias@elsewhere.example", "DECLINED", vouched), jobs.AskedToday},
		{"somebody else of the program", strings.ReplaceAll(answerMail(a, "d@example.org", "DECLINED", vouched), "mailto:a@", "mailto:d@"), jobs.UnknownMember},
		{"our server vouches", answerMail(a, "a@example.org", "TENTATIVE", vouched), jobs.TookAnswer},
		{"and once more", answerMail(a, "a@example.org", "TENTATIVE", vouched), jobs.OldAnswer},
		{"a wish for the invitation", strings.NewReplacer("METHOD:REPLY", "METHOD:REFRESH").Replace(answerMail(a, "a@example.org", "NEEDS-ACTION", "")), jobs.SentAgain},
		{"delegated, an hour later", strings.Replace(answerMail(a, "a@example.org", "DELEGATED", vouched), "T110000Z", "T120000Z", 1), jobs.TookAnswer},
		{"a bounce", bounce, "it is no answer to an invitation, but of the kind bounce"},
		{"nothing", "", "it is no answer to an invitation, but of the kind other"},
	} {
		got, err := w.Receive(t.Context(), strings.NewReader(step.message), w.Now)
		if err != nil || !strings.HasPrefix(got, step.want) {
			t.Errorf("%s: %s, %v; want %s", step.what, got, err, step.want)
		}
	}
	replies, err := w.Store.Replies(t.Context(), pairing.ID)
	if err != nil || len(replies) != 1 || replies[0].Answer != program.Declined {
		t.Errorf("%+v, %v", replies, err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	again := 0
	for _, m := range w.Delivered() {
		if strings.HasPrefix(m.Subject, "Once more: ") && m.To == "a@example.org" && m.ICS != nil {
			again++
		}
	}
	if again != 1 {
		t.Errorf("the invitation came again %d times", again)
	}
}

func TestAnswerToAnAddressWithATagIsWhoseItWasGivenTo(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	w.Plus = true
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	a, b := invitationOf(t, w, "a@example.org"), invitationOf(t, w, "b@example.org")
	if a.From == b.From || !strings.HasPrefix(a.From, "peerpost+") || !strings.Contains(strings.ReplaceAll(string(a.ICS), "\r\n ", ""), "mailto:"+a.From) {
		t.Errorf("invitations come from %s and %s", a.From, b.From)
	}
	counter := strings.NewReplacer("METHOD:REPLY", "METHOD:COUNTER", "method=REPLY", "method=COUNTER").Replace(
		answerMail(a, "alias@elsewhere.example", "TENTATIVE", "", "RECURRENCE-ID:"+sessionsOf(t, w, pairings[0].ID)[0].StartsAt.UTC().Format("20060102T150405Z"), "DTSTART;TZID=Europe/Berlin:20270210T153000"))
	got, err := w.Receive(t.Context(), strings.NewReader(counter), w.Now)
	if err != nil || got != jobs.TookAnswer {
		t.Fatalf("%s, %v", got, err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.MoveSuggested]; n != 1 {
		t.Errorf("%d proposals reach the other side, want 1", n)
	}
	w.RunTo(w.Now.AddDate(0, 0, 1))
	w.Plus = false // the organizer of a series stays what it was
	c := choices(t, w, pairings[0].ID)
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	for _, m := range w.Delivered() {
		if m.ICS != nil && !strings.Contains(strings.ReplaceAll(string(m.ICS), "\r\n ", ""), "ORGANIZER;CN=Peerpost:mailto:"+map[string]string{a.To: a.From, b.To: b.From}[m.To]) {
			t.Errorf("%s has another organizer:\n%s", m.Subject, m.ICS)
		}
	}
}

func TestInvitationThatACalendarAsksForComesOnceADayWithTheMeetingsThatWereMoved(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	a := invitationOf(t, w, "a@example.org")
	c := choices(t, w, pairing.ID)
	to := c.Openings[2].In(w.Program.Location()).Format("20060102T150405")
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[2], w.Now); err != nil {
		t.Fatal(err)
	}
	for day := range 2 { // a Thursday and a Friday
		w.RunTo(w.Now.Add(time.Duration(1+23*day) * time.Hour))
		before := len(w.Delivered())
		for minute := range 5 {
			refresh := strings.NewReplacer("METHOD:REPLY", "METHOD:REFRESH", "T110000Z", fmt.Sprintf("T11%02d00Z", minute)).Replace(answerMail(a, "a@example.org", "NEEDS-ACTION", ""))
			if got, err := w.Receive(t.Context(), strings.NewReader(refresh), w.Now); err != nil || got != jobs.SentAgain {
				t.Fatalf("%s, %v", got, err)
			}
		}
		w.RunTo(w.Now.Add(time.Hour))
		got := entries(w, before)
		if len(got) != 2 || !strings.Contains(got[0], " RRULE:") || !strings.Contains(got[1], " DTSTART;TZID=Europe/Berlin:"+to+" RECURRENCE-ID") {
			t.Errorf("on day %d the calendar gets:\n%s\nwant the series, then the meeting that was moved to %s", day, strings.Join(got, "\n"), to)
		}
	}
}
