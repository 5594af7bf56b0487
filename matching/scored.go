package matching

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// scored is everyone as a source: each two people are an edge unless a rule
// keeps them apart. All pairs are scored once, for each person's best. Later
// only pairs are scored that can matter: one that is among neither's best
// scores no more than the least of these.
type scored struct {
	*scorer
	n     int
	seed  int64
	picks *picker // each person's best, once best has run
	kept  []Edge
	more  []Edge // that are there besides
}

// block is how many people are scored against one at a time.
const block = 1024

func (s *scored) best(ctx context.Context, k int) ([]Edge, error) {
	s.picks = newPicker(s.n, min(k, max(s.n-1, 1)), s.seed)
	blocks := (s.n + block - 1) / block
	var tiles [][2]int // neighbours in the list share no block, mostly
	for apart := range blocks {
		for a := range blocks - apart {
			tiles = append(tiles, [2]int{a, a + apart})
		}
	}
	locks := make([]sync.Mutex, blocks)
	err := parallel(ctx, Scoring, len(tiles), func(at int) {
		a, b := tiles[at][0], tiles[at][1]
		locks[a].Lock()
		defer locks[a].Unlock()
		if a != b {
			locks[b].Lock()
			defer locks[b].Unlock()
		}
		s.tile(a*block, b*block)
	})
	if err != nil {
		return nil, err
	}
	s.kept = slices.Clone(s.more)
	s.picks.each(func(e Edge) { s.kept = append(s.kept, e) })
	return s.kept, nil
}

// tile offers the pairs of two blocks of people.
func (s *scored) tile(a, b int) {
	var points [block]int32
	lowest := max(s.scorer.least, 0)
	for i := a; i < min(a+block, s.n); i++ {
		from, to := max(b, i+1), min(b+block, s.n)
		if from >= to {
			continue
		}
		row, least := points[:to-from], s.picks.least[from:to]
		s.row(i, from, row)
		mine := s.picks.least[i]
		for k, score := range row {
			if (score >= mine || score >= least[k]) && score >= lowest && s.allows(i, from+k) {
				if score = s.faded.of(i, from+k, score); score >= lowest {
					s.picks.offer(int32(i), int32(from+k), score)
					mine = s.picks.least[i]
				}
			}
		}
	}
}

func (s *scored) near(ctx context.Context, c coverage, slack int64) ([]Edge, error) {
	return s.within(ctx, c, slack)
}

func (s *scored) short(ctx context.Context, c coverage, k int) ([]Edge, error) {
	edges, err := s.within(ctx, c, -1)
	if err != nil {
		return nil, err
	}
	return worst(edges, len(c.vertex), c, k, s.seed), nil
}

// within returns the pairs whose slack is at most this. One that is among
// neither's best has such a slack only if both duals are within what the other
// leaves of the least score among its best: with people in the order of their
// duals, most blocks of them can be passed over.
func (s *scored) within(ctx context.Context, c coverage, slack int64) ([]Edge, error) {
	var found []Edge
	for _, e := range s.kept {
		if c.slack(e.I, e.J, e.Weight) <= slack {
			found = append(found, e)
		}
	}
	w := s.newWindow(c, slack)
	const stripe = 64
	stripes := make([][]Edge, (s.n+stripe-1)/stripe)
	err := parallel(ctx, Pricing, len(stripes), func(at int) {
		for x := at * stripe; x < min((at+1)*stripe, s.n); x++ {
			stripes[at] = w.pairs(x, stripes[at])
		}
	})
	if err != nil {
		return nil, err
	}
	for _, edges := range stripes {
		found = append(found, edges...)
	}
	return found, nil
}

// window is everyone in the order of their duals, to look for pairs of little
// slack.
type window struct {
	*scored
	sorted *scorer
	c      coverage
	slack  int64
	order  []int32 // place → person
	dual   []int64 // place → dual, rising
	leaves []int64 // place → the highest dual of a partner not among the best
	most   []int64 // segment → the most that one leaves
}

// segment is how many places are passed over together.
const segment = 128

func (s *scored) newWindow(c coverage, slack int64) *window {
	w := &window{scored: s, c: c, slack: slack, order: make([]int32, s.n)}
	for v := range w.order {
		w.order[v] = int32(v)
	}
	slices.SortFunc(w.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(c.vertex[a], c.vertex[b]), cmp.Compare(a, b))
	})
	w.sorted = s.inOrder(w.order)
	w.dual, w.leaves = permuted(c.vertex, w.order), make([]int64, s.n)
	for at, v := range w.order {
		w.leaves[at] = dualUnit*int64(s.picks.least[v]) + slack - w.dual[at]
		if at%segment == 0 {
			w.most = append(w.most, w.leaves[at])
		}
		w.most[at/segment] = max(w.most[at/segment], w.leaves[at])
	}
	return w
}

// pairs appends the pairs of place x with later ones.
func (w *window) pairs(x int, found []Edge) []Edge {
	var points [segment]int32
	for from := x + 1; from < w.n && w.dual[from] <= w.leaves[x]; {
		to := min((from/segment+1)*segment, w.n)
		if w.most[from/segment] >= w.dual[x] {
			row := points[:to-from]
			w.sorted.row(x, from, row)
			enough, dual := w.dual[x]-w.slack, w.dual[from:to]
			for k, score := range row {
				if dualUnit*int64(score)-dual[k] >= enough {
					found = w.look(x, from+k, score, found)
				}
			}
		}
		from = to
	}
	return found
}

// look appends the pair of two places if it is one, is not among the best, and
// its slack is low.
func (w *window) look(x, y int, score int32, found []Edge) []Edge {
	i, j := min(w.order[x], w.order[y]), max(w.order[x], w.order[y])
	score = w.faded.of(int(i), int(j), score)
	if score < max(w.scorer.least, 0) || w.picks.keeps(i, j, score) || w.picks.keeps(j, i, score) ||
		w.c.slack(i, j, score) > w.slack || !w.allows(int(i), int(j)) {
		return found
	}
	return append(found, Edge{I: i, J: j, Weight: score})
}

// parallel runs do for the numbers below n, on all processors.
func parallel(ctx context.Context, phase Phase, n int, do func(at int)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for {
				at := int(next.Add(1)) - 1
				if at >= n || goesOn(ctx, phase, at, n) != nil {
					return
				}
				do(at)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}
