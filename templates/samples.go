package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

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
// goldens and for preview. Its people use several scripts, long names, and
// names that try to be links.
func Samples() ([]EmailSample, []PageSample) {
	emails := append(sampleParticipantEmails(), sampleAdministratorEmails()...)
	pages := append(sampleParticipantPages(), sampleAdministratorPages()...)
	return emails, append(pages, sampleDemoPages()...)
}

// at is an instant of the samples, in UTC.
func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2027, month, day, hour, minute, 0, 0, time.UTC)
}

func on(month time.Month, day int) program.Date {
	return program.Date{Year: 2027, Month: month, Day: day}
}

var (
	twoWeeks   = program.Length{N: 2, Unit: program.Weeks}
	halfYear   = program.Length{N: 6, Unit: program.Months}
	tenMinutes = program.Length{N: 10, Unit: program.Minutes}
)

func sampleLink(purpose program.Purpose) program.Link {
	return program.Link{
		ID:      program.DeriveID("0j4k8q2m5n7r9t1v3a6b0c2d4e", string(purpose)),
		Purpose: purpose,
	}
}

// sampleEnvelope is around an email to a participant.
func sampleEnvelope(greeting, zone string) Envelope {
	return Envelope{
		Program:       "Engineering peer mentoring",
		Language:      "en",
		Greeting:      greeting,
		Zone:          zone,
		Support:       "help@example.org",
		Participation: sampleLink(program.ForParticipation),
	}
}

// sampleUnsubscribable is sampleEnvelope with a way to unsubscribe.
func sampleUnsubscribable(greeting, zone string) Envelope {
	e := sampleEnvelope(greeting, zone)
	e.Unsubscribe = sampleLink(program.ForUnsubscribe)
	return e
}

// sampleOffice is around an email to an Administrator.
func sampleOffice() Envelope {
	e := sampleEnvelope("Ada", "Europe/Berlin")
	e.Participation = program.Link{}
	return e
}

func sampleDana() Partner {
	return Partner{
		Name: "Dana Ferreira", Address: "dana.ferreira@example.org", Headline: "Builds payment systems, bakes bread",
		Department: "Platform", Location: "Lisbon", Zone: "Europe/Lisbon",
	}
}

func sampleHiroshi() Partner {
	return Partner{
		Name: "山田 浩", Address: "hiroshi@example.org", Headline: "検索と機械学習",
		Department: "Search", Location: "東京", Zone: "Asia/Tokyo",
	}
}

func sampleNoa() Partner {
	return Partner{
		Name: "נועה לוי", Address: "noa@example.org", Headline: "Security reviews without tears",
		Department: "Security", Zone: "Asia/Jerusalem",
	}
}

func sampleLong() Partner {
	return Partner{
		Name:       "Wolfeschlegelsteinhausenbergerdorff-Fernández de Córdoba y Álvarez-Montenegro",
		Address:    "wolfeschlegelsteinhausenbergerdorff.fernandez@a-rather-long-subdomain.example.org",
		Headline:   "See https://evil.example/?x=<script>alert(1)</script> or write to me@evil.example",
		Department: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
		Location:   "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
		Zone:       "America/Argentina/Buenos_Aires",
	}
}

func sampleMeeting() Meeting {
	return Meeting{Start: at(time.February, 9, 13, 0), Minutes: 45, Every: twoWeeks, Count: 13, Number: 1}
}

// sampleTurn is the first of the meetings at another hour.
func sampleTurn() Meeting {
	return Meeting{Start: at(time.May, 18, 5, 0), Minutes: 45, Every: twoWeeks, Count: 6, Number: 8}
}

func sampleReasons() []Reason {
	return []Reason{
		{Reason: program.Reason{Kind: program.RuleMeets, Subject: "skills_wanted", Values: []string{"Leadership"}, Count: 1, Of: 2},
			SubjectText: "Which skills do you want to build?", FromReader: true, ToName: "Dana Ferreira"},
		{Reason: program.Reason{Kind: program.RuleMeets, Subject: "skills_wanted", Values: []string{"Go", "Writing"}, Count: 2, Of: 2},
			SubjectText: "Which skills do you want to build?", FromName: "Dana Ferreira", ToReader: true},
		{Reason: program.Reason{Kind: program.RuleOverlap, Subject: "working_hours", Count: 7*60 + 30}, SubjectText: "Working hours"},
		{Reason: program.Reason{Kind: program.RuleSame, Subject: "language", Values: []string{"English"}}, SubjectText: "Language"},
		{Reason: program.Reason{Kind: program.RuleDifferent, Subject: "department", Values: []string{"Search", "Platform"}}, SubjectText: "Department"},
	}
}
