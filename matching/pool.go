package matching

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/peerpost/peerpost/program"
)

// Kinds of rule besides program's: what else can keep two people apart.
const (
	RuleDoNotPair    program.RuleKind = "do_not_pair"   // an Administrator named the two
	RuleEarlier      program.RuleKind = "earlier"       // they were paired before
	RuleMinimumScore program.RuleKind = "minimum_score" // they score less than the Program's minimum
)

// requirement keeps two people apart, or not. People are numbers in the pool.
type requirement interface {
	allows(i, j int) bool
}

// recommendation is worth a share of the score.
type recommendation interface {
	// fraction is what two people reach of the rule, from 0 to 1. It is the
	// same from both sides.
	fraction(i, j int) float64
	// reasons says why, for a team of two or three: what one wants of another,
	// or what holds for each two of them. Points are parts of the mean fraction.
	reasons(t team) []program.Reason
}

// judge is a rule that has read everyone's answers.
type judge interface {
	requirement
	recommendation
}

// barrier is a requirement with the rule it came from.
type barrier struct {
	rule program.Rule
	requirement
}

// weighed is a recommendation with its share of the score.
type weighed struct {
	recommendation
	share float64 // the shares of a pool sum to 1
}

// pool is the people of a Problem, by side and id, and its rules.
type pool struct {
	program         *program.Program
	people          []program.Participant
	sides           []side
	firsts          int             // how many are on the first side
	rooms           []int32         // person → how many partners more they may have
	pins            map[[2]int]bool // pairs that are decided already
	pinned          []team
	locations       []*time.Location // person → zone
	starts          program.Date
	barriers        []barrier
	recommendations []weighed
	met             apart  // roulette: who has met
	faded           fading // pairs who met before and may meet again
	scorer          *scorer
}

func newPool(ctx context.Context, problem Problem) (*pool, error) {
	p := &pool{program: problem.Program, starts: problem.Starts}
	if err := p.seat(problem.People); err != nil {
		return nil, err
	}
	if p.starts.IsZero() && !(p.program.Starts.IsZero() && p.program.Matching.Closes.IsZero()) {
		p.starts = p.program.StartDate()
	}
	p.locate()
	if err := p.readRecommendations(ctx); err != nil {
		return nil, err
	}
	if err := p.readRequirements(ctx, problem.Earlier); err != nil {
		return nil, err
	}
	p.scorer = newScorer(p)
	if err := p.pin(problem.Pinned); err != nil {
		return nil, err
	}
	if len(p.pinned) > 0 { // whom the scorer now leaves out
		p.scorer = newScorer(p)
	}
	return p, ctx.Err()
}

// locate loads each zone once.
func (p *pool) locate() {
	zones := map[string]*time.Location{}
	fallback := p.program.Location()
	for _, participant := range p.people {
		name := participant.Person.Zone
		if zones[name] == nil {
			zones[name] = participant.Person.TimeZone(fallback)
		}
		p.locations = append(p.locations, zones[name])
	}
}

func (p *pool) readRecommendations(ctx context.Context) error {
	var total float64
	for _, rule := range p.program.Pairing.Recommendations {
		if rule.Weight <= 0 {
			continue
		}
		judge, err := p.judge(ctx, rule)
		if err != nil {
			return fmt.Errorf("recommendation %s: %w", rule.Kind, err)
		}
		total += rule.Weight
		p.recommendations = append(p.recommendations, weighed{judge, rule.Weight})
	}
	for i := range p.recommendations {
		p.recommendations[i].share /= total
	}
	return nil
}

func (p *pool) readRequirements(ctx context.Context, earlier []program.Earlier) error {
	for _, rule := range p.program.Pairing.Requirements {
		judge, err := p.judge(ctx, rule)
		if err != nil {
			return fmt.Errorf("requirement %s: %w", rule.Kind, err)
		}
		p.barriers = append(p.barriers, barrier{rule, judge})
	}
	if pairs := p.program.Pairing.DoNotPair; len(pairs) > 0 {
		p.barriers = append(p.barriers, barrier{program.Rule{Kind: RuleDoNotPair}, p.namedApart(pairs)})
	}
	switch {
	case len(earlier) == 0:
	case p.roulette():
		p.met = p.pairedBefore(earlier) // who of these may meet again, roulette says
	case p.program.Pairing.Fade.IsZero():
		p.barriers = append(p.barriers, barrier{program.Rule{Kind: RuleEarlier}, p.pairedBefore(earlier)})
	default:
		p.faded = p.fading(earlier)
	}
	if least := p.program.Pairing.MinimumScore; least > 0 {
		p.barriers = append(p.barriers, barrier{program.Rule{Kind: RuleMinimumScore}, minimumScore{p, int32(math.Round(least * ScoreUnit))}})
	}
	return nil
}

// judge reads everyone's answers for the rule.
func (p *pool) judge(ctx context.Context, rule program.Rule) (judge, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch {
	case rule.Kind == program.RuleTimezoneGap:
		return p.newTimezoneGap(rule)
	case rule.Kind == program.RuleOverlap:
		return p.newOverlap(rule)
	case rule.Kind == program.RuleMeets:
		return p.newMeets(rule)
	case rule.Kind == program.RuleDifferent && rule.Field == "manager":
		return p.newReportingLine(rule), nil
	case rule.Kind == program.RuleSimilar:
		if q, found := p.program.Question(rule.Field); found && q.Type == program.Scale {
			return p.newSimilar(rule, q), nil
		}
		return p.newSame(rule)
	case rule.Kind != program.RuleSame && rule.Kind != program.RuleDifferent:
		return nil, fmt.Errorf("unknown kind of rule")
	case rule.Field == "timezone":
		return p.newSameZone(rule)
	case rule.Kind == program.RuleSame:
		return p.newSame(rule)
	default:
		return p.newDifferent(rule)
	}
}
