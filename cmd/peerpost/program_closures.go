package main

import (
	"fmt"
	"time"

	"github.com/peerpost/peerpost/program"
)

// swallowed is what a program plans for days on which nothing can happen.
func swallowed(p *program.Program) (all []string) {
	for _, d := range []struct {
		what    string
		day     program.Date
		weekend bool // it matters there too
		then    string
	}{
		{"registration opens", p.Registration.Opens, true, "people get mail on their next working day"},
		{"registration closes", p.Registration.Closes, false, "nobody can be asked to answer on its last day"},
		{"pairing runs", p.Matching.Opens, true, "people get mail on their next working day"},
		{"the program starts", p.StartDate(), false, "nobody meets before they are over"},
	} {
		switch w := d.day.Weekday(); {
		case p.Closed(d.day):
			all = append(all, fmt.Sprintf("%s on %s, which is one of the closures; %s", d.what, d.day, d.then))
		case d.weekend && !workday(d.day):
			all = append(all, fmt.Sprintf("%s on a %s; %s", d.what, w, d.then))
		}
	}
	if days, open := openDays(p, p.Registration); days > 0 && open == 0 {
		all = append(all, fmt.Sprintf("registration from %s to %s has no working day that is not one of the closures; nobody can be invited in time", p.Registration.Opens, p.Registration.Closes))
	}
	if days, open := openDays(p, p.Matching); days > 0 && open == 0 {
		all = append(all, fmt.Sprintf("matching from %s to %s has no working day that is not one of the closures; nobody can be introduced before the start", p.Matching.Opens, p.Matching.Closes))
	}
	if days, closed := sessionDays(p); 2*closed > days {
		all = append(all, fmt.Sprintf("%d%% of the days on which people would meet every %s are closures; most meetings are left out", 100*closed/days, p.Sessions.Every))
	}
	return all
}

func workday(d program.Date) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

// openDays counts the working days of a window, and those that no closure swallows.
func openDays(p *program.Program, w program.Window) (days, open int) {
	for d := w.Opens; !w.Closes.Before(d); d = d.AddDays(1) {
		if workday(d) {
			days++
			if !p.Closed(d) {
				open++
			}
		}
	}
	return days, open
}

// sessionDays counts the days on which people may meet, whichever working day
// of the first week they begin on, and those of them that are closures.
func sessionDays(p *program.Program) (days, closed int) {
	every := max(1, int(p.Sessions.Every.Duration()/(24*time.Hour)))
	for first := range 7 {
		for d := p.StartDate().AddDays(first); d.Before(p.EndDate()); d = d.AddDays(every) {
			if workday(d) {
				days++
				if p.Closed(d) {
					closed++
				}
			}
		}
	}
	return days, closed
}
