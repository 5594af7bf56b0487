package calendar

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

// ourIDs begins the id of every event that Peerpost makes.
const ourIDs = "peerpost"

// EventID returns the id of a Series' event on Google: 40 of the characters
// that Google allows (a to v, 0 to 9). It is an HMAC-SHA-256 under the
// installation's secret: the same for the same Series and generation, and
// nobody can guess it. The generation rises when an event that was deleted is
// made anew, because Google never frees an id.
func EventID(secret []byte, series program.ID, generation int) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "event-id\x00%s\x00%d", series, generation)
	text := base32.HexEncoding.EncodeToString(mac.Sum(nil)[:20]) // 160 bits need no padding
	return ourIDs + strings.ToLower(text)
}

// GoogleEvent is a Series as its organiser's calendar shall have it. All text
// is plain and may hold anything.
type GoogleEvent struct {
	ID         string // by EventID
	Series     program.Series
	Generation int

	// Revision rises with each change. An older one never overwrites a newer.
	Revision int

	Guests      []Party // everybody who meets, the organiser too where they do
	Summary     string
	Description string
	Location    string // "" for none; a link where the members have their own room
	Meet        bool   // a Google Meet is made for it

	// Reminders pop up so long before each session on the organiser's calendar;
	// none leaves it to their own settings. Guests always have their own.
	Reminders []time.Duration
}

// GoogleWritten is what is known of an event after it was put.
type GoogleWritten struct {
	MeetURL     string // "" for none yet
	MeetPending bool   // Google still makes it: put the event again to learn the link

	// Superseded: a newer Revision was there already, and stays.
	Superseded bool
}

// check refuses what no calendar would take.
func (e GoogleEvent) check() error {
	switch {
	case !strings.HasPrefix(e.ID, ourIDs) || strings.Trim(e.ID, "abcdefghijklmnopqrstuv0123456789") != "":
		return fmt.Errorf("found event id %q, expected one that EventID made", e.ID)
	case e.Series.ID == "" || e.Revision < 0 || e.Generation < 0:
		return errors.New("found no series, or a revision or generation below 0")
	case e.Series.Duration < time.Minute || e.Series.Duration%time.Minute != 0:
		return fmt.Errorf("found a duration of %s, expected whole minutes", e.Series.Duration)
	case e.Summary == "":
		return errors.New("found no summary")
	}
	if u, err := url.Parse(e.Location); strings.Contains(e.Location, "://") && (err != nil || u.Host == "") {
		return fmt.Errorf("found %q, expected a link like https://example.org/", e.Location)
	}
	return checkGuests(e.Guests)
}

func checkGuests(guests []Party) error {
	if len(guests) == 0 {
		return errors.New("found no guests")
	}
	for _, guest := range guests {
		if _, err := program.ParseAddress(string(guest.Address)); err != nil {
			return err
		}
	}
	return nil
}

// recurrence is the Series' rule for Google: RRULE and EXDATE without DTSTART.
// A single session has a rule too, so that it has an instance like all others.
func (e GoogleEvent) recurrence(loc *time.Location) ([]string, error) {
	r := recurrence{e.Series.FirstLocal, e.Series.Every, e.Series.Count, e.Series.Skipped}
	held, skipped, err := r.split()
	if err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return nil, errors.New("found only skipped sessions")
	}
	rule, err := r.rule()
	if err != nil {
		return nil, err
	}
	rule.Count, rule.Until = 0, program.Resolve(held[len(held)-1], loc)
	lines := []string{"RRULE:" + ruleText(rule)}
	if len(skipped) > 0 {
		var walls []string
		for _, wall := range skipped {
			walls = append(walls, wall.Format(wallForm))
		}
		lines = append(lines, "EXDATE;TZID="+e.Series.Zone+":"+strings.Join(walls, ","))
	}
	return lines, nil
}
