package templates

import "github.com/peerpost/peerpost/program"

// EmailSample is an email with made-up data.
type EmailSample struct {
	Name string // unique; letters, digits and underscores
	Kind program.Kind
	Data any // pointer to the kind's struct
}

// PageSample is a page with made-up data.
type PageSample struct {
	Name string // unique; letters, digits and underscores
	Page Page
}

// Samples returns at least one email of every kind and every page, for the
// goldens and for preview.
func Samples() ([]EmailSample, []PageSample) { return nil, nil }
