package matching_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func atMost(n int) program.Rule {
	return program.Rule{Kind: program.RuleTimezoneGap, AtMost: program.Length{N: n, Unit: program.Hours}}
}

func rule(kind program.RuleKind, field string) program.Rule {
	return program.Rule{Kind: kind, Field: field, Weight: 1}
}

var wishes = program.Rule{Kind: program.RuleMeets, Field: "wants", Meets: "offers", Weight: 1}

type edit = func(*program.Participant)

func TestRequirementsKeepPeopleApart(t *testing.T) {
	language := func(s string) edit { return record(func(p *program.Person) { p.Language = s }) }
	for name, test := range map[string]struct {
		rule program.Rule
		a, b []edit
		want bool // paired
	}{
		"same department":                  {rule("same", "department"), []edit{department("Tech")}, []edit{department(" tech ")}, true},
		"another department":               {rule("same", "department"), []edit{department("Tech")}, []edit{department("Sales")}, false},
		"a blank is not the same":          {rule("same", "department"), []edit{department("Tech")}, nil, false},
		"two blanks are not the same":      {rule("same", "department"), nil, nil, false},
		"one of two languages is shared":   {rule("same", "language"), []edit{language("en; de")}, []edit{language("fr;de")}, true},
		"an answer is shared":              {rule("same", "wants"), []edit{answers("wants", "Go", "SQL")}, []edit{answers("wants", "SQL")}, true},
		"different departments":            {rule("different", "department"), []edit{department("Tech")}, []edit{department("Sales")}, true},
		"not different departments":        {rule("different", "department"), []edit{department("Tech")}, []edit{department("TECH")}, false},
		"a blank may be different":         {rule("different", "department"), []edit{department("Tech")}, nil, true},
		"manager and report":               {rule("different", "manager"), []edit{reportsTo("b")}, nil, false},
		"report and manager":               {rule("different", "manager"), nil, []edit{reportsTo("a")}, false},
		"reports of one manager":           {rule("different", "manager"), []edit{reportsTo("x")}, []edit{reportsTo("X")}, false},
		"reports of two managers":          {rule("different", "manager"), []edit{reportsTo("x")}, []edit{reportsTo("y")}, true},
		"two without a manager":            {rule("different", "manager"), nil, nil, true},
		"the same manager":                 {rule("same", "manager"), []edit{reportsTo("x")}, []edit{reportsTo("x")}, true},
		"the same zone by another name":    {rule("same", "timezone"), []edit{zone("Europe/Paris")}, nil, true},
		"London is not Berlin":             {rule("same", "timezone"), []edit{zone("Europe/London")}, nil, false},
		"different zones":                  {rule("different", "timezone"), []edit{zone("Europe/London")}, nil, true},
		"six hours within six":             {atMost(6), []edit{zone("America/New_York")}, nil, true},
		"six hours not within five":        {atMost(5), []edit{zone("America/New_York")}, nil, false},
		"half an hour too much":            {atMost(4), []edit{zone("Asia/Kolkata")}, nil, false},
		"Phoenix has no summer time":       {atMost(8), []edit{zone("America/Phoenix")}, nil, false},
		"wishes met in both directions":    {wishes, []edit{answers("wants", "Go"), answers("offers", "SQL")}, []edit{answers("wants", "SQL"), answers("offers", "Go")}, true},
		"wishes met in one direction":      {wishes, []edit{answers("wants", "Go"), answers("offers", "SQL")}, []edit{answers("wants", "Go"), answers("offers", "Go")}, false},
		"who wants nothing misses nothing": {wishes, []edit{answers("wants", "Go")}, []edit{answers("offers", "Go")}, true},
		"a wish for what nobody offers":    {wishes, []edit{answers("wants", "Go")}, nil, false},
		"hours overlap":                    {rule("overlap", "working_hours"), []edit{hours("Mon 09:00-12:00")}, []edit{hours("Mon 11:00-14:00")}, true},
		"hours touch":                      {rule("overlap", "working_hours"), []edit{hours("Mon 09:00-12:00")}, []edit{hours("Mon 12:00-14:00")}, false},
		"hours overlap in another zone":    {rule("overlap", "working_hours"), []edit{hours("Tue 00:00-02:00")}, []edit{hours("Mon 17:00-19:00"), zone("America/New_York")}, true},
		"hours overlap across the week":    {rule("overlap", "working_hours"), []edit{hours("Sun 22:00-24:00")}, []edit{hours("Mon 06:00-08:00"), zone("Asia/Tokyo")}, true},
		"one step apart":                   {rule("similar", "confidence"), []edit{answers("confidence", "2")}, []edit{answers("confidence", "3")}, true},
		"two steps apart":                  {rule("similar", "confidence"), []edit{answers("confidence", "2")}, []edit{answers("confidence", "4")}, false},
		"no answer is not similar":         {rule("similar", "confidence"), []edit{answers("confidence", "2")}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			result := pair(t, matching.Problem{
				Program: peers(program.PairingRules{Requirements: []program.Rule{test.rule}}),
				People:  []program.Participant{someone("a", test.a...), someone("b", test.b...)},
			})
			if got := len(result.Proposals) == 1; got != test.want {
				t.Errorf("paired: %v, want %v", got, test.want)
			}
		})
	}
}

