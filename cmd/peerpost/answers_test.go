package main

import (
	"bytes"
	"context"
	"errors"
	"net/smtp"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

var errFound = errors.New("found")

// waitIn returns the first unseen message of a mailbox that is wanted, as soon as it is
// there: a mail server delivers after it has said yes.
func waitIn(t *testing.T, d *mailtest.Dovecot, name string, wanted func(raw []byte) bool) []byte {
	t.Helper()
	box, err := mail.ParseIMAP("imap://" + name + ":secret@" + d.Address + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var found []byte
	err = box.Watch(ctx, func(_ context.Context, raw []byte) error {
		if found == nil && !wanted(raw) {
			return nil
		}
		if found == nil {
			found = raw
		}
		return errFound // and what came after it stays unseen
	})
	if !errors.Is(err, errFound) {
		t.Fatalf("the mailbox of %s does not get it: %v", name, err)
	}
	return found
}

func isCalendar(raw []byte) bool {
	in, err := mail.ReadIncoming(bytes.NewReader(raw))
	return err == nil && in.Kind == mail.CalendarMail
}

// An invitation goes through Postfix into a Dovecot mailbox, and the answer that its
// owner's calendar sends comes back the same way, to be read over IMAP.
func TestInvitationAndItsAnswerGoThroughRealServers(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Fatal("only root can run a Postfix; run the tests as root, in a container for instance")
	}
	d := mailtest.StartDovecot(t)
	postfix := mailtest.StartPostfix(t, d, "ana", "ben", "peers", "admin")
	relay, err := mail.ParseSMTP("smtp://" + postfix.Address + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	w := jobstest.New(t, dbtest.New(t))
	w.From, w.Plus, w.Mail = "peers@example.org", true, relay
	w.Apply("year-round", []byte(yearRoundEvery("1 week")), []byte("email,name\nana@example.org,Ana\nben@example.org,Ben\n"), nil)
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.RunTo(w.Now.AddDate(0, 0, 4))

	invitation, err := mail.ReadIncoming(bytes.NewReader(waitIn(t, d, "ana", isCalendar)))
	if err != nil {
		t.Fatal(err)
	}
	entry := strings.ReplaceAll(string(invitation.Calendar), "\r\n ", "")
	organizer := regexp.MustCompile(`ORGANIZER;CN=\w+:mailto:(\S+)`).FindStringSubmatch(entry)[1]
	if organizer != string(invitation.From) || !strings.HasPrefix(organizer, "peers+") {
		t.Errorf("the organizer %s is not the sender %s", organizer, invitation.From)
	}
	uid := regexp.MustCompile(`(?m)^UID:\S+`).FindString(entry)
	answer := "From: Ana <ana@example.org>\r\nTo: " + organizer + "\r\nSubject: Declined\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n" +
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" + uid + "\r\nDTSTAMP:20270201T080000Z\r\nSEQUENCE:0\r\nATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := smtp.SendMail(postfix.Address, nil, "ana@example.org", []string{organizer}, []byte(answer)); err != nil {
		t.Fatal(err)
	}

	became, err := w.Receive(t.Context(), bytes.NewReader(waitIn(t, d, "peers", isCalendar)), w.Now)
	if err != nil || became != jobs.TookAnswer {
		t.Fatalf("%s, %v", became, err)
	}
	w.RunTo(w.Now.AddDate(0, 0, 1))
	if n := w.Sent()[program.SeriesDeclined]; n != 1 {
		t.Errorf("who declined is asked %d times, want once", n)
	}
	waitIn(t, d, "ana", func(raw []byte) bool { return bytes.Contains(raw, []byte("what would suit you?")) })
}
