package templates

import (
	"cmp"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// EntryText is what a calendar says of a meeting, the same to everybody who meets:
// when it begins on everybody's clock, the plan for it, and how to move or skip it, by
// the link where there is one. Of a series it says when the first one begins, and the
// plan that most have.
func EntryText(language string, c Calendar, move string) (string, error) {
	texts, err := catalogueOf(language)
	if err != nil {
		return "", err
	}
	zone, err := program.LoadZone(c.Zone)
	if err != nil {
		return "", err
	}
	r := reader{catalogue: texts, zone: zone}
	var b strings.Builder
	line := func(text words, failed error) {
		if err == nil {
			err = failed
		}
		b.WriteString(string(text) + "\n")
	}
	series := c.Every.N > 0 && c.Recurrence.IsZero()
	if series && c.Count > 1 {
		line(r.t("entry.first"))
	}
	start := program.Resolve(c.First, zone)
	for _, a := range c.Attendees {
		there, err := program.LoadZone(a.Zone)
		if err != nil {
			continue // its own calendar knows
		}
		when, err := r.whenIn(start, there)
		if err != nil {
			return "", err
		}
		line(r.t("entry.for", "name", a.Name, "when", when))
	}
	line(r.t("meeting.minutes", "count", c.Minutes))
	if series {
		every, err := r.every(c.Every)
		if err != nil {
			return "", err
		}
		line(r.t("meeting.rhythm", "every", every, "count", c.Count))
	}
	if c.Room != "" {
		line(r.t("entry.room"))
		b.WriteString(c.Room + "\n")
	}
	if c.Agenda != "" {
		plan, err := c.plan(series && c.Count > 1)
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + strings.TrimSpace(plan) + "\n")
	}
	b.WriteString("\n")
	if move == "" {
		line(r.t("entry.agenda"))
	} else {
		line(r.t("entry.move"))
		b.WriteString(move + "\n")
	}
	return b.String(), err
}

// plan is that of the meeting, or of most meetings of a series.
func (c Calendar) plan(series bool) (string, error) {
	if series {
		return usualPlan(c.Agenda)
	}
	number := max(c.Number, 1)
	_, plan, err := Agenda(c.Agenda, number, max(cmp.Or(c.Of, c.Count), number))
	return plan, err
}