func TestManagersManagerIsInTheReportingLine(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{Requirements: []program.Rule{rule("different", "manager")}}),
		People:  []program.Participant{someone("a", reportsTo("b")), someone("b", reportsTo("c")), someone("c")},
	})
	if len(result.Proposals) != 0 {
		t.Errorf("paired: %v", result.Proposals)
	}
}

func TestWidestGapOfTheProgramCounts(t *testing.T) {
	// In February Berlin and Phoenix are 8 hours apart, from 28 March on 9.
	people := []program.Participant{someone("a"), someone("b", zone("America/Phoenix"))}
	for months, want := range map[int]int{1: 1, 6: 0} {
		p := peers(program.PairingRules{Requirements: []program.Rule{atMost(8)}})
		p.Length = program.Length{N: months, Unit: program.Months}
		if got := len(pair(t, matching.Problem{Program: p, People: people}).Proposals); got != want {
			t.Errorf("%d months: %d proposals, want %d", months, got, want)
		}
	}
}

func TestRequiredOverlapIsAsLongAsASession(t *testing.T) {
	p := peers(program.PairingRules{Requirements: []program.Rule{rule("overlap", "working_hours")}})
	p.Sessions.Length = program.Length{N: 45, Unit: program.Minutes}
	for shared, want := range map[string]int{"Mon 16:16-18:00": 0, "Mon 16:15-18:00": 1} {
		people := []program.Participant{someone("a"), someone("b", hours(shared))}
		if got := len(pair(t, matching.Problem{Program: p, People: people}).Proposals); got != want {
			t.Errorf("%s: %d proposals, want %d", shared, got, want)
		}
	}
}

func TestNamedAndEarlierPairsStayApart(t *testing.T) {
	people := []program.Participant{someone("a"), someone("b")}
	for name, problem := range map[string]matching.Problem{
		"do not pair": {Program: peers(program.PairingRules{DoNotPair: [][2]program.Address{{"B@example.org", "a@example.org"}}})},
		"earlier":     {Program: peers(program.PairingRules{}), Earlier: met("b a")},
		"minimum":     {Program: peers(program.PairingRules{MinimumScore: 0.51})},
	} {
		problem.People = people
		if got := pair(t, problem); len(got.Proposals) != 0 {
			t.Errorf("%s: paired", name)
		}
	}
	strangers := matching.Problem{
		Program: peers(program.PairingRules{DoNotPair: [][2]program.Address{{"b@example.org", "x@example.org"}}}),
		People:  people,
		Earlier: met("a x"),
	}
	if got := pair(t, strangers); len(got.Proposals) != 1 {
		t.Error("people who are not in the pool keep others apart")
	}
}

