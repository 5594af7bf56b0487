package matching_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// peers is a program of the given rules that starts on a Monday in February.
func peers(rules program.PairingRules) *program.Program {
	return &program.Program{
		Format:  program.Peers,
		Zone:    "Europe/Berlin",
		Starts:  program.Date{Year: 2027, Month: time.February, Day: 8},
		Length:  program.Length{N: 6, Unit: program.Months},
		Pairing: rules,
		Questionnaire: []program.Question{
			{ID: "wants", Type: program.MultipleChoice, Many: true, Options: []string{"Go", "SQL", "Leadership"}},
			{ID: "offers", Type: program.MultipleChoice, Many: true, Options: []string{"Go", "SQL", "Leadership"}},
			{ID: "confidence", Type: program.Scale, From: 1, To: 5},
		},
	}
}

// someone has an id, an address and a name of their own.
func someone(id string, edits ...func(*program.Participant)) program.Participant {
	p := program.Participant{
		ID:      program.ID(id),
		State:   program.Registered,
		Person:  program.Person{Address: program.Address(id + "@example.org"), Name: "Person " + id},
		Answers: program.Answers{},
	}
	for _, edit := range edits {
		edit(&p)
	}
	return p
}

func answers(question string, values ...string) func(*program.Participant) {
	return func(p *program.Participant) { p.Answers[question] = values }
}

func record(edit func(*program.Person)) func(*program.Participant) {
	return func(p *program.Participant) { edit(&p.Person) }
}

func department(name string) func(*program.Participant) {
	return record(func(p *program.Person) { p.Department = name })
}

func zone(name string) func(*program.Participant) {
	return record(func(p *program.Person) { p.Zone = name })
}

func hours(text string) func(*program.Participant) {
	return record(func(p *program.Person) { p.Hours = text })
}

func reportsTo(id string) func(*program.Participant) {
	return record(func(p *program.Person) { p.ManagerEmail = id + "@Example.org" })
}

// met are pairs of ids, separated by a blank, who were paired at some time.
func met(pairs ...string) []program.Earlier {
	var earlier []program.Earlier
	for _, pair := range pairs {
		a, b, _ := strings.Cut(pair, " ")
		earlier = append(earlier, program.Earlier{Members: [2]program.ID{program.ID(a), program.ID(b)}})
	}
	return earlier
}

func pair(t testing.TB, p matching.Problem) matching.Result {
	t.Helper()
	result, err := matching.Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestPeopleWhoSuitEachOtherBestArePaired(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{Recommendations: []program.Rule{
			{Kind: program.RuleMeets, Field: "wants", Meets: "offers", Weight: 3},
			{Kind: program.RuleDifferent, Field: "department", Weight: 1},
		}}),
		People: []program.Participant{
			someone("d", answers("wants", "sql"), answers("offers", "go"), department("Sales")),
			someone("a", answers("wants", "Go", "SQL"), answers("offers", "SQL"), department("Tech")),
			someone("b", answers("wants", "Leadership"), department("Tech")),
			someone("c", answers("offers", " leadership "), department("Tech")),
		},
		Seed: 42,
	})
	want := matching.Result{
		Proposals: []matching.Proposal{{
			Members: []program.ID{"a", "d"},
			Score:   0.8125,
			Reasons: []program.Reason{
				{Kind: "meets", Subject: "wants", From: "d", To: "a", Values: []string{"SQL"}, Count: 1, Of: 1, Points: 0.375},
				{Kind: "different", Subject: "department", Values: []string{"Tech", "Sales"}, Points: 0.25},
				{Kind: "meets", Subject: "wants", From: "a", To: "d", Values: []string{"Go"}, Count: 1, Of: 2, Points: 0.1875},
			},
		}, {
			Members: []program.ID{"b", "c"},
			Score:   0.75,
			Reasons: []program.Reason{
				{Kind: "meets", Subject: "wants", From: "b", To: "c", Values: []string{"Leadership"}, Count: 1, Of: 1, Points: 0.75},
			},
		}},
		Score: 1.5625, Bound: 1.5625, Optimal: true, Seed: 42,
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOrderOfPeopleChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	problem := crowd(r, 31)
	first := pair(t, problem)
	r.Shuffle(len(problem.People), func(i, j int) {
		problem.People[i], problem.People[j] = problem.People[j], problem.People[i]
	})
	if diff := cmp.Diff(first, pair(t, problem)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWithoutRecommendationsTheSeedDecides(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{})}
	for i := range 10 {
		problem.People = append(problem.People, someone(fmt.Sprintf("p%d", i)))
	}
	first := pair(t, problem)
	different := false
	for problem.Seed = range 5 {
		again := pair(t, problem)
		if diff := cmp.Diff(again, pair(t, problem)); diff != "" {
			t.Errorf("seed %d twice (-first +second):\n%s", problem.Seed, diff)
		}
		if again.Score != 2.5 || !again.Optimal {
			t.Errorf("seed %d: score %v, optimal %v; want 2.5, true", problem.Seed, again.Score, again.Optimal)
		}
		different = different || !cmp.Equal(first.Proposals, again.Proposals)
	}
	if !different {
		t.Error("five seeds give the same pairs")
	}
}

