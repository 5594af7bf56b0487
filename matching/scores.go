package matching

import (
	"context"
	"math"
)

// score returns what the recommendations make of two people, in ScoreUnits:
// the weighted mean of their fractions. Without recommendations everyone suits
// everyone half.
func (p *pool) score(i, j int) int32 {
	if len(p.recommendations) == 0 {
		return ScoreUnit / 2
	}
	i, j = min(i, j), max(i, j)
	var sum float64
	for _, r := range p.recommendations {
		sum += r.share * r.fraction(i, j)
	}
	return int32(math.Round(sum * ScoreUnit))
}

// scores is what each two people score, and who may not be paired.
type scores struct {
	n   int
	all []int32 // row by row, below the diagonal; apartScore where forbidden
}

const apartScore int32 = -1

func (p *pool) scores(ctx context.Context) (*scores, error) {
	n := len(p.people)
	s := &scores{n, make([]int32, 0, n*(n-1)/2)}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := range i {
			score := apartScore
			if p.allowed(j, i) {
				score = p.score(j, i)
			}
			s.all = append(s.all, score)
		}
	}
	return s, nil
}

// of returns the score of two people, or apartScore.
func (s *scores) of(i, j int) int32 {
	i, j = max(i, j), min(i, j)
	return s.all[i*(i-1)/2+j]
}

func (s *scores) graph() Graph {
	g := Graph{N: s.n}
	for i := range s.n {
		for j := range i {
			if score := s.of(i, j); score != apartScore {
				g.Edges = append(g.Edges, Edge{I: j, J: i, Weight: int64(score)})
			}
		}
	}
	return g
}

// hasCandidate reports whether anyone may be paired with i.
func (s *scores) hasCandidate(i int) bool {
	for j := range s.n {
		if j != i && s.of(i, j) != apartScore {
			return true
		}
	}
	return false
}
