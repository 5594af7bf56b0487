package main

import (
	"context"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

func (d doctor) secret(context.Context) []finding {
	for _, pair := range d.given {
		if strings.HasPrefix(pair, prefix+"SECRET=") || strings.HasPrefix(pair, prefix+"SECRET_FILE=") {
			return found(good, "%d characters from the environment", utf8.RuneCountInString(d.Secret))
		}
	}
	info, err := os.Stat(d.secretFile())
	switch {
	case err != nil:
		return found(fail, "%s cannot be read (%v); restore it from a backup", d.secretFile(), reason(err))
	case info.Mode().Perm()&0o077 != 0:
		return found(warn, "others on this machine can read %s and forge links; run chmod 600 %s", d.secretFile(), d.secretFile())
	}
	return found(good, "%d characters in %s; keep a copy with the backups, links and meetings depend on it", utf8.RuneCountInString(d.Secret), d.secretFile())
}

func (d doctor) clock(context.Context) []finding {
	now := d.now().UTC().Format("2006-01-02 15:04:05 UTC")
	if d.Clock != "" {
		return found(warn, "it shows %s, made up by %s; unset %sCLOCK outside tests", now, d.Clock, prefix)
	}
	if d.now().Year() < 2026 {
		return found(fail, "it shows %s, which is past; set this machine's clock", now)
	}
	return found(good, "it shows %s", now)
}

// zones checks rules, not version strings, which not every system keeps: what
// has changed of late and what old data gets wrong.
func (d doctor) zones(context.Context) []finding {
	for _, rule := range []struct {
		zone   string
		at     time.Time
		offset time.Duration
		since  string
	}{
		{"Europe/Berlin", time.Date(2027, 7, 1, 12, 0, 0, 0, time.UTC), 2 * time.Hour, "1996"},
		{"America/Vancouver", time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC), -7 * time.Hour, "2026-11"},
		{"Africa/Casablanca", time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC), 0, "2026-09-20"},
	} {
		loc, err := time.LoadLocation(rule.zone)
		if err != nil {
			return found(fail, "this machine does not know %s; install its time zone data (tzdata)", rule.zone)
		}
		if _, seconds := rule.at.In(loc).Zone(); time.Duration(seconds)*time.Second != rule.offset {
			return found(warn, "the data is old: %s has other hours since %s, so that meetings there are announced at wrong ones; update tzdata", rule.zone, rule.since)
		}
	}
	return found(good, "the data knows the changes of 2026")
}
