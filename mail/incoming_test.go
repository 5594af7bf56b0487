package mail

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

const ics = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"

func received(lines ...string) string { return strings.Join(lines, "\r\n") }

// gmail is a message as Gmail answers an invitation.
var gmail = received("Return-Path: <ana@example.org>", "Delivered-To: peers+x@example.com", "Authentication-Results: mx.example.com; dkim=pass header.d=example.org;", " spf=pass smtp.mailfrom=ana@example.org; dmarc=pass header.from=example.org",
	"Received: from mail.example.org by mx.example.com; Mon, 1 Feb 2027 08:00:00 +0000", "Authentication-Results: mx.example.com; dmarc=pass header.from=evil.example",
	"From: Ana <Ana@Example.org>", "To: Peers <peers@example.com>", "Message-ID: <1@mail.example.org>", "Subject: Accepted: your meetings", "MIME-Version: 1.0",
	"Content-Type: multipart/mixed; boundary=a", "", "--a", "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain", "", "Ana has accepted.", "--b",
	"Content-Type: text/calendar; charset=UTF-8; method=REPLY", "Content-Transfer-Encoding: base64", "", "QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVQTFkNCkVORDpWQ0FMRU5EQVINCg==", "--b--", "--a",
	"Content-Type: application/ics; name=invite.ics", "", "BEGIN:VCALENDAR", "END:VCALENDAR", "--a--", "")

