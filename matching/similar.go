package matching

import (
	"math"
	"strconv"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// similar asks that two answers on a scale lie close. As a requirement they
// may be one step apart, and a blank excludes. As a recommendation it falls
// from 1 for equal answers to 0 for the ends of the scale.
type similar struct {
	rule  program.Rule
	steps float64   // from one end of the scale to the other
	at    []float64 // NaN where there is no answer
}

func (p *pool) newSimilar(rule program.Rule, q program.Question) *similar {
	s := &similar{rule: rule, steps: max(1, float64(q.To-q.From)), at: make([]float64, len(p.people))}
	for i, participant := range p.people {
		s.at[i] = math.NaN()
		if texts := participant.Answers[rule.Field]; len(texts) > 0 {
			if n, err := strconv.Atoi(strings.TrimSpace(texts[0])); err == nil {
				s.at[i] = float64(n)
			}
		}
	}
	return s
}

func (s *similar) allows(i, j int) bool { return math.Abs(s.at[i]-s.at[j]) <= 1 }

func (s *similar) fraction(i, j int) float64 {
	apart := math.Abs(s.at[i] - s.at[j])
	if math.IsNaN(apart) {
		return 0
	}
	return max(0, 1-apart/s.steps)
}

func (s *similar) classes() (class []int32, examples []int) {
	return classify(len(s.at), func(i int) string { return strconv.FormatFloat(s.at[i], 'g', -1, 64) })
}

// reasons name each member's answer, in their order.
func (s *similar) reasons(t team) []program.Reason {
	reason := program.Reason{Kind: s.rule.Kind, Subject: s.rule.Field}
	for _, i := range t {
		reason.Values = append(reason.Values, strconv.FormatFloat(s.at[i], 'f', -1, 64))
	}
	return mutual(s, t, reason)
}
