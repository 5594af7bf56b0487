package program

import (
	"slices"
	"testing"
	"time"
)

func TestParticipantsChangeOnlyAsTheyMay(t *testing.T) {
	all := []ParticipantState{Invited, Registered, Paused, Left, Removed, Erased}
	for from, to := range map[ParticipantState][]ParticipantState{
		Invited:    {Registered, Left, Removed, Erased},
		Registered: {Paused, Left, Removed, Erased},
		Paused:     {Registered, Left, Removed, Erased},
		Left:       {Registered, Erased},
		Removed:    {Registered, Erased},
		Erased:     {},
		"":         {},
	} {
		for _, next := range all {
			if got := from.MayBecome(next); got != slices.Contains(to, next) {
				t.Errorf("from %q to %q: %v", from, next, got)
			}
		}
	}
}

func TestOneYesIsEnoughAndSilenceIsNotNo(t *testing.T) {
	for want, cases := range map[SessionState][][]bool{
		SessionMet:     {{true}, {false, true}, {true, false, false}},
		SessionNotMet:  {{false}, {false, false}},
		SessionUnknown: {nil, {}},
	} {
		for _, answers := range cases {
			if got := Met(answers); got != want {
				t.Errorf("%v: %s, want %s", answers, got, want)
			}
		}
	}
}

func TestPeopleAreCalledAsTheyWant(t *testing.T) {
	for _, c := range []struct {
		person      Person
		name, hello string
	}{
		{Person{Name: "王小明", FirstName: "小明", LastName: "王"}, "王小明", "小明"},
		{Person{FirstName: "Zoë", LastName: "Köhler"}, "Zoë Köhler", "Zoë"},
		{Person{FirstName: "Zoë"}, "Zoë", "Zoë"},
		{Person{LastName: "Köhler"}, "Köhler", ""},
		{Person{Address: "ada@example.org"}, "ada", ""},
	} {
		if c.person.DisplayName() != c.name || c.person.Greeting() != c.hello {
			t.Errorf("%q, hello %q; want %q, hello %q", c.person.DisplayName(), c.person.Greeting(), c.name, c.hello)
		}
	}
}

func TestWhereThePersonSaysNothingTheProgramDecides(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	var p Person
	if p.TimeZone(berlin) != berlin || !p.WorkingHours().Works(time.Monday) || p.WorkingHours().Works(time.Sunday) {
		t.Errorf("%v, %v", p.TimeZone(berlin), p.WorkingHours())
	}
	p = Person{Zone: "Asia/Kolkata", Hours: "Sun 09:00-12:00"}
	if p.TimeZone(berlin).String() != "Asia/Kolkata" || p.WorkingHours().Works(time.Monday) {
		t.Errorf("%v, %v", p.TimeZone(berlin), p.WorkingHours())
	}
}

func TestALinkLivesUntilItExpiresOrIsRevoked(t *testing.T) {
	now := time.Date(2027, 1, 25, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		why  string
		link Link
		want bool
	}{
		{"for ever", Link{}, true},
		{"until it expires", Link{ExpiresAt: now.Add(time.Second)}, true},
		{"not when it expires", Link{ExpiresAt: now}, false},
		{"not once revoked", Link{RevokedAt: now}, false},
		{"used is not dead: it shows its result", Link{UsedAt: now}, true},
	} {
		if got := c.link.Live(now); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func TestAllMailOfOnePersonIsInOneShardAndTheShardsShareThePeople(t *testing.T) {
	source, counts := &IDs{Random: &counter{}}, [Shards]int{}
	now := time.Date(2027, 1, 25, 9, 0, 0, 0, time.UTC)
	for i := range 8000 {
		person := source.New(now.Add(time.Duration(i) * time.Millisecond))
		shard := ShardOf(person)
		if shard != ShardOf(person) || shard < 0 || shard >= Shards {
			t.Fatalf("%q is in shard %d", person, shard)
		}
		counts[shard]++
	}
	for shard, n := range counts {
		if n < 800 || n > 1200 {
			t.Errorf("shard %d has %d of 8000 people", shard, n)
		}
	}
}

// counter is a source of bytes that all differ a little.
type counter struct{ n uint64 }

func (c *counter) Read(b []byte) (int, error) {
	for i := range b {
		c.n = c.n*6364136223846793005 + 1442695040888963407
		b[i] = byte(c.n >> 56)
	}
	return len(b), nil
}

func TestEveryKindHasItsRow(t *testing.T) {
	for _, kind := range Kinds() {
		rule, ok := kind.Rule()
		switch {
		case !ok || rule.Unknown == "":
			t.Errorf("%s: %+v", kind, rule)
		case rule.Unsubscribable && (rule.Class == Control || rule.Class == Gated):
			t.Errorf("%s can be unsubscribed, though somebody waits for it", kind)
		}
	}
	if _, ok := Kind("gossip").Rule(); ok {
		t.Error("a kind that nobody knows has a rule")
	}
}

func TestTheNumberToTypeIsThePeopleToIntroduce(t *testing.T) {
	if got := (Draft{Summary: Summary{Paired: 23, Pairs: 11}}).Number(); got != 23 {
		t.Errorf("%d", got)
	}
}

func TestAnUnknownZoneFallsBackToUTC(t *testing.T) {
	p := Program{Zone: "Europe/Atlantis", Questionnaire: []Question{{ID: "team"}}}
	if p.Location() != time.UTC {
		t.Errorf("%v", p.Location())
	}
	if _, ok := p.Question("team"); !ok {
		t.Error("the question is not found")
	}
	if _, ok := p.Question("size"); ok {
		t.Error("a question is found that nobody asks")
	}
}

func TestADraftSaysHowFarBelowTheBestItMayBe(t *testing.T) {
	for _, c := range []struct {
		summary Summary
		want    float64
	}{
		{Summary{Score: 9, Bound: 10}, 10},
		{Summary{Score: 9, Bound: 10, Optimal: true}, 0},
		{Summary{Score: 10, Bound: 10, Optimal: true}, 0},
		{Summary{Score: 9.96, Bound: 10}, 0.4},
		{Summary{Score: 9.9599, Bound: 10}, 0.5},
		{Summary{Score: 9.995, Bound: 10}, 0.05},
		{Summary{Score: 9.9905, Bound: 10}, 0.1},
		{Summary{Score: 9.999999, Bound: 10}, 0.01},
		{Summary{Score: 10, Bound: 10}, 0.01},
		{Summary{Score: 10.01, Bound: 10}, 0.01},
		{Summary{}, 0.01},
	} {
		if got := c.summary.Within(); got != c.want {
			t.Errorf("%+v: %v percent, want %v", c.summary, got, c.want)
		}
	}
}
