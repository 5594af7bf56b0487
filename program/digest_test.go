package program

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func pool() []Participant {
	return []Participant{
		{ID: "a", Person: Person{Address: "a@example.org"}, Role: Peer, Capacity: 1, Answers: Answers{"x": {"1"}, "y": {"2"}}},
		{ID: "b", Person: Person{Address: "b@example.org"}, Role: Peer, Capacity: 1},
		{ID: "c", Person: Person{Address: "c@example.org"}, Role: Peer, Capacity: 1},
	}
}

func TestADraftIsStaleWhenAnythingItWasMadeOfChanges(t *testing.T) {
	was := Digest(1, 0, pool())
	if was != Digest(1, 0, pool()) {
		t.Error("the same inputs gave another digest")
	}
	reversed := pool()
	reversed[0], reversed[2] = reversed[2], reversed[0]
	if was != Digest(1, 0, reversed) {
		t.Error("the order of the pool counts")
	}
	if was == Digest(1, 1, pool()) {
		t.Error("another draft was approved, and the digest is the same")
	}
	if was == Digest(2, 0, pool()) {
		t.Error("the program's version does not count")
	}
	for name, change := range map[string]func([]Participant){
		"address":  func(p []Participant) { p[1].Person.Address = "bob@example.org" },
		"manager":  func(p []Participant) { p[1].Person.ManagerEmail = "a@example.org" },
		"zone":     func(p []Participant) { p[1].Person.Zone = "Asia/Kolkata" },
		"answers":  func(p []Participant) { p[0].Answers = Answers{"x": {"1"}, "y": {"3"}} },
		"role":     func(p []Participant) { p[1].Role = Mentor },
		"capacity": func(p []Participant) { p[1].Capacity = 2 },
		"member":   func(p []Participant) { p[1].ID = "z" },
	} {
		changed := pool()
		change(changed)
		if was == Digest(1, 0, changed) {
			t.Errorf("%s does not count", name)
		}
	}
	same := pool()
	same[0].Person.CreatedAt, same[0].Headline, same[0].Revision = time.Time{}.In(time.FixedZone("", 3600)), "new", 7
	if was != Digest(1, 0, same) {
		t.Error("what pairing does not look at counts")
	}
}

func TestChangesNameWhoJoinedLeftAndChangedInOrder(t *testing.T) {
	now := pool()[:1]
	now[0].Capacity = 3
	now = append(now, Participant{ID: "f"}, Participant{ID: "e"}, Participant{ID: "d"})
	want := Changes{Joined: []ID{"d", "e", "f"}, Left: []ID{"b", "c"}, Changed: []ID{"a"}}
	if diff := cmp.Diff(want, InputsOf(pool()).ChangesSince(InputsOf(now))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(Changes{}, InputsOf(pool()).ChangesSince(InputsOf(pool()))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
