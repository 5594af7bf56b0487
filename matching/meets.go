package matching

import (
	"slices"

	"github.com/peerpost/peerpost/program"
)

// meets asks that what each wants is what the other offers. As a requirement,
// everyone who wants something must be offered at least one such thing. As a
// recommendation, each direction earns the share of the wishes it meets, and
// the directions in which something is wanted count the same.
type meets struct {
	pool   *pool
	rule   program.Rule
	words  vocabulary
	wants  [][]int32
	offers [][]int32
}

func (p *pool) newMeets(rule program.Rule) (judge, error) {
	m := &meets{pool: p, rule: rule}
	var err error
	if m.wants, err = p.answers(&m.words, rule.Field); err != nil {
		return nil, err
	}
	m.offers, err = p.answers(&m.words, rule.Meets)
	return m, err
}

func (m *meets) allows(i, j int) bool { return m.contents(i, j) && m.contents(j, i) }

func (m *meets) contents(wanting, offering int) bool {
	return len(m.wants[wanting]) == 0 || countCommon(m.wants[wanting], m.offers[offering]) > 0
}

func (m *meets) fraction(i, j int) float64 {
	switch {
	case len(m.wants[i]) == 0 && len(m.wants[j]) == 0:
		return 0
	case len(m.wants[i]) == 0:
		return m.granted(j, i)
	case len(m.wants[j]) == 0:
		return m.granted(i, j)
	}
	return (m.granted(i, j) + m.granted(j, i)) / 2
}

// granted is the share of what one wants that the other offers.
func (m *meets) granted(wanting, offering int) float64 {
	return float64(countCommon(m.wants[wanting], m.offers[offering])) / float64(len(m.wants[wanting]))
}

// part makes a part of the rule. Points are asked for each direction in which
// something is wanted: what share of it is granted, and whether something is
// wanted in both.
func (m *meets) part(points func(granted float64, both bool) int32) part {
	if len(m.words.words) > mostBits {
		way := func(from, to int) int32 {
			if len(m.wants[from]) == 0 {
				return 0
			}
			return points(m.granted(from, to), len(m.wants[to]) > 0)
		}
		return asked(func(i, j int) int32 { return way(i, j) + way(j, i) })
	}
	by := func(both bool) *byCount {
		return newByCount(func(wanted, met int) int32 {
			if wanted == 0 || met > wanted {
				return 0
			}
			return points(float64(met)/float64(wanted), both)
		})
	}
	w := &wishes{alone: by(false), both: by(true)}
	w.wants, w.wanted = packed(m.wants)
	w.offers, _ = packed(m.offers)
	return w
}

// reasons name what each wants of each other member.
func (m *meets) reasons(t team) []program.Reason {
	var reasons []program.Reason
	pairs := t.pairs()
	for _, pair := range pairs {
		ways := [][2]int{pair, {pair[1], pair[0]}}
		ways = slices.DeleteFunc(ways, func(way [2]int) bool { return len(m.wants[way[0]]) == 0 })
		for _, way := range ways {
			from, to := way[0], way[1]
			met := common(m.wants[from], m.offers[to])
			reasons = append(reasons, program.Reason{
				Kind:    program.RuleMeets,
				Subject: m.rule.Field,
				From:    m.pool.people[from].ID,
				To:      m.pool.people[to].ID,
				Values:  m.words.texts(met),
				Count:   len(met),
				Of:      len(m.wants[from]),
				Points:  m.granted(from, to) / float64(len(ways)*len(pairs)),
			})
		}
	}
	return reasons
}
