package googlefake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/api/calendar/v3"
)

// entry is an event on its organizer's calendar: a single one, a recurring
// master, or an instance that differs from its master.
type entry struct {
	owner   string
	changed int // s.changes at its last change
	event   *calendar.Event
}

func key(owner, id string) string { return owner + " " + id }

// keep puts an event, changed, on a calendar.
func (s *Server) keep(owner string, event *calendar.Event) {
	s.changes++
	event.Etag = fmt.Sprintf("%q", fmt.Sprint(s.changes))
	event.Updated = s.options.Now().UTC().Format(time.RFC3339Nano)
	s.entries[key(owner, event.Id)] = &entry{owner, s.changes, event}
}

// find returns a copy of an event, which may be deleted. An instance that
// equals its master is made on the way.
func (s *Server) find(owner, id string) (*calendar.Event, bool) {
	if e, ok := s.entries[key(owner, id)]; ok {
		return clone(e.event), true
	}
	master, stamp, found := strings.Cut(id, "_")
	if e, ok := s.entries[key(owner, master)]; found && ok {
		for _, o := range occurrences(e.event) {
			if o.UTC().Format(stampForm) == stamp {
				return instance(e.event, o), true
			}
		}
	}
	return nil, false
}

// exceptions returns the instances of a master that differ from it.
func (s *Server) exceptions(owner, master string) []*entry {
	var out []*entry
	for _, e := range s.entries {
		if e.owner == owner && e.event.RecurringEventId == master {
			out = append(out, e)
		}
	}
	return out
}

// dropExceptions forgets those whose original start the master lost.
func (s *Server) dropExceptions(owner string, master *calendar.Event) {
	starts := occurrences(master)
	for _, e := range s.exceptions(owner, master.Id) {
		original := instant(e.event.OriginalStartTime)
		if !slices.ContainsFunc(starts, original.Equal) {
			delete(s.entries, key(owner, e.event.Id))
		}
	}
}

// sorted returns a calendar's entries in the order of their last change.
func (s *Server) sorted(owner string) []*entry {
	var out []*entry
	for _, e := range s.entries {
		if e.owner == owner {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *entry) int { return a.changed - b.changed })
	return out
}

// clone goes through JSON, as every answer does.
func clone(event *calendar.Event) *calendar.Event {
	var out calendar.Event
	convert(event, &out)
	return &out
}

// convert panics where a value of ours is no JSON, which cannot be.
func convert(from, into any) {
	data, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic("googlefake: copy an event: " + err.Error())
	}
}
