package templates

import (
	"errors"

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
	return Email{}, errors.New("not written yet")
}
