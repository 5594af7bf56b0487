package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// occasion is something that a program's dates make happen.
type occasion struct {
	at   time.Time
	what string
	day  bool // no hour: a whole day
	end  bool // the end of the day before
}

func (o occasion) when(loc *time.Location) string {
	at := o.at.In(loc)
	switch {
	case o.day:
		return at.Format("Mon 2 Jan 2006")
	case o.end:
		return at.AddDate(0, 0, -1).Format("Mon 2 Jan 2006") + " 24:00"
	}
	return at.Format("Mon 2 Jan 2006 15:04")
}

// occasionsOf are the dates of a cohort, in order.
func occasionsOf(p *program.Program) []occasion {
	invited := "registration opens: who is imported is invited"
	if p.Import.People == "register" {
		invited = "registration opens: who is imported and has not answered what is required is invited"
	}
	all := []occasion{
		{at: p.RegistrationOpens(), what: invited},
		{at: p.RegistrationCloses(), what: "registration closes", end: true},
		{at: p.RoundDue(), what: fmt.Sprintf("pairing runs: the draft goes to %s, who decide within %d days",
			count(len(p.Admins), "one administrator", "%d administrators"), int(program.DraftLives/(24*time.Hour)))},
		{at: p.Begins(), what: fmt.Sprintf("the program starts: meetings of %s every %s", p.Sessions.Length, p.Sessions.Every), day: true},
		{at: p.Ends(), what: "the program is over", day: true},
		{at: p.ReportDue(), what: "the report goes to the administrators, when the last survey has closed"},
	}
	for _, s := range p.Surveys {
		all = append(all, occasion{at: p.SurveyDue(s), what: fmt.Sprintf("survey %q: %s", s.Name, count(len(s.Questions), "one question", "%d questions"))})
	}
	slices.SortStableFunc(all, func(a, b occasion) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
	return all
}

// sayDates writes what will happen when, in the program's zone.
func (at *place) sayDates(p *program.Program) {
	var rows [][]string
	for _, o := range occasionsOf(p) {
		rows = append(rows, []string{o.when(p.Location()), o.what})
	}
	at.say("Dates, in the time of %s:\n", p.Zone)
	at.table(rows)
}

// warningsOf is what is allowed and may surprise; due is whether a Round has
// still to run.
func warningsOf(p *program.Program, now time.Time, due bool) []string {
	var all []string
	warn := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	switch {
	case p.Over(now):
		warn("the program was over on %s; apply refuses it as a new program", p.EndDate())
	case !now.Before(p.RoundDue()) && !due: // who is paired is decided
	case !now.Before(p.RoundDue()):
		warn("pairing was due on %s; it runs as soon as the program is applied", p.Matching.Opens)
	case !now.Before(p.RegistrationCloses()):
		warn("registration closed on %s; nobody can answer, only people whom the file registers are paired", p.Registration.Closes)
	}
	all = append(all, swallowed(p)...)
	if len(p.Admins) == 1 {
		warn("there is one administrator; nobody can approve a draft while %s is away", p.Admins[0])
	}
	if len(p.Pairing.Requirements)+len(p.Pairing.Recommendations) == 0 {
		warn("there are neither requirements nor recommendations; any two people are as good as any others")
	}
	if days := int(p.Sessions.Every.Duration() / (24 * time.Hour)); p.StartDate().DaysUntil(p.EndDate()) < days {
		warn("the program is shorter than %s; each pair meets once", p.Sessions.Every)
	}
	if len(p.Surveys) == 0 {
		warn("there is no survey; the report will not say how people found it")
	}
	return all
}
