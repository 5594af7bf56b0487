package templates

import (
	"fmt"

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
	press, err := takePress(kind)
	if err != nil {
		return Email{}, err
	}
	defer press.giveBack()
	press.letter = l
	subject, plainText, err := press.printText(data)
	if err != nil {
		return Email{}, fmt.Errorf("render %s as text: %w", kind, err)
	}
	press.subject = subject
	markup, err := press.printHTML(data)
	if err != nil {
		return Email{}, fmt.Errorf("render %s as HTML: %w", kind, err)
	}
	return Email{string(subject), plainText, markup}, nil
}

// letter is one email on its way from data to text and HTML.
type letter struct {
	reader
	kind    program.Kind
	url     func(program.Link) string
	subject words
}

// envelope makes every email's struct give its Envelope.
func (e Envelope) envelope() Envelope { return e }

func newLetter(kind program.Kind, data any, url func(program.Link) string) (letter, error) {
	s, known := shapes[kind]
	if !known {
		return letter{}, fmt.Errorf("no email of kind %q", kind)
	}
	if !s.fits(data) {
		return letter{}, fmt.Errorf("an email of kind %q is not made of a %T", kind, data)
	}
	envelope := data.(interface{ envelope() Envelope }).envelope()
	texts, err := catalogueOf(envelope.Language)
	if err != nil {
		return letter{}, err
	}
	zone, err := program.LoadZone(envelope.Zone)
	if err != nil {
		return letter{}, fmt.Errorf("the reader's zone: %w", err)
	}
	return letter{
		reader: reader{catalogue: texts, zone: zone, mail: true},
		kind:   kind,
		url:    url,
	}, nil
}
