package mail

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func deliver(t *testing.T, dir string, letters ...Letter) {
	t.Helper()
	c, err := (&Maildir{Dir: dir}).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, l := range letters {
		if o := c.Send(t.Context(), parcel(compose(t, l))); o.Status != Delivered {
			t.Fatal(o)
		}
	}
}

func TestMaildirGivesBackWhatWasSent(t *testing.T) {
	dir := t.TempDir()
	l := sampleInvitation()
	deliver(t, dir, l)
	got, err := Messages(dir)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want := Received{
		MessageID: l.MessageID, From: "peers@example.org", FromName: l.FromName, To: "zoe@example.org", ToName: l.ToName,
		ReplyTo: []string{"ada@example.org", "grace@example.org"}, Subject: l.Subject, Date: l.Date.UTC(),
		Text: l.Text, HTML: l.HTML, ICS: []byte(invite), Links: []string{"https://example.org/r/abc?x=1"},
	}
	if diff := cmp.Diff(want, got[0], cmpopts.IgnoreFields(Received{}, "ID", "Arrived")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	read, err := Read(dir, got[0].ID)
	if diff := cmp.Diff(got[0], read); err != nil || diff != "" {
		t.Errorf("read by id: %v\n%s", err, diff)
	}
}

func TestMessagesComeInTheOrderOfTheirDates(t *testing.T) {
	dir := t.TempDir()
	var letters []Letter
	for i, days := range []int{3, 1, 2} {
		l := sampleLetter()
		l.Date = l.Date.AddDate(0, 0, days)
		l.MessageID = strings.Repeat("x", i+1) + "@example.org"
		letters = append(letters, l)
	}
	deliver(t, dir, letters...)
	got, err := Messages(dir)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	for i, want := range []string{"xx@example.org", "xxx@example.org", "x@example.org"} {
		if got[i].MessageID != want {
			t.Errorf("message %d is %s, want %s", i, got[i].MessageID, want)
		}
	}
}

func TestMessagesOfOneSecondComeInTheOrderOfTheirArrival(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i := range 5 {
		l := sampleLetter()
		l.MessageID = strings.Repeat("x", i+1) + "@example.org"
		deliver(t, dir, l)
		want = append(want, l.MessageID)
		time.Sleep(20 * time.Millisecond) // longer than the file system's clock ticks
	}
	all, err := Messages(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.MessageID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMessageSentAgainReplacesItself(t *testing.T) {
	dir := t.TempDir()
	deliver(t, dir, sampleLetter(), sampleLetter())
	if got, err := Messages(dir); err != nil || len(got) != 1 {
		t.Errorf("%d messages, %v", len(got), err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v %v", left, err)
	}
}

func TestMaildirAsksTheGateAndHeedsTheContext(t *testing.T) {
	dir := t.TempDir()
	c, err := (&Maildir{Dir: dir, NoSync: true}).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	no := errors.New("switched off")
	p := parcel(compose(t, sampleLetter()))
	p.BeforeData = func() error { return no }
	if o := c.Send(t.Context(), p); o.Status != Withheld || !errors.Is(o.Err, no) {
		t.Error(o)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if o := c.Send(over, parcel(p.Data)); o.Status != Deferred {
		t.Error(o)
	}
	if got, _ := Messages(dir); len(got) != 0 {
		t.Errorf("%d messages", len(got))
	}
}

func TestMaildirThatCannotBeWrittenDefersAsSystemic(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	m := &Maildir{Dir: dir}
	c, err := m.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Deferred || !o.Systemic {
		t.Error(o)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.Probe(t.Context()); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("probe of a file: %v", err)
	}
}

func TestReadTakesNoPathsAndNoUnknownIDs(t *testing.T) {
	dir := t.TempDir()
	deliver(t, dir, sampleLetter())
	for _, id := range []string{"", "..", "../new", "/etc/passwd", strings.Repeat("0", 32), "new/" + strings.Repeat("0", 32)} {
		if m, err := Read(dir, id); !errors.Is(err, errNoMessage) {
			t.Errorf("%q: %v %v", id, m, err)
		}
	}
}

func TestForeignAndBrokenFilesAreBounded(t *testing.T) {
	if _, err := parse(strings.NewReader("no header")); err == nil {
		t.Error("no header was read as a message")
	}
	var deep strings.Builder
	for i := range 200 {
		deep.WriteString("Content-Type: multipart/mixed; boundary=b" + strings.Repeat("x", i%50) + "\r\n\r\n--b" + strings.Repeat("x", i%50) + "\r\n")
	}
	began := time.Now()
	if _, err := parse(strings.NewReader(deep.String())); err == nil {
		t.Error("200 levels were read")
	}
	many := "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 1000) + "--b--\r\n"
	if _, err := parse(strings.NewReader(many)); err == nil {
		t.Error("1000 parts were read")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if got, err := Messages(filepath.Join(t.TempDir(), "absent")); err != nil || len(got) != 0 {
		t.Errorf("an absent directory: %v %v", got, err)
	}
}
