package templates

import (
	"errors"
	"html/template"
)

// Agenda returns the agenda of session number of count, rendered from
// Markdown and sanitised, and the same as plain text.
func Agenda(name string, number, count int) (template.HTML, string, error) {
	return "", "", errors.New("not written yet")
}

// Agendas names the agenda templates in alphabetical order.
func Agendas() []string { return nil }
