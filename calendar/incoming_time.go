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

// zones are the time zones of one object, by TZID.
type zones struct {
	described map[string][]observance   // by its VTIMEZONEs
	known     map[string]*time.Location // by IANA, as far as it was asked for; nil where it is not
	looked    int                       // how often a rule was expanded
}

// observance is a time in which a zone's clocks have one offset.
type observance struct {
	begins time.Time
	offset time.Duration
	rule   *rrule.ROption // when it begins again; nil for never
}

// The bounds of times that are taken. The store holds years of four digits, and
// whoever names a zone of many rules for many events wants to keep us busy: calendars
// need two rules for each time.
const (
	firstYear, lastYear = 1970, 2200
	mostLooked          = 1500
)

func zonesOf(cal *ical.Calendar) *zones {
	z := &zones{described: map[string][]observance{}, known: map[string]*time.Location{}}
	for _, child := range cal.Children {
		if child.Name == ical.CompTimezone {
			z.described[valueOf(child, ical.PropTimezoneID)] = observancesOf(child)
		}
	}
	return z
}

func observancesOf(zone *ical.Component) (all []observance) {
	for _, child := range zone.Children {
		begins, err := time.Parse(wallForm, valueOf(child, ical.PropDateTimeStart))
		offset, err2 := parseOffset(valueOf(child, "TZOFFSETTO"))
		if err != nil || err2 != nil {
			continue
		}
		o := observance{begins: begins, offset: offset}
		if rule, err := rrule.StrToROption(valueOf(child, ical.PropRecurrenceRule)); err == nil && changesClocks(rule) {
			o.rule = rule
		}
		all = append(all, o)
	}
	return all
}

// instant is when a property says.
func (z *zones) instant(prop *ical.Prop) (time.Time, error) {
	t, err := z.read(prop)
	if err == nil && (t.Year() < firstYear || t.Year() > lastYear) {
		return time.Time{}, fmt.Errorf("found the year %d, expected %d to %d", t.Year(), firstYear, lastYear)
	}
	return t, err
}

func (z *zones) read(prop *ical.Prop) (time.Time, error) {
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
	name := prop.Params.Get(ical.ParamTimezoneID)
	if loc := z.location(strings.Trim(name, `"`)); loc != nil {
		return program.Resolve(wall, loc).UTC(), nil
	}
	if zone, described := z.described[name]; described {
		offset, err := z.offset(zone, wall)
		return wall.Add(-offset), err
	}
	return time.Time{}, fmt.Errorf("found the time zone %.60q, expected one that this file or IANA describes", name)
}

// location is the IANA zone that a name means; nil where there is none.
func (z *zones) location(name string) *time.Location {
	loc, asked := z.known[name]
	if asked {
		return loc
	}
	for _, try := range []string{name, ianaOf(name), afterRegion(name)} {
		if found, err := program.LoadZone(try); err == nil {
			loc = found
			break
		}
	}
	z.known[name] = loc
	return loc
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

// offset is how far a described zone's clock is ahead of UTC when it shows wall:
// that of its last observance to begin before (RFC 5545 section 3.6.5).
func (z *zones) offset(zone []observance, wall time.Time) (time.Duration, error) {
	var last time.Time
	offset, found := time.Duration(0), false
	for _, o := range zone {
		at := o.begins
		if o.begins.After(wall) {
			at = time.Time{}
		} else if o.rule != nil && (o.rule.Until.IsZero() || !o.rule.Until.Before(wall.AddDate(-2, 0, 0))) {
			if z.looked++; z.looked > mostLooked {
				return 0, errors.New("found a time zone with more rules than clocks have")
			}
			at = o.onsetBefore(wall)
		}
		if !found || !at.IsZero() && at.After(last) {
			offset, last, found = o.offset, at, true
		}
	}
	if !found {
		return 0, errors.New("found a time zone that says no offset")
	}
	return offset, nil
}

// onsetBefore is when an observance that has begun by then last begins before wall.
// Its yearly rule is looked at from two years ahead, wherever it begins: Outlook's
// begin in 1601.
func (o observance) onsetBefore(wall time.Time) time.Time {
	rule := *o.rule
	rule.Count, rule.Interval, rule.Dtstart = 0, 1, o.begins
	if rule.Until.IsZero() || rule.Until.After(wall) {
		rule.Until = wall
	}
	if from := time.Date(wall.Year()-2, 1, 1, o.begins.Hour(), o.begins.Minute(), o.begins.Second(), 0, time.UTC); from.After(o.begins) {
		rule.Dtstart = from
	}
	set, err := rrule.NewRRule(rule)
	if err != nil {
		return o.begins
	}
	return set.Before(wall, true)
}

// changesClocks reports whether a rule is one by which clocks change: on one day of
// the year. Any other may name millions of moments.
func changesClocks(r *rrule.ROption) bool {
	others := len(r.Bysetpos) + len(r.Byyearday) + len(r.Byweekno) + len(r.Byhour) + len(r.Byminute) + len(r.Bysecond) + len(r.Byeaster)
	return r.Freq == rrule.YEARLY && others == 0 && len(r.Bymonth) <= 1 && len(r.Bymonthday) <= 31 && len(r.Byweekday) <= 1
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
