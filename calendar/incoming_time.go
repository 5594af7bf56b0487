package calendar

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/peerpost/peerpost/program"
)

//go:embed windows_zones.txt
var windowsZones string

// ianaOf is the IANA zone of a Windows zone; "" where there is none.
func ianaOf(name string) string {
	for line := range strings.Lines(windowsZones) {
		if windows, iana, ok := strings.Cut(strings.TrimSpace(line), " = "); ok && strings.EqualFold(windows, name) {
			return iana
		}
	}
	return ""
}

// zones are the VTIMEZONEs of an object, by TZID.
type zones map[string]*ical.Component

func zonesOf(cal *ical.Calendar) zones {
	z := zones{}
	for _, child := range cal.Children {
		if child.Name == ical.CompTimezone {
			z[valueOf(child, ical.PropTimezoneID)] = child
		}
	}
	return z
}

// instant is when a property says.
func (z zones) instant(prop *ical.Prop) (time.Time, error) {
	if prop == nil {
		return time.Time{}, errors.New("found none, expected a time")
	}
	value := strings.TrimSpace(prop.Value)
	if t, err := time.Parse(utcForm, value); err == nil {
		return t.UTC(), nil
	}
	wall, err := time.Parse(wallForm, value)
	if err != nil {
		return time.Time{}, fmt.Errorf("found %.30q, expected a date and a time", value)
	}
	name := strings.Trim(prop.Params.Get(ical.ParamTimezoneID), `"`)
	for _, try := range []string{name, ianaOf(name), afterRegion(name)} {
		if loc, err := program.LoadZone(try); err == nil {
			return program.Resolve(wall, loc).UTC(), nil
		}
	}
	if zone, known := z[prop.Params.Get(ical.ParamTimezoneID)]; known {
		offset, err := offsetOf(zone, wall)
		return wall.Add(-offset), err
	}
	return time.Time{}, fmt.Errorf("found the time zone %.60q, expected one that this file or IANA describes", name)
}

// afterRegion is the zone at the end of a name like
// /freeassociation.sourceforge.net/Europe/Berlin.
func afterRegion(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) < 3 {
		return ""
	}
	return strings.Join(parts[len(parts)-2:], "/")
}

// offsetOf is how far a VTIMEZONE's clock is ahead of UTC when it shows wall: that
// of its last observance to begin before (RFC 5545 section 3.6.5).
func offsetOf(zone *ical.Component, wall time.Time) (time.Duration, error) {
	var last time.Time
	offset, found := time.Duration(0), false
	for _, o := range zone.Children {
		begins, err := time.Parse(wallForm, valueOf(o, ical.PropDateTimeStart))
		to, err2 := parseOffset(valueOf(o, "TZOFFSETTO"))
		if err != nil || err2 != nil {
			continue
		}
		at := onsetBefore(o, begins, wall)
		if !found || !at.IsZero() && at.After(last) {
			offset, last, found = to, at, true
		}
	}
	if !found {
		return 0, errors.New("found a time zone that says no offset")
	}
	return offset, nil
}

// onsetBefore is when an observance last begins before wall; zero where it has not
// begun by then. A yearly rule is looked at from two years ahead, wherever it
// begins: Outlook's begin in 1601.
func onsetBefore(o *ical.Component, begins, wall time.Time) time.Time {
	if begins.After(wall) {
		return time.Time{}
	}
	rule, err := rrule.StrToROption(valueOf(o, ical.PropRecurrenceRule))
	if err != nil || !changesClocks(rule) || !rule.Until.IsZero() && rule.Until.Before(wall.AddDate(-2, 0, 0)) {
		return begins
	}
	rule.Count, rule.Interval, rule.Until = 0, 1, wall
	if from := time.Date(wall.Year()-2, 1, 1, begins.Hour(), begins.Minute(), begins.Second(), 0, time.UTC); from.After(begins) {
		begins = from
	}
	rule.Dtstart = begins
	set, err := rrule.NewRRule(*rule)
	if err != nil {
		return begins
	}
	return set.Before(wall, true)
}

// changesClocks reports whether a rule is one by which clocks change: on few days of
// the year, once each. Any other may name millions of moments.
func changesClocks(r *rrule.ROption) bool {
	others := len(r.Bysetpos) + len(r.Byyearday) + len(r.Byweekno) + len(r.Byhour) + len(r.Byminute) + len(r.Bysecond) + len(r.Byeaster)
	return r.Freq == rrule.YEARLY && others == 0 && len(r.Bymonth) <= 12 && len(r.Bymonthday) <= 31 && len(r.Byweekday) <= 7
}

// parseOffset reads "+0100", "-093000".
func parseOffset(s string) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, fmt.Errorf("found the offset %.10q", s)
	}
	number, err := strconv.Atoi((s[1:] + "00")[:6])
	d := time.Duration(number/10000)*time.Hour + time.Duration(number/100%100)*time.Minute + time.Duration(number%100)*time.Second
	if s[0] == '-' {
		d = -d
	}
	return d, err
}
