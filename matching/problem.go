package matching

import (
	"context"
	"fmt"
	"math"

	"github.com/peerpost/peerpost/program"
)

// Problem is a Round's question: how to pair these people under this Program.
type Problem struct {
	Program *program.Program
	People  []program.Participant // whom to pair, with Person and Answers; their order does not matter
	Earlier []program.Earlier     // who was paired before, and must not be again or scores less
	Starts  program.Date          // when these pairings begin; zero: the Program's start date
	Seed    int64                 // decides between results that are equally good

	// Pinned are people who are to be together whatever else comes out: two,
	// or three peers.
	Pinned [][]program.ID
	// Keep are the pairs of a result that exists already. As many of them as
	// possible stay together, before anything is done for the score; of trios and
	// groups see keep.
	Keep [][2]program.ID
}

// Result is the answer to a Problem, and how good it is.
type Result struct {
	Proposals []Proposal // best first, then by the first member's id
	Unpaired  []program.Unpaired
	Missing   []Missing // of buddies: newcomers with some kinds of buddy, but not all
	// Score is the total of the proposals' scores. A group counts as often as
	// pairs can be made of its members: half its size times its score.
	Score float64
	// Bound is what no other result can exceed: of results with as many people
	// paired, as many pairs kept, and no more trios than people were left over.
	// Groups have a bound of their own (groups_bound.go). Roulette has no better and no worse: Bound is Score.
	Bound float64
	// Optimal says that nothing better exists: that is proven by the engine's
	// certificate where there are only pairs, and elsewhere where Score reaches
	// Bound and everyone who can be paired is.
	Optimal bool
	Seed    int64
}

// Proposal is one pairing: two people, three where the pool is odd, or a group.
type Proposal struct {
	// Members are Participants, ascending; but a mentor, who leads a group, and
	// a newcomer come first.
	Members []program.ID
	Bundle  int     // of buddies: what the proposals of one newcomer share, from 1; else 0
	Score   float64 // in [0,1]; of more than two people, the mean of each two
	Reasons []program.Reason
}

// Missing is what kinds of buddy a newcomer has none of.
type Missing struct {
	Newcomer program.ID
	Roles    []program.Role
}

// answer is what the search for a format finds, in ScoreUnits. But for groups, who
// is pinned is not in it.
type answer struct {
	teams        []team
	score, bound float64
	optimal      bool
}

// Solve pairs the people of a Problem. It fails when ctx ends, when a rule
// names what the Program does not ask or has no start date to judge by, when
// somebody has a role that the format does not have, with an InfeasibleError
// where what is asked for cannot be, and when the engine's certificate does
// not hold, which would be a mistake in this package.
func Solve(ctx context.Context, problem Problem) (Result, error) {
	p, err := newPool(ctx, problem)
	if err != nil {
		return Result{}, fmt.Errorf("read the pool: %w", err)
	}
	s := &scores{scorer: p.scorer, n: len(p.people), seed: problem.Seed, most: ScoreUnit}
	if p.roulette() {
		s = p.lucky(ctx, s)
	}
	if s.keep, err = p.keeping(s, problem.Keep); err != nil {
		return Result{}, err
	}
	var a answer
	switch {
	case p.program.Format == program.Groups:
		a, err = p.groups(ctx, s)
	case p.program.Format == program.Buddies:
		a, err = p.bundles(ctx, s)
	default:
		a, err = p.pairs(ctx, s)
	}
	if err != nil {
		return Result{}, err
	}
	if p.program.Format != program.Groups { // whose search has them in their groups
		a.teams = append(a.teams, p.pinned...)
	}
	result := Result{Optimal: a.optimal, Seed: problem.Seed, Proposals: p.proposals(a.teams), Missing: p.incomplete(a.teams)}
	if result.Unpaired, err = p.unpaired(ctx, a.teams); err != nil {
		return Result{}, err
	}
	for _, proposal := range result.Proposals {
		result.Score += proposal.Score * p.times(len(proposal.Members))
	}
	if p.roulette() {
		a.bound = a.score
	}
	// What is pinned, and what it is worth to keep pairs, is in Score alone or
	// in both of the answer's figures: only their difference counts.
	result.Bound = result.Score + (a.bound-a.score)/ScoreUnit
	return result, nil
}

// times is how often a proposal's score counts in the total.
func (p *pool) times(members int) float64 {
	if p.program.Format == program.Groups {
		return float64(members) / 2
	}
	return 1
}

func (p *pool) roulette() bool { return p.program.Pairing.LedBy == "roulette" }

// objective is the Program's. Chance leaves as few as possible out.
func (p *pool) objective() Objective {
	if p.program.Pairing.Objective == string(Score) && !p.roulette() {
		return Score
	}
	return Participation
}

// pairs is the search for peers and for mentors.
func (p *pool) pairs(ctx context.Context, s *scores) (answer, error) {
	objective, fair := p.objective(), p.program.Pairing.Ties == "fairness"
	if p.several() {
		m, err := s.several(ctx, p, objective, fair)
		a := answer{pairsOf(m), float64(m.Weight), float64(m.Bound), m.Weight == m.Bound}
		if p.roulette() {
			a.teams = p.onlyNeeded(a.teams)
		}
		return a, err
	}
	m, err := s.best(ctx, objective, fair)
	if err != nil {
		return answer{}, err
	}
	a := answer{pairsOf(m), float64(m.Weight), float64(m.Bound), m.Weight == m.Bound}
	if p.program.Pairing.Odd == "leave_out" {
		return a, nil
	}
	left, err := s.left(ctx, a.teams)
	if err != nil || len(left) == 0 {
		return a, err
	}
	return s.oddOut(ctx, a, left, objective)
}

// oddOut makes trios. Where one person is left over they are exact, or nearly;
// else the best matching of any size is the bound: the best two of a trio score
// no less than its mean, so a result with trios never totals more. Nor does one
// that keeps pairs total more than one that need not.
func (s *scores) oddOut(ctx context.Context, a answer, left []int, objective Objective) (answer, error) {
	teams, err := s.withTrios(ctx, a.teams, left, s.seed)
	if err != nil {
		return answer{}, err
	}
	most := int64(math.MaxInt64)
	if len(left) == 1 && objective == Participation && s.n <= mostListed { // by score alone, people would be left out for it
		exact, err := s.oneTrio(ctx, objective)
		if err != nil {
			return answer{}, err
		}
		if teams, most, err = exact.best(ctx, teams); err != nil || most == s.total(teams) {
			return answer{teams: teams, optimal: true}, err
		}
	}
	plain := *s
	plain.keep = keep{}
	if objective != Score || s.keep.worth > 0 {
		m, err := plain.best(ctx, Score, false)
		if err != nil {
			return answer{}, err
		}
		a.bound, most = float64(m.Bound), min(most, 3*m.Bound)
	}
	total, bound := plain.total(teams), int64(3*a.bound)
	still, err := s.left(ctx, teams)
	if s.keep.worth == 0 {
		bound = min(bound, most)
	}
	return answer{teams, float64(total) / 3, float64(bound) / 3, total == bound && s.keep.worth == 0 && len(still) == 0}, err
}

// proven returns a best matching whose certificate has been verified.
func proven(ctx context.Context, g Graph, objective Objective, seed int64) (Matching, error) {
	m, err := MaxWeight(ctx, g, objective, seed)
	if err != nil {
		return Matching{}, err
	}
	if err := verify(ctx, g, m); err != nil {
		return Matching{}, err
	}
	return m, nil
}
