package templates

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

var update = flag.Bool("update", false, "write the goldens anew")

func sampleURL(link program.Link) string {
	if link.ID == "" {
		return "https://peerpost.example.org/" + string(link.Purpose)
	}
	return "https://peerpost.example.org/" + string(link.Purpose) + "/" + string(link.ID) + ".AbCdEf"
}

func emailSamples() []EmailSample {
	emails, _ := Samples()
	return emails
}

// renderedSamples are the emails of all samples by name, rendered once.
var renderedSamples = sync.OnceValues(func() (map[string]Email, error) {
	emails := map[string]Email{}
	for _, s := range emailSamples() {
		email, err := RenderEmail(s.Kind, s.Data, sampleURL)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		emails[s.Name] = email
	}
	return emails, nil
})

// rendered returns the email of a sample as it is.
func rendered(t *testing.T, s EmailSample) Email {
	t.Helper()
	emails, err := renderedSamples()
	if err != nil {
		t.Fatal(err)
	}
	return emails[s.Name]
}

// render renders a sample that a test has changed.
func render(t *testing.T, s EmailSample) Email {
	t.Helper()
	email, err := RenderEmail(s.Kind, s.Data, sampleURL)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return email
}

func TestEmailsLookAsBefore(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		golden(t, s.Name+".txt", "Subject: "+email.Subject+"\n\n"+email.Text)
		golden(t, s.Name+".html", email.HTML)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestEveryKindHasAStructASampleAndAReader(t *testing.T) {
	sampled := map[program.Kind]bool{}
	names := map[string]bool{}
	for _, s := range emailSamples() {
		if names[s.Name] {
			t.Errorf("two samples are called %s", s.Name)
		}
		sampled[s.Kind], names[s.Name] = true, true
	}
	for _, kind := range program.Kinds() {
		if data, err := New(kind); err != nil || reflect.ValueOf(data).Kind() != reflect.Pointer {
			t.Errorf("New(%q) = %T, %v; want a pointer", kind, data, err)
		}
		if !sampled[kind] {
			t.Errorf("no sample of kind %q", kind)
		}
		if audiences[kind] == "" {
			t.Errorf("nobody is known to read emails of kind %q", kind)
		}
	}
	if len(shapes) != len(program.Kinds()) {
		t.Errorf("%d structs for %d kinds", len(shapes), len(program.Kinds()))
	}
}

func TestEmailIsTheSameAfterItsDataWasStored(t *testing.T) {
	for _, s := range emailSamples() {
		stored, err := json.Marshal(s.Data)
		if err != nil {
			t.Fatal(err)
		}
		again, err := New(s.Kind)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(stored, again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rendered(t, s), render(t, EmailSample{s.Name, s.Kind, again})); diff != "" {
			t.Errorf("%s (-made +stored):\n%s", s.Name, diff)
		}
	}
}

func TestEmailsRenderTheSameAtTheSameTime(t *testing.T) {
	samples := emailSamples()
	want, err := renderedSamples()
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for _, s := range samples {
				got, err := RenderEmail(s.Kind, s.Data, sampleURL)
				if err != nil || got != want[s.Name] {
					t.Errorf("%s came out different beside others: %v", s.Name, err)
				}
			}
		})
	}
	wait.Wait()
}

func TestWhatCannotBeAnEmailIsRefused(t *testing.T) {
	good := func() *MetQuestionEmail {
		return &MetQuestionEmail{Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: []Partner{sampleDana()},
			Meeting: sampleMeeting(), Met: sampleLink(program.ForMet)}
	}
	noLink, noZone := good(), good()
	noLink.Met = program.Link{}
	noZone.Zone = "Middle/Earth"
	tests := []struct {
		name string
		kind program.Kind
		data any
		url  func(program.Link) string
		want string
	}{
		{"unknown kind", "fax", good(), sampleURL, `no email of kind "fax"`},
		{"another kind's data", program.Introduction, good(), sampleURL, "is not made of a *templates.MetQuestionEmail"},
		{"no data", program.MetQuestion, nil, sampleURL, "is not made of a <nil>"},
		{"nil pointer", program.MetQuestion, (*MetQuestionEmail)(nil), sampleURL, "is not made of"},
		{"absent link", program.MetQuestion, noLink, sampleURL, "a link is absent"},
		{"relative address", program.MetQuestion, good(), func(program.Link) string { return "/met" }, "no absolute address"},
		{"unknown zone", program.MetQuestion, noZone, sampleURL, "the reader's zone"},
		{"unknown agenda", program.SessionAgenda, &SessionAgendaEmail{Envelope: sampleEnvelope("Ana", "UTC"),
			Partners: []Partner{sampleDana()}, Meeting: sampleMeeting(), Agenda: "nothing"}, sampleURL, `no agenda "nothing"`},
		{"unknown decision", program.DraftDecided, &DraftDecidedEmail{Envelope: sampleOffice(), Decision: "lost"},
			sampleURL, "draft_decided.subject.lost"},
	}
	for _, test := range tests {
		email, err := RenderEmail(test.kind, test.data, test.url)
		if err == nil || !strings.Contains(err.Error(), test.want) || email != (Email{}) {
			t.Errorf("%s: got %v, want an error with %q and no email", test.name, err, test.want)
		}
	}
	if _, err := New("fax"); err == nil {
		t.Error("New knows the kind fax")
	}
	if _, err := RenderEmail(program.MetQuestion, *good(), sampleURL); err != nil {
		t.Errorf("a value instead of a pointer: %v", err)
	}
}

func TestEveryEmailIsSmall(t *testing.T) {
	for _, s := range emailSamples() {
		if email := rendered(t, s); len(email.HTML)+len(email.Text) > 60<<10 {
			t.Errorf("%s has %d bytes; Gmail clips from 102 kB on, and we stop at 60", s.Name, len(email.HTML)+len(email.Text))
		}
	}
}

func TestWaysOutAreShownOnlyWhereThereAre(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		envelope := s.Data.(interface{ envelope() Envelope }).envelope()
		for _, link := range []program.Link{envelope.Unsubscribe, envelope.Participation} {
			purpose := link.Purpose
			address := sampleURL(link)
			switch {
			case purpose != "" && (!strings.Contains(email.Text, address) || !strings.Contains(email.HTML, address)):
				t.Errorf("%s lacks the link %s", s.Name, address)
			case purpose == "" && link == envelope.Unsubscribe && strings.Contains(email.Text+email.HTML, "Unsubscribe"):
				t.Errorf("%s offers to unsubscribe without a link", s.Name)
			}
		}
	}
}