func TestAnswersAreFoundInTheMailOfManyPrograms(t *testing.T) {
	plain := func(kind string, more ...string) string {
		return received(append(append([]string{"From: ana@example.org", "To: peers@example.com", "MIME-Version: 1.0"}, more...), "Content-Type: "+kind, "", ics)...)
	}
	for name, test := range map[string]struct {
		raw    string
		kind   IncomingKind
		method string
		body   string
	}{
		"Gmail":                                {gmail, CalendarMail, "REPLY", ics},
		"Exchange, the calendar alone":         {plain("text/calendar; method=REPLY; charset=\"utf-8\""), CalendarMail, "REPLY", ics},
		"without a method":                     {plain("text/calendar"), CalendarMail, "", ics},
		"an attachment by its type":            {plain("application/ics"), CalendarMail, "", ics},
		"an attachment by its name":            {plain("application/octet-stream; name=\"reply.ICS\""), CalendarMail, "", ics},
		"by a machine, as calendars are":       {plain("text/calendar; method=REPLY", "Auto-Submitted: auto-generated"), CalendarMail, "REPLY", ics},
		"in a charset that nobody knows":       {plain("text/calendar; method=REPLY; charset=klingon"), CalendarMail, "REPLY", ics},
		"a note of a holiday":                  {plain("text/plain", "Auto-Submitted: auto-replied"), AutomaticMail, "", ""},
		"a list":                               {plain("text/plain", "Precedence: bulk"), AutomaticMail, "", ""},
		"a delivery that failed":               {plain("multipart/report; report-type=delivery-status; boundary=x", "Return-Path: <>"), BounceMail, "", ""},
		"a person":                             {plain("text/plain"), OtherMail, "", ""},
		"broken base64, and the file is whole": {received("From: ana@example.org", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=a", "", "--a", "Content-Type: text/calendar; method=REPLY", "Content-Transfer-Encoding: base64", "", "!!!!", "--a", "Content-Type: application/ics", "", ics, "--a--", ""), CalendarMail, "", ics},
	} {
		in, err := ReadIncoming(strings.NewReader(test.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if in.Kind != test.kind || in.Method != test.method || strings.TrimSpace(string(in.Calendar)) != strings.TrimSpace(test.body) || in.From.Key() != "ana@example.org" {
			t.Errorf("%s: kind %s, method %q, from %s, calendar %q", name, in.Kind, in.Method, in.From, in.Calendar)
		}
	}
	in, err := ReadIncoming(strings.NewReader(gmail))
	if err != nil || len(in.To) != 2 || in.To[0] != "peers+x@example.com" || in.MessageID != "1@mail.example.org" {
		t.Errorf("%+v, %v", in, err)
	}
}

func TestOnlyOurOwnServerVouchesForASender(t *testing.T) {
	message := func(head ...string) Incoming {
		in, err := ReadIncoming(strings.NewReader(received(append(head, "From: ana@example.org", "Content-Type: text/plain", "", "x")...)))
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	ours, hop := "Received: from x by mx.example.com", "Received: from y by x"
	for name, test := range map[string]struct {
		in   Incoming
		want bool
	}{
		"DMARC":                               {message("Authentication-Results: mx.example.com; dmarc=pass header.from=example.org", ours), true},
		"below our Received, as a sender can": {message(ours, "Authentication-Results: mx.example.com; dmarc=pass header.from=example.org", hop), false},
		"where nothing was received":          {message("Authentication-Results: mx.example.com; dmarc=pass header.from=example.org"), false},
		"with remarks":                        {message("Authentication-Results: mx.example.com (ours);\r\n dmarc=pass (p=none (\\) sp=none)) header.from=example.org (it is)", ours), true},
		"in a remark":                         {message("Authentication-Results: mx.example.com; spf=fail (no; dmarc=pass header.from=example.org ) smtp.mailfrom=a@evil.example", ours), false},
		"in a name that is quoted":            {message("Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=\"x\\\"; dmarc=pass header.from=example.org \"@evil.example", ours), false},
		"in a remark that does not end":       {message("Authentication-Results: mx.example.com; spf=fail (no; dmarc=pass header.from=example.org", ours), false},
		"DKIM of the domain":                  {message("Authentication-Results: MX.example.com; dkim=pass header.d=example.org", ours), true},
		"SPF of the domain":                   {message("Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=ana@example.org", ours), true},
		"another domain's DKIM":               {message("Authentication-Results: mx.example.com; dkim=pass header.d=evil.example", ours), false},
		"a subdomain's":                       {message("Authentication-Results: mx.example.com; dkim=pass header.d=a.example.org", ours), false},
		"a failure":                           {message("Authentication-Results: mx.example.com; dmarc=fail header.from=example.org", ours), false},
		"another server":                      {message("Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org", ours), false},
		"none":                                {message(ours), false},
		"written by the sender, in our name":  {message(ours, hop, "Authentication-Results: mx.example.com; dmarc=pass header.from=example.org"), false},
		"ours says no, the sender's yes":      {message("Authentication-Results: mx.example.com; dmarc=fail header.from=example.org", "Authentication-Results: mx.example.com; dmarc=pass header.from=example.org", ours), false},
	} {
		if got := test.in.Authentic("mx.example.com"); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if message("Authentication-Results: ; dmarc=pass header.from=example.org").Authentic("") {
		t.Error("without a server's name anybody vouches")
	}
}

func TestMessageWithTwoSendersIsFromNobody(t *testing.T) {
	for name, from := range map[string]string{
		"two fields":                    "From: ana@example.org\r\nFrom: mallory@example.org",
		"two fields, one of them empty": "From: ana@example.org\r\nfrom :",
		"two in one field":              "From: ana@example.org, mallory@example.org",
		"a group of two":                "From: us: ana@example.org, mallory@example.org;",
	} {
		in, err := ReadIncoming(strings.NewReader(received("Authentication-Results: mx.example.com; dmarc=pass header.from=example.org", "Received: from x by mx.example.com", from,
			"Message-ID: <1@example.org>", "Message-ID: <2@example.org>", "Content-Type: text/calendar", "", ics)))
		if err != nil || in.From != "" || in.MessageID != "" || in.Authentic("mx.example.com") {
			t.Errorf("%s: from %q, Message-ID %q, %v", name, in.From, in.MessageID, err)
		}
	}
}

func TestMessageThatSaysTwiceWhatItIsIsRefused(t *testing.T) {
	for _, twice := range []string{"Content-Type: text/plain", "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit", "Content-Disposition: inline\r\nContent-Disposition: attachment"} {
		part := received(twice, "Content-Type: text/calendar; method=REPLY", "", ics)
		for where, raw := range map[string]string{
			"above all": "From: ana@example.org\r\n" + part, "in a part": received("From: ana@example.org", "Content-Type: multipart/mixed; boundary=a", "", "--a", part, "--a--", ""),
		} {
			if in, err := ReadIncoming(strings.NewReader(raw)); err == nil || err.Error() != "read message: found a part that says twice what it is, expected once" {
				t.Errorf("%s, %s: kind %s, %v", twice, where, in.Kind, err)
			}
		}
	}
}

func TestAddressesWithTagsSayToWhomTheyWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := []byte(rapid.StringN(1, 40, 40).Draw(t, "secret"))
		id := program.ID(rapid.StringMatching(`[0-9a-v]{26}`).Draw(t, "id"))
		base := program.Address(rapid.StringMatching(`[a-z]{1,21}@example\.org`).Draw(t, "base"))
		tagged, ok := PlusAddress(secret, base, id)
		if local, _, _ := strings.Cut(string(tagged), "@"); !ok || len(local) > longestLocal {
			t.Fatalf("%s: %s", base, tagged)
		}
		if got, ok := ReadPlus([][]byte{[]byte("another"), secret}, base, program.Address(strings.ToUpper(string(tagged)))); !ok || got != id {
			t.Fatalf("%s reads as %q", tagged, got)
		}
		at := rapid.IntRange(0, len(tagged)-1).Draw(t, "at")
		forged := []byte(tagged)
		if forged[at] = 'w'; string(forged) != string(tagged) {
			if got, ok := ReadPlus([][]byte{secret}, base, program.Address(forged)); ok {
				t.Fatalf("%s reads as %q", forged, got)
			}
		}
	})
	if _, ok := PlusAddress([]byte("s"), "somebody-with-a-long-name@example.org", "0123456789abcdefghijklmnop"); ok {
		t.Error("a tag does not fit behind 25 characters")
	}
}

// hostile makes messages that have broken readers.
func hostile(r *rand.Rand) []byte {
	base := []byte(gmail)
	nested := strings.Repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 200)
	pieces := []string{"\x00", "\"", ";", "\r\n", "\r\n\r\n", "--a\r\n", "--b--", "=?utf-8?q?", nested, "boundary=", "\xff\xfe", strings.Repeat("(", 20_000), strings.Repeat("a: b\r\n", 5000),
		"Subject: " + strings.Repeat("=?utf-8?b?QQ==?= ", 2000) + "\r\n", strings.Repeat("--a\r\n\r\nx\r\n", 3000), "To: " + strings.Repeat("a@b.example, ", 2000) + "x@y.example\r\n",
		"Content-Type: text/calendar; name=\"" + strings.Repeat("x", 100_000) + "\r\n", strings.Repeat("A", 1<<17)}
	for range 1 + r.IntN(5) {
		at := r.IntN(len(base) + 1)
		base = append(base[:at:at], append([]byte(pieces[r.IntN(len(pieces))]), base[at:]...)...)
	}
	if r.IntN(4) == 0 {
		base = base[:r.IntN(len(base)+1)]
	}
	return base
}

func TestThousandHostileMessagesTakeBoundedTimeAndMemory(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var longest time.Duration
	for i := range 1000 {
		raw := hostile(r)
		begun := time.Now()
		in, err := ReadIncoming(bytes.NewReader(raw))
		longest = max(longest, time.Since(begun))
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") || len(in.To) > mostAddresses || len(in.Calendar) > largestPart {
			t.Fatalf("message %d: %v, %d addresses, %d bytes of calendar", i, err, len(in.To), len(in.Calendar))
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / 1000; each > 32<<20 {
		t.Errorf("%d bytes a message", each)
	}
	if longest > 5*time.Second { // 100 ms on a quiet machine
		t.Errorf("the longest took %s", longest)
	}
}

func TestLargeMessagesAreRefused(t *testing.T) {
	_, err := ReadIncoming(strings.NewReader(received("From: a@example.org", "Content-Type: text/plain", "", strings.Repeat("a line of text\r\n", 800_000))))
	if err == nil || err.Error() != fmt.Sprintf("read message: found more than %d bytes, expected no more", largestIncoming) {
		t.Error(err)
	}
}

func FuzzReadIncoming(f *testing.F) {
	f.Add([]byte(gmail))
	for seed := range uint64(5) {
		f.Add(hostile(rand.New(rand.NewPCG(seed, 1))))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := ReadIncoming(bytes.NewReader(raw))
		if err == nil && in.Kind == CalendarMail && in.Calendar == nil {
			t.Error("a calendar without one")
		}
		in.Authentic("mx.example.com")
	})
}
