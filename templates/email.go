package templates

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"strings"
	"sync"
	text "text/template"

	"github.com/peerpost/peerpost/program"
)

// Version names the state of the templates. A Message keeps the version it was
// composed with; raise it whenever rendered bytes change.
const Version = 1

// Email is a rendered email.
type Email struct {
	Subject string // one line, not yet encoded for a header
	Text    string // lines end with \n
	HTML    string
}

//go:embed email
var emailFiles embed.FS

// RenderEmail renders data, the struct of this kind or a pointer to it, as New
// gives it. Each Link becomes the address that url returns for it: an absolute
// URL without a query. Rendering is pure: the same input gives the same bytes.
//
// An unknown kind, data of another kind, a zone nobody knows and a Link that
// is absent where the email needs it are errors.
func RenderEmail(kind program.Kind, data any, url func(program.Link) string) (Email, error) {
	l, err := newLetter(kind, data, url)
	if err != nil {
		return Email{}, err
	}
	subject, plainText, err := l.text(data)
	if err != nil {
		return Email{}, fmt.Errorf("render %s as text: %w", kind, err)
	}
	l.subject = subject
	markup, err := l.html(data)
	if err != nil {
		return Email{}, fmt.Errorf("render %s as HTML: %w", kind, err)
	}
	return Email{string(subject), plainText, markup}, nil
}

// letter is one email on its way from data to text and HTML.
type letter struct {
	reader
	kind     program.Kind
	envelope Envelope
	url      func(program.Link) string
	subject  words
}

// envelope makes every email's struct give its Envelope.
func (e Envelope) envelope() Envelope { return e }

func newLetter(kind program.Kind, data any, url func(program.Link) string) (*letter, error) {
	s, known := shapes[kind]
	if !known {
		return nil, fmt.Errorf("no email of kind %q", kind)
	}
	if !s.fits(data) {
		return nil, fmt.Errorf("an email of kind %q is not made of a %T", kind, data)
	}
	envelope := data.(interface{ envelope() Envelope }).envelope()
	texts, err := catalogueOf(envelope.Language)
	if err != nil {
		return nil, err
	}
	zone, err := program.LoadZone(envelope.Zone)
	if err != nil {
		return nil, fmt.Errorf("the reader's zone: %w", err)
	}
	return &letter{
		reader:   reader{catalogue: texts, zone: zone, mail: true},
		kind:     kind,
		envelope: envelope,
		url:      url,
	}, nil
}

// text renders the .txt template, whose first line is the subject.
func (l *letter) text(data any) (subject words, body string, err error) {
	sources, err := emailSources()
	if err != nil {
		return "", "", err
	}
	template, err := sources.text.Clone()
	if err != nil {
		return "", "", err
	}
	var b bytes.Buffer
	if err := template.Funcs(l.funcs()).ExecuteTemplate(&b, string(l.kind)+".txt", data); err != nil {
		return "", "", err
	}
	first, rest, _ := strings.Cut(b.String(), "\n")
	line, found := strings.CutPrefix(first, "Subject: ")
	if !found {
		return "", "", fmt.Errorf("the first line %q is no subject", first)
	}
	return words(strings.TrimSpace(line)), tidy(rest), nil
}

// tidy takes away what the structure of a template leaves: spaces at line
// ends, and more than one empty line in a row.
func tidy(s string) string {
	var b strings.Builder
	empty := true
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" && empty {
			continue
		}
		empty = line == ""
		b.WriteString(line + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// html renders the .html template inside the layout.
func (l *letter) html(data any) (string, error) {
	sources, err := emailSources()
	if err != nil {
		return "", err
	}
	template, err := sources.html[l.kind].Clone()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := template.Funcs(l.funcs()).ExecuteTemplate(&b, "layout", data); err != nil {
		return "", err
	}
	return tidy(b.String()), nil
}

// sources are the parsed templates, never executed: html/template clones
// nothing that it has escaped already.
type sources struct {
	text *text.Template
	html map[program.Kind]*html.Template
}

var emailSources = sync.OnceValues(func() (sources, error) {
	funcs := (&letter{}).funcs() // names only; each rendering brings its own
	parsed := sources{html: map[program.Kind]*html.Template{}}
	var err error
	parsed.text, err = text.New("").Option("missingkey=error").Funcs(funcs).ParseFS(emailFiles, "email/*.txt")
	if err != nil {
		return sources{}, err
	}
	for kind := range shapes {
		parsed.html[kind], err = html.New("").Option("missingkey=error").Funcs(funcs).
			ParseFS(emailFiles, "email/layout.html", "email/"+string(kind)+".html")
		if err != nil {
			return sources{}, err
		}
	}
	return parsed, nil
})
