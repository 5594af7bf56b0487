package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	gcal "google.golang.org/api/calendar/v3"
)

// The private properties of our events. They say what we wrote last, whatever
// people have changed since and however Google spells it now.
const (
	markOwner    = "peerpost"         // Series and generation
	markRevision = "peerpostRevision" // of the event
	markShape    = "peerpostShape"    // digest of what guests are told of
	markWords    = "peerpostWords"    // digest of what nobody is told of
	markGuests   = "peerpostGuests"   // digests of those we invited
)

// marks are the private properties of an event as e has it.
func (e GoogleEvent) marks(body *gcal.Event) map[string]string {
	return map[string]string{
		markOwner:    e.owner(),
		markRevision: strconv.Itoa(e.Revision),
		markShape:    shapeOf(body, e.Guests, e.Meet),
		markWords:    digest(body.Description, remindersText(body.Reminders)),
		markGuests:   guestMarks(e.Guests),
	}
}

func (e GoogleEvent) owner() string { return fmt.Sprintf("%s/%d", e.Series.ID, e.Generation) }

// shapeOf is the digest of all that guests are told of. What it covers stays
// as it is: another digest of the same event would tell everybody again.
func shapeOf(body *gcal.Event, guests []Party, meet bool) string {
	return digest(body.Summary, body.Location, body.Start.DateTime, body.Start.TimeZone, body.End.DateTime,
		strings.Join(body.Recurrence, "\n"), strings.Join(guestKeys(guests), "\n"), strconv.FormatBool(meet))
}

func guestKeys(guests []Party) []string {
	var keys []string
	for _, guest := range guests {
		keys = append(keys, guest.Address.Key())
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// guestMarks names guests without naming them: 48 bits each, so that a group
// fits into the 1024 characters of a property.
func guestMarks(guests []Party) string {
	var marks []string
	for _, k := range guestKeys(guests) {
		marks = append(marks, guestMark(k))
	}
	return strings.Join(marks, " ")
}

func guestMark(address string) string { return digest(strings.ToLower(address))[:12] }

func remindersText(r *gcal.EventReminders) string {
	var minutes []string
	if r != nil {
		for _, one := range r.Overrides {
			minutes = append(minutes, strconv.FormatInt(one.Minutes, 10))
		}
	}
	return strings.Join(minutes, " ")
}

// digest tells lists of texts apart.
func digest(parts ...string) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic("calendar: write a list of texts: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// marked returns the private properties of an event; none is the empty map.
func marked(event *gcal.Event) map[string]string {
	if event.ExtendedProperties == nil {
		return map[string]string{}
	}
	return event.ExtendedProperties.Private
}

// newerThan reports whether the mark of a revision is above ours.
func newerThan(mark string, revision int) bool {
	there, err := strconv.Atoi(mark)
	return err == nil && there > revision
}

func private(marks map[string]string) *gcal.EventExtendedProperties {
	return &gcal.EventExtendedProperties{Private: marks}
}
