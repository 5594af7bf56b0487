package matching

import (
	"fmt"
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

func (s *same) allows(i, j int) bool {
	_, allowed := s.judge(len(s.sets[i]), len(s.sets[j]), countCommon(s.sets[i], s.sets[j]))
	return allowed
}

func (s *same) fraction(i, j int) float64 {
	fraction, _ := s.judge(len(s.sets[i]), len(s.sets[j]), countCommon(s.sets[i], s.sets[j]))
	return fraction
}

// judge judges sets of sizes a and b, so many of whose values are common.
func (s *same) judge(a, b, common int) (fraction float64, allowed bool) {
	return likeness(a, b, common), common > 0
}

func (s *same) answered() (sets [][]int32, words int) { return s.sets, len(s.words.words) }

func (s *same) classes() (class []int32, examples []int) {
	return classify(len(s.sets), func(i int) string { return fmt.Sprint(s.sets[i]) })
}

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

func (d *different) allows(i, j int) bool {
	_, allowed := d.judge(len(d.sets[i]), len(d.sets[j]), countCommon(d.sets[i], d.sets[j]))
	return allowed
}

func (d *different) fraction(i, j int) float64 {
	fraction, _ := d.judge(len(d.sets[i]), len(d.sets[j]), countCommon(d.sets[i], d.sets[j]))
	return fraction
}

func (d *different) judge(a, b, common int) (fraction float64, allowed bool) {
	if a == 0 || b == 0 {
		return 0, common == 0
	}
	return 1 - likeness(a, b, common), common == 0
}

// reasons name what each member has, in their order.
func (d *different) reasons(t team) []program.Reason {
	reason := program.Reason{Kind: d.rule.Kind, Subject: d.rule.Field}
	for _, i := range t {
		reason.Values = append(reason.Values, strings.Join(d.words.texts(d.sets[i]), ", "))
	}
	return mutual(d, t, reason)
}
