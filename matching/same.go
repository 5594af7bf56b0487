package matching

import (
	"strings"

	"github.com/peerpost/peerpost/program"
)

// same asks that two people's answers share a value. Who did not answer shares
// nothing, so as a requirement a blank excludes: nobody knows whether the two
// would understand each other. As a recommendation it counts the part shared.
type same struct {
	rule  program.Rule
	words vocabulary
	sets  [][]int32
}

func (p *pool) newSame(rule program.Rule) (judge, error) {
	s := &same{rule: rule}
	var err error
	s.sets, err = p.answers(&s.words, rule.Field)
	return s, err
}

func (s *same) allows(i, j int) bool { return countCommon(s.sets[i], s.sets[j]) > 0 }

func (s *same) fraction(i, j int) float64 { return likeness(s.sets[i], s.sets[j]) }

func (s *same) reasons(t team) []program.Reason {
	all := s.sets[t[0]]
	for _, i := range t[1:] {
		all = common(all, s.sets[i])
	}
	if len(all) == 0 {
		return nil
	}
	reason := program.Reason{Kind: s.rule.Kind, Subject: s.rule.Field, Count: len(all)}
	if s.rule.Field != "manager" { // whose value is an address
		reason.Values = s.words.texts(all)
	}
	return mutual(s, t, reason)
}

// different asks that two people's answers share no value. Who did not answer
// may be paired with anyone, but earns nothing as a recommendation.
type different struct{ same }

func (p *pool) newDifferent(rule program.Rule) (judge, error) {
	d := &different{same{rule: rule}}
	var err error
	d.sets, err = p.answers(&d.words, rule.Field)
	return d, err
}

func (d *different) allows(i, j int) bool { return countCommon(d.sets[i], d.sets[j]) == 0 }

func (d *different) fraction(i, j int) float64 {
	if len(d.sets[i]) == 0 || len(d.sets[j]) == 0 {
		return 0
	}
	return 1 - likeness(d.sets[i], d.sets[j])
}

// reasons name what each member has, in their order.
func (d *different) reasons(t team) []program.Reason {
	reason := program.Reason{Kind: d.rule.Kind, Subject: d.rule.Field}
	for _, i := range t {
		reason.Values = append(reason.Values, strings.Join(d.words.texts(d.sets[i]), ", "))
	}
	return mutual(d, t, reason)
}
