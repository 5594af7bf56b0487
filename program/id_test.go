package program

import (
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestIdsSortByTheTimeOfTheirBirth(t *testing.T) {
	source := &IDs{Random: rand.Reader}
	born := time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	var ids []ID
	for i := range 10_000 {
		ids = append(ids, source.New(born.Add(time.Duration(i/5000)*time.Millisecond))) // more than fit a millisecond
	}
	for _, id := range []time.Time{born.Add(-time.Hour), born.Add(time.Hour)} {
		ids = append(ids, source.New(id)) // a clock that went back does not bring ids back
	}
	if !slices.IsSorted(ids) {
		t.Error("ids of one source went back")
	}
	if len(slices.Compact(ids)) != 10_002 {
		t.Error("an id came twice")
	}
	for _, id := range ids {
		if !ValidID(string(id)) {
			t.Fatalf("%q is no id", id)
		}
	}
}

func TestTheSameSeedGivesTheSameIds(t *testing.T) {
	now := time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	seeded := func() ID { return (&IDs{Random: strings.NewReader("12345678")}).New(now) }
	if a, b := seeded(), seeded(); a != b {
		t.Errorf("%q and %q", a, b)
	}
}

func TestManyMayAskForIdsAtOnce(t *testing.T) {
	source, now := &IDs{Random: rand.Reader}, time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	var group sync.WaitGroup
	seen := map[ID]bool{}
	for range 8 {
		group.Go(func() {
			for range 500 {
				id := source.New(now)
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(seen) != 4000 {
		t.Errorf("%d different ids", len(seen))
	}
}

func TestDerivedIdsAreTheSameForTheSamePartsAndLieBesideTheirParent(t *testing.T) {
	source := &IDs{Random: rand.Reader}
	now := time.Date(2027, 1, 11, 9, 0, 0, 0, time.UTC)
	parent, later := source.New(now), source.New(now.Add(time.Hour))
	a := DeriveID(parent, "pairing", "1")
	if a != DeriveID(parent, "pairing", "1") {
		t.Error("the same parts gave another id")
	}
	for name, other := range map[string]ID{
		"other part": DeriveID(parent, "pairing", "2"), "parts joined": DeriveID(parent, "pairing1"), "other parent": DeriveID(later, "pairing", "1"),
	} {
		if a == other {
			t.Errorf("%s: the same id", name)
		}
	}
	if !ValidID(string(a)) || a[:9] != parent[:9] || a >= later {
		t.Errorf("%q of %q", a, parent)
	}
	if !ValidID(string(DeriveID("no id", "x"))) {
		t.Error("a strange parent gives no id")
	}
}

func TestOnlyIdsAreIds(t *testing.T) {
	for _, s := range []string{"", "x", strings.Repeat("0", 25), strings.Repeat("0", 27), strings.Repeat("w", 26), strings.Repeat("V", 26), strings.Repeat("0", 24) + "\n\n"} {
		if ValidID(s) {
			t.Errorf("%q counts as an id", s)
		}
	}
}
