package main

import (
	"context"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
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

// zones checks rules beside the version, which not every system keeps.
func (d doctor) zones(context.Context) []finding {
	if _, err := program.LoadZone("Europe/Berlin"); err != nil {
		return found(fail, "this machine does not know Europe/Berlin; install its time zone data (tzdata)")
	}
	version, err := calendar.TzdataVersion()
	if err != nil {
		version = "of no named version"
	}
	if old := calendar.OutdatedZones(); len(old) > 0 {
		return found(warn, "the data (%s) is old: meetings in %s are announced at wrong hours; update tzdata", version, strings.Join(old, ", "))
	}
	return found(good, "the data (%s) knows the latest changes", version)
}
