package matching_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestUnpairedPeopleAreToldWhatBlocksThem(t *testing.T) {
	gap, language := atMost(3), rule("same", "language")
	speaks := func(s string) edit { return record(func(p *program.Person) { p.Language = s }) }
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{
			Requirements: []program.Rule{gap, language, rule("different", "manager")},
			DoNotPair:    [][2]program.Address{{"a@example.org", "e@example.org"}},
		}),
		People: []program.Participant{
			someone("a", speaks("en"), zone("America/New_York")),
			someone("b", speaks("en")),                              // 6 hours away
			someone("c", speaks("en"), zone("Europe/London")),       // 5 hours away
			someone("d", speaks("de"), zone("Africa/Johannesburg")), // 7 hours away
			someone("e", speaks("de"), zone("America/New_York")),    // named
			someone("f", speaks("de"), zone("Africa/Johannesburg")),
		},
		Earlier: met("a e"),
	})
	want := []program.Unpaired{{
		ParticipantID: "a",
		Name:          "Person a",
		Blockers: []program.Blocker{
			{Rule: gap, Excluded: 4, Relax: "5h", Frees: 1},
			{Rule: language, Excluded: 3},
			{Rule: program.Rule{Kind: matching.RuleDoNotPair}, Excluded: 1},
		},
	}, {
		ParticipantID: "e",
		Name:          "Person e",
		Blockers: []program.Blocker{
			{Rule: gap, Excluded: 4, Relax: "7h", Frees: 2},
			{Rule: language, Excluded: 3},
			{Rule: program.Rule{Kind: matching.RuleDoNotPair}, Excluded: 1},
		},
	}}
	if diff := cmp.Diff(want, result.Unpaired); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMinimumScoreIsRelaxedToTheBestCandidate(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{
			MinimumScore:    0.9,
			Recommendations: []program.Rule{rule("similar", "confidence"), rule("same", "department")},
		}),
		People: []program.Participant{
			someone("a", answers("confidence", "1"), department("Tech")),
			someone("b", answers("confidence", "2"), department("Tech")),
			someone("c", answers("confidence", "5")),
		},
	})
	minimum := program.Rule{Kind: matching.RuleMinimumScore}
	want := []program.Unpaired{
		{ParticipantID: "a", Name: "Person a", Blockers: []program.Blocker{{Rule: minimum, Excluded: 2, Relax: "0.87", Frees: 1}}},
		{ParticipantID: "b", Name: "Person b", Blockers: []program.Blocker{{Rule: minimum, Excluded: 2, Relax: "0.87", Frees: 1}}},
		{ParticipantID: "c", Name: "Person c", Blockers: []program.Blocker{{Rule: minimum, Excluded: 2, Relax: "0.12", Frees: 1}}},
	}
	if diff := cmp.Diff(want, result.Unpaired); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhoIsLeftOverByAnOddNumberHasNoBlockers(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{Odd: "leave_out"}),
		People:  []program.Participant{someone("a"), someone("b"), someone("c")},
	})
	if len(result.Unpaired) != 1 || result.Unpaired[0].Blockers != nil || !result.Optimal {
		t.Errorf("unpaired %+v, optimal %v", result.Unpaired, result.Optimal)
	}
}

func TestWhoIsLeftOverByAnOddNumberHadCandidates(t *testing.T) {
	for format, want := range map[program.Format]int{program.Peers: 2, program.Mentors: 1} {
		problem := matching.Problem{
			Program: peers(program.PairingRules{Odd: "leave_out", Requirements: []program.Rule{rule("different", "department")}}),
			People: []program.Participant{
				someone("a", department("Tech")), someone("b", department("Sales")), someone("c", department("Legal")),
				someone("d", department("Tech")), someone("e", department("Tech")),
			},
		}
		problem.Program.Format = format
		for i := range problem.People {
			problem.People[i].Role = []program.Role{program.Mentee, program.Mentor}[i%4%2]
		}
		unpaired := pair(t, problem).Unpaired
		if len(unpaired) != 1 || unpaired[0].Candidates != want || len(unpaired[0].Blockers) != 1 {
			t.Errorf("%s: %+v, want one with %d candidates, and a blocker beside", format, unpaired, want)
		}
	}
}