func TestRecommendationsScoreAndExplain(t *testing.T) {
	for name, test := range map[string]struct {
		rule program.Rule
		a, b []edit
		want float64
		why  []program.Reason
	}{
		"half of the answers are shared": {
			rule("same", "wants"), []edit{answers("wants", "Go", "SQL", "Leadership")}, []edit{answers("wants", "sql")}, 0.5,
			[]program.Reason{{Kind: "same", Subject: "wants", Values: []string{"SQL"}, Count: 1, Points: 0.5}},
		},
		"managers are not named": {
			rule("same", "manager"), []edit{reportsTo("x")}, []edit{reportsTo("x")}, 1,
			[]program.Reason{{Kind: "same", Subject: "manager", Count: 1, Points: 1}},
		},
		"manager and report earn nothing": {rule("different", "manager"), []edit{reportsTo("b")}, []edit{reportsTo("y")}, 0, nil},
		"hours on other days share none": {
			rule("overlap", "working_hours"), []edit{hours("Sat 09:00-10:00")}, nil, 0, nil,
		},
		"different managers": {
			rule("different", "manager"), []edit{reportsTo("x")}, []edit{reportsTo("y")}, 1,
			[]program.Reason{{Kind: "different", Subject: "manager", Points: 1}},
		},
		"a blank earns nothing": {rule("different", "department"), []edit{department("Tech")}, nil, 0, nil},
		"the shorter week is shared": {
			rule("overlap", "working_hours"), []edit{hours("Mon 09:00-13:00")}, []edit{hours("Mon 08:00-18:00"), zone("America/New_York")}, 0, nil,
		},
		"a third of the shorter week is shared": {
			rule("overlap", "working_hours"), []edit{hours("Mon-Tue 09:00-17:00")}, []edit{hours("Mon 09:00-12:00"), zone("America/New_York")}, 2. / 3,
			[]program.Reason{{Kind: "overlap", Subject: "working_hours", Count: 120, Points: 0.666667}},
		},
		"one step of four": {
			rule("similar", "confidence"), []edit{answers("confidence", "4")}, []edit{answers("confidence", "5")}, 0.75,
			[]program.Reason{{Kind: "similar", Subject: "confidence", Values: []string{"4", "5"}, Points: 0.75}},
		},
		"near enough": {
			program.Rule{Kind: program.RuleTimezoneGap, AtMost: program.Length{N: 2, Unit: program.Hours}, Weight: 4},
			[]edit{zone("Europe/London")}, nil, 1,
			[]program.Reason{{Kind: "timezone_gap", Subject: "timezone", Values: []string{"Europe/London", "Europe/Berlin"}, Points: 1}},
		},
		"the same clock": {
			rule("same", "timezone"), []edit{zone("Europe/Paris")}, nil, 1,
			[]program.Reason{{Kind: "same", Subject: "timezone", Values: []string{"Europe/Paris", "Europe/Berlin"}, Points: 1}},
		},
		"another clock earns nothing": {rule("same", "timezone"), []edit{zone("Europe/London")}, nil, 0, nil},
		"the same level": {
			rule("same", "level"), []edit{record(func(p *program.Person) { p.Level = "Senior" })},
			[]edit{record(func(p *program.Person) { p.Level = "senior" })}, 1,
			[]program.Reason{{Kind: "same", Subject: "level", Values: []string{"Senior"}, Count: 1, Points: 1}},
		},
		"similar words share some": {
			rule("similar", "location"), []edit{record(func(p *program.Person) { p.Location = "Berlin; Paris" })},
			[]edit{record(func(p *program.Person) { p.Location = "Paris" })}, 2. / 3,
			[]program.Reason{{Kind: "similar", Subject: "location", Values: []string{"Paris"}, Count: 1, Points: 0.666667}},
		},
		"the same working hours": {
			rule("same", "working_hours"), []edit{hours("")}, []edit{hours("Mon-Fri 09:00-17:00")}, 1,
			[]program.Reason{{
				Kind: "same", Subject: "working_hours", Count: 1, Points: 1,
				Values: []string{"Mon 09:00-17:00, Tue 09:00-17:00, Wed 09:00-17:00, Thu 09:00-17:00, Fri 09:00-17:00"},
			}},
		},
		"one direction of two": {
			wishes, []edit{answers("wants", "Go"), answers("offers", "SQL")}, []edit{answers("wants", "SQL")}, 0.5,
			[]program.Reason{{Kind: "meets", Subject: "wants", From: "b", To: "a", Values: []string{"SQL"}, Count: 1, Of: 1, Points: 0.5}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			result := pair(t, matching.Problem{
				Program: peers(program.PairingRules{Recommendations: []program.Rule{test.rule}}),
				People:  []program.Participant{someone("a", test.a...), someone("b", test.b...)},
			})
			want := matching.Proposal{Members: []program.ID{"a", "b"}, Score: float64(int(test.want*1e6+.5)) / 1e6, Reasons: test.why}
			if diff := cmp.Diff([]matching.Proposal{want}, result.Proposals); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDaylightSavingOfTheStartWeekPlacesTheHours(t *testing.T) {
	// New York has summer time from 14 March, Berlin from 28 March: in between
	// they are five hours apart, not six.
	p := peers(program.PairingRules{Recommendations: []program.Rule{rule("overlap", "working_hours")}})
	p.Starts = program.Date{Year: 2027, Month: time.March, Day: 17}
	result := pair(t, matching.Problem{Program: p, People: []program.Participant{
		someone("a"), someone("b", zone("America/New_York")),
	}})
	want := []program.Reason{{Kind: "overlap", Subject: "working_hours", Count: 5 * 3 * 60, Points: 0.375}}
	if diff := cmp.Diff(want, result.Proposals[0].Reasons); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
