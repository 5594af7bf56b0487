package matching

import (
	"context"
	"fmt"

	"github.com/peerpost/peerpost/program"
)

// Problem is a Round's question: how to pair these people under this Program.
type Problem struct {
	Program *program.Program
	People  []program.Participant // whom to pair, with Person and Answers; their order does not matter
	Earlier [][2]program.ID       // Participants who were paired before and must not be again
	Starts  program.Date          // when these pairings begin; zero: the Program's start date
	Seed    int64                 // decides between results that are equally good
}

// Result is the answer to a Problem, and how good it is.
type Result struct {
	Proposals []Proposal // best first, then by the first member's id
	Unpaired  []program.Unpaired
	Score     float64 // total of the proposals' scores
	// Bound is what no other result can exceed: of results with as many people
	// paired, where there are only pairs. Where trios come in, which people
	// are best put together as three is beyond an exact search, and Bound is
	// the weight of the best matching of any size: the best two of a trio
	// score no less than the trio's mean, so a result with trios never totals
	// more than a matching.
	Bound float64
	// Optimal says that nothing better exists: that is proven by the engine's
	// certificate where there are only pairs, and where trios come in, only if
	// everyone with a candidate is paired and Score reaches Bound.
	Optimal bool
	Seed    int64
}

// Proposal is one pairing: two people, or three where the pool is odd.
type Proposal struct {
	Members []program.ID // Participants, ascending
	Score   float64      // in [0,1]; of three people, the mean of their three pairs
	Reasons []program.Reason
}

// Solve pairs the people of a Problem. Only format peers is known yet. It
// fails when ctx ends, when a rule names what the Program does not ask or has
// no start date to judge by, and when the engine's certificate does not hold,
// which would be a mistake in this package.
func Solve(ctx context.Context, problem Problem) (Result, error) {
	p, err := newPool(problem)
	if err != nil {
		return Result{}, fmt.Errorf("read the pool: %w", err)
	}
	s := &scores{p.scorer, len(p.people), problem.Seed}
	objective := Participation
	if problem.Program.Pairing.Objective == string(Score) {
		objective = Score
	}
	best, err := s.best(ctx, objective)
	if err != nil {
		return Result{}, err
	}
	result := Result{
		Bound:   float64(best.Bound) / ScoreUnit,
		Optimal: true,
		Seed:    problem.Seed,
	}
	teams, left := s.split(best)
	if problem.Program.Pairing.Odd != "leave_out" && len(left) > 0 {
		if teams, err = s.withTrios(ctx, teams, left, problem.Seed); err != nil {
			return Result{}, err
		}
		if objective != Score {
			best, err = s.best(ctx, Score)
			if err != nil {
				return Result{}, err
			}
		}
		result.Bound = float64(best.Bound) / ScoreUnit
		result.Optimal = s.total(teams) == 3*best.Bound && s.everyoneIn(teams)
	}
	result.Score = float64(s.total(teams)) / 3 / ScoreUnit
	result.Proposals = p.proposals(s, teams)
	result.Unpaired = p.unpaired(teams)
	return result, nil
}

// proven returns a best matching whose certificate has been verified.
func proven(ctx context.Context, g Graph, objective Objective, seed int64) (Matching, error) {
	m, err := MaxWeight(ctx, g, objective, seed)
	if err != nil {
		return Matching{}, err
	}
	if err := Verify(g, m); err != nil {
		return Matching{}, err
	}
	return m, nil
}