func TestObjectiveDecidesBetweenPeopleAndScore(t *testing.T) {
	// b suits a and c fully and they suit nobody else; d suits only b, a little.
	problem := matching.Problem{
		People: []program.Participant{
			someone("a", answers("confidence", "1")),
			someone("b", answers("confidence", "2")),
			someone("c", answers("confidence", "2")),
			someone("d", answers("confidence", "3")),
		},
	}
	rules := program.PairingRules{
		Odd:             "leave_out",
		Requirements:    []program.Rule{{Kind: program.RuleSimilar, Field: "confidence"}},
		Recommendations: []program.Rule{{Kind: program.RuleSame, Field: "confidence", Weight: 1}},
	}
	for objective, want := range map[string]matching.Result{
		"participation": {Score: 0, Bound: 0, Optimal: true, Proposals: []matching.Proposal{
			{Members: []program.ID{"a", "b"}}, {Members: []program.ID{"c", "d"}},
		}},
		"score": {Score: 1, Bound: 1, Optimal: true, Proposals: []matching.Proposal{
			{Members: []program.ID{"b", "c"}, Score: 1},
		}},
	} {
		rules.Objective = objective
		problem.Program = peers(rules)
		got := pair(t, problem)
		if objective == "participation" && got.Proposals[0].Members[1] == "c" {
			want.Proposals = []matching.Proposal{{Members: []program.ID{"a", "c"}}, {Members: []program.ID{"b", "d"}}}
		}
		ignore := cmp.Options{cmpopts.IgnoreFields(matching.Result{}, "Unpaired"), cmpopts.IgnoreFields(matching.Proposal{}, "Reasons")}
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("%s (-want +got):\n%s", objective, diff)
		}
	}
}

func TestNobodyAndOnePersonAreNoMistake(t *testing.T) {
	program1 := peers(program.PairingRules{})
	if diff := cmp.Diff(matching.Result{Optimal: true}, pair(t, matching.Problem{Program: program1})); diff != "" {
		t.Errorf("nobody (-want +got):\n%s", diff)
	}
	want := matching.Result{Optimal: true, Unpaired: []program.Unpaired{{ParticipantID: "a", Name: "Person a"}}}
	got := pair(t, matching.Problem{Program: program1, People: []program.Participant{someone("a")}})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("one (-want +got):\n%s", diff)
	}
}

func TestProblemsThatCannotBeReadAreRefused(t *testing.T) {
	require := func(rule program.Rule) *program.Program {
		return peers(program.PairingRules{Requirements: []program.Rule{rule}})
	}
	mentors, undated := peers(program.PairingRules{}), require(program.Rule{Kind: program.RuleTimezoneGap})
	mentors.Format, undated.Starts = program.Mentors, program.Date{}
	for want, problem := range map[string]matching.Problem{
		`read the pool: participant a is a "", which format mentors does not have`:                 {Program: mentors, People: []program.Participant{someone("a")}},
		`read the pool: requirement timezone_gap: it needs a start date, and the program has none`: {Program: undated},
		`read the pool: requirement same: "shoe" is neither a question nor one of manager, department, level, location, language, timezone, working_hours`: {
			Program: require(program.Rule{Kind: program.RuleSame, Field: "shoe"})},
		`read the pool: requirement luck: unknown kind of rule`: {Program: require(program.Rule{Kind: "luck"})},
		`read the pool: participant a is in it twice`: {
			Program: peers(program.PairingRules{}), People: []program.Participant{someone("a"), someone("a")}},
	} {
		_, err := matching.Solve(context.Background(), problem)
		if err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestRoundOfAnEvergreenProgramBringsItsOwnStart(t *testing.T) {
	problem := matching.Problem{
		Program: peers(program.PairingRules{Requirements: []program.Rule{{Kind: program.RuleSame, Field: "timezone"}}}),
		People:  []program.Participant{someone("a"), someone("b", zone("Europe/Paris"))},
		Starts:  program.Date{Year: 2027, Month: time.May, Day: 3},
	}
	problem.Program.Starts, problem.Program.Length = program.Date{}, program.Length{}
	if got := pair(t, problem); len(got.Proposals) != 1 {
		t.Errorf("%d proposals, want 1", len(got.Proposals))
	}
}

// crowd is n people with random answers under many rules.
func crowd(r *rand.Rand, n int) matching.Problem {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	some := func() []string {
		all := []string{"Go", "SQL", "Leadership"}
		r.Shuffle(3, func(i, j int) { all[i], all[j] = all[j], all[i] })
		return slices.Clone(all[:r.IntN(4)])
	}
	problem := matching.Problem{Program: peers(program.PairingRules{
		Odd: "trio",
		Requirements: []program.Rule{
			{Kind: program.RuleDifferent, Field: "manager"},
			{Kind: program.RuleTimezoneGap, AtMost: program.Length{N: 5, Unit: program.Hours}},
			{Kind: program.RuleSame, Field: "language"},
		},
		Recommendations: []program.Rule{
			{Kind: program.RuleMeets, Field: "wants", Meets: "offers", Weight: 5},
			{Kind: program.RuleDifferent, Field: "department", Weight: 2},
			{Kind: program.RuleOverlap, Field: "working_hours", Weight: 3},
			{Kind: program.RuleSimilar, Field: "confidence", Weight: 1},
		},
	})}
	for i := range n {
		problem.People = append(problem.People, someone(fmt.Sprintf("p%04d", i),
			answers("wants", some()...), answers("offers", some()...), answers("confidence", pick("1", "2", "3", "4", "5")),
			department(pick("Tech", "Sales", "")),
			zone(pick("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "")),
			hours(pick("", "Mon-Thu 08:00-16:00", "Tue-Fri 10:00-19:00")),
			reportsTo(fmt.Sprintf("p%04d", r.IntN(1+n/4))),
			record(func(p *program.Person) { p.Language = pick("en", "en;de", "de", "en", "") }),
		))
	}
	return problem
}

func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{100, 500, 501} {
		problem := crowd(rand.New(rand.NewPCG(1, 2)), n)
		b.Run(fmt.Sprintf("%d people", n), func(b *testing.B) {
			for b.Loop() {
				pair(b, problem)
			}
		})
	}
}
