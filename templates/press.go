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

//go:embed email
var emailFiles embed.FS

// press holds the parsed templates of one kind, whose functions speak for the
// letter that is in it. Making one takes longer than printing with it, so
// presses are kept; each prints one letter at a time.
type press struct {
	letter
	text *text.Template
	html *html.Template
}

var presses sync.Map // program.Kind → *sync.Pool of *press

func takePress(kind program.Kind) (*press, error) {
	pool, _ := presses.LoadOrStore(kind, &sync.Pool{})
	if p, ok := pool.(*sync.Pool).Get().(*press); ok {
		return p, nil
	}
	p := &press{}
	var err error
	p.text, err = text.New("").Option("missingkey=error").Funcs(p.funcs()).
		ParseFS(emailFiles, "email/layout.txt", "email/"+string(kind)+".txt")
	if err != nil {
		return nil, err
	}
	p.html, err = html.New("").Option("missingkey=error").Funcs(p.funcs()).
		ParseFS(emailFiles, "email/layout.html", "email/"+string(kind)+".html")
	return p, err
}

// giveBack empties the press and keeps it for the next letter of its kind.
func (p *press) giveBack() {
	kind := p.kind
	p.letter = letter{}
	if pool, found := presses.Load(kind); found {
		pool.(*sync.Pool).Put(p)
	}
}

// printText renders the .txt template, whose first line is the subject.
func (p *press) printText(data any) (subject words, body string, err error) {
	var b bytes.Buffer
	if err := p.text.ExecuteTemplate(&b, string(p.kind)+".txt", data); err != nil {
		return "", "", err
	}
	first, rest, _ := strings.Cut(b.String(), "\n")
	line, found := strings.CutPrefix(first, "Subject: ")
	if !found {
		return "", "", fmt.Errorf("the first line %q is no subject", first)
	}
	return words(strings.TrimSpace(line)), tidy(rest), nil
}

// printHTML renders the .html template inside the layout.
func (p *press) printHTML(data any) (string, error) {
	var b bytes.Buffer
	if err := p.html.ExecuteTemplate(&b, "layout", data); err != nil {
		return "", err
	}
	return tidy(b.String()), nil
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
