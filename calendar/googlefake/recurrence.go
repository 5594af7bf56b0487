package googlefake

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"
	"google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

const (
	wallForm  = "20060102T150405"
	stampForm = "20060102T150405Z"
)

// occurrences returns the starts of an event: of a single one its own.
func occurrences(event *calendar.Event) []time.Time {
	first := instant(event.Start)
	if len(event.Recurrence) == 0 {
		return []time.Time{first}
	}
	loc, err := program.LoadZone(event.Start.TimeZone)
	if err != nil {
		return nil
	}
	rule, skipped, err := readRecurrence(event.Recurrence, loc)
	if err != nil {
		return nil
	}
	rule.Dtstart = wallClock(first, loc)
	set, err := rrule.NewRRule(*rule)
	if err != nil {
		return nil
	}
	var out []time.Time
	for _, wall := range set.All() {
		if !skipped[wall] {
			out = append(out, program.Resolve(wall, loc))
		}
	}
	return out
}

// readRecurrence reads RRULE and EXDATE onto the wall clock, carried as UTC.
func readRecurrence(lines []string, loc *time.Location) (*rrule.ROption, map[time.Time]bool, error) {
	var rule *rrule.ROption
	skipped := map[time.Time]bool{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case name == "RRULE" && rule == nil:
			read, err := rrule.StrToROption(value)
			if err != nil {
				return nil, nil, invalid("Invalid recurrence rule: " + err.Error())
			}
			if !read.Until.IsZero() {
				read.Until = wallClock(read.Until, loc)
			}
			rule = read
		case name == "EXDATE;TZID="+loc.String():
			for text := range strings.SplitSeq(value, ",") {
				wall, err := time.Parse(wallForm, text)
				if err != nil {
					return nil, nil, invalid("Invalid EXDATE")
				}
				skipped[wall] = true
			}
		default:
			return nil, nil, invalid("Invalid recurrence: " + name)
		}
	}
	if rule == nil || rule.Until.IsZero() && rule.Count == 0 {
		return nil, nil, invalid("this server expects a rule that ends")
	}
	return rule, skipped, nil
}

// instant reads a start or an end; a date is its midnight in UTC.
func instant(at *calendar.EventDateTime) time.Time {
	if at == nil {
		return time.Time{}
	}
	if at.Date != "" {
		day, _ := time.Parse(time.DateOnly, at.Date)
		return day
	}
	t, err := time.Parse(time.RFC3339, at.DateTime)
	if err == nil {
		return t
	}
	wall, err := time.Parse("2006-01-02T15:04:05", at.DateTime)
	loc, unknown := program.LoadZone(at.TimeZone)
	if err != nil || unknown != nil {
		return time.Time{}
	}
	return program.Resolve(wall, loc)
}

func wallClock(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
