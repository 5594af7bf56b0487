package matching

import (
	"errors"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/program"
)

var errNoStart = errors.New("it needs a start date, and the program has none")

// zones knows how far apart people's clocks are: the most on any day of the
// program's first year, because daylight saving begins on different days. Who
// named no zone lives in the program's.
type zones struct {
	of   []int // person → zone
	name []string
	gap  [][]int // zone × zone → minutes
}

func (p *pool) newZones() (*zones, error) {
	if p.starts.IsZero() {
		return nil, errNoStart
	}
	z := &zones{of: make([]int, len(p.people))}
	numbers := map[string]int{}
	var offsets [][]int
	for i, loc := range p.locations {
		number, known := numbers[loc.String()]
		if !known {
			number = len(z.name)
			numbers[loc.String()] = number
			z.name = append(z.name, loc.String())
			offsets = append(offsets, p.offsets(loc))
		}
		z.of[i] = number
	}
	z.gap = make([][]int, len(offsets))
	for a := range offsets {
		z.gap[a] = make([]int, len(offsets))
		for b := range offsets {
			for day := range offsets[a] {
				z.gap[a][b] = max(z.gap[a][b], offsets[a][day]-offsets[b][day])
			}
		}
	}
	for a := range z.gap {
		for b := range a {
			widest := max(z.gap[a][b], z.gap[b][a])
			z.gap[a][b], z.gap[b][a] = widest, widest
		}
	}
	return z, nil
}

// offsets returns the zone's minutes east of UTC on each day of the program,
// at noon UTC. Where the program has no length, a new Series after half a year
// is a new occasion to ask, so half a year counts.
func (p *pool) offsets(loc *time.Location) []int {
	days := 26 * 7
	if !p.program.Length.IsZero() {
		days = p.starts.DaysUntil(p.program.Length.After(p.starts))
	}
	offsets := make([]int, min(max(days, 1), 366))
	noon := p.starts.In(time.UTC, 12*60)
	for day := range offsets {
		_, seconds := noon.AddDate(0, 0, day).In(loc).Zone()
		offsets[day] = seconds / 60
	}
	return offsets
}

// between returns by how many minutes two people's clocks differ at most.
func (z *zones) between(i, j int) int { return z.gap[z.of[i]][z.of[j]] }

func (z *zones) classes() (class []int32, examples []int) {
	return classify(len(z.of), func(i int) int { return z.of[i] })
}

// reason names each member's zone, in their order.
func (z *zones) reason(rule program.Rule, t team) program.Reason {
	reason := program.Reason{Kind: rule.Kind, Subject: "timezone"}
	for _, i := range t {
		reason.Values = append(reason.Values, z.name[z.of[i]])
	}
	return reason
}

// timezoneGap asks that two people's clocks differ by no more than the rule
// says. As a recommendation it is worth all or nothing.
type timezoneGap struct {
	*zones
	rule program.Rule
	most int // minutes
}

func (p *pool) newTimezoneGap(rule program.Rule) (judge, error) {
	z, err := p.newZones()
	return &timezoneGap{z, rule, int(rule.AtMost.Duration() / time.Minute)}, err
}

func (t *timezoneGap) allows(i, j int) bool { return t.between(i, j) <= t.most }

func (t *timezoneGap) fraction(i, j int) float64 {
	if t.allows(i, j) {
		return 1
	}
	return 0
}

func (t *timezoneGap) reasons(members team) []program.Reason {
	return mutual(t, members, t.reason(t.rule, members))
}

// relax names the smallest gap, in whole hours, that would let i have one of
// the candidates.
func (t *timezoneGap) relax(i int, candidates []int) (string, int) {
	least := t.between(i, candidates[0])
	for _, j := range candidates {
		least = min(least, t.between(i, j))
	}
	hours := (least + 59) / 60
	frees := 0
	for _, j := range candidates {
		if t.between(i, j) <= hours*60 {
			frees++
		}
	}
	return fmt.Sprintf("%dh", hours), frees
}

// sameZone compares clocks, not names: Paris and Berlin are the same.
type sameZone struct {
	*zones
	rule program.Rule
}

func (p *pool) newSameZone(rule program.Rule) (judge, error) {
	z, err := p.newZones()
	return &sameZone{z, rule}, err
}

func (s *sameZone) allows(i, j int) bool {
	return (s.between(i, j) == 0) == (s.rule.Kind == program.RuleSame)
}

func (s *sameZone) fraction(i, j int) float64 {
	if s.allows(i, j) {
		return 1
	}
	return 0
}

func (s *sameZone) reasons(t team) []program.Reason {
	return mutual(s, t, s.reason(s.rule, t))
}
