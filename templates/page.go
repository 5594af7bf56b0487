package templates

import (
	"errors"
	"io"
)

// RenderPage writes the page as HTML. Nothing is written where it fails.
func RenderPage(w io.Writer, p Page) error { return errors.New("not written yet") }

// Stylesheet is the one style sheet of all pages; they link to it as
// "/style.css".
func Stylesheet() []byte { return nil }
