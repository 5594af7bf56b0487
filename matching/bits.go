package matching

import "math/bits"

// mostBits is how large a vocabulary is whose sets fit a word, so that two of
// them compare in an instant.
const mostBits = 64

// byCount holds points by how many a set has, and how many of these are met. It
// is larger than can be, so that no index is out of range.
type byCount [128][128]int32

// newByCount asks for the points of each count.
func newByCount(points func(of, met int) int32) *byCount {
	b := &byCount{}
	for of := range mostBits + 1 {
		for met := range mostBits + 1 {
			b[of][met] = points(of, met)
		}
	}
	return b
}

// packed turns sets of small numbers into bits, with the size of each.
func packed(sets [][]int32) (words []uint64, sizes []uint8) {
	words, sizes = make([]uint64, len(sets)), make([]uint8, len(sets))
	for i, set := range sets {
		for _, number := range set {
			words[i] |= 1 << number
		}
		sizes[i] = uint8(len(set))
	}
	return words, sizes
}

// wishes is a part: what one wants and the other offers, both ways. A direction
// has other points if the other wants something too.
type wishes struct {
	wants, offers []uint64
	wanted        []uint8
	alone, both   *byCount
}

func (w *wishes) way(from, to int) int32 {
	points := w.alone
	if w.wanted[to] > 0 {
		points = w.both
	}
	return points[w.wanted[from]&127][bits.OnesCount64(w.wants[from]&w.offers[to])&127]
}

func (w *wishes) of(i, j int) int32 { return w.way(i, j) + w.way(j, i) }

func (w *wishes) row(i, from int, points []int32) {
	wants, offers := w.wants[i], w.offers[i]
	mine := [2]*[128]int32{&w.alone[w.wanted[i]&127], &w.both[w.wanted[i]&127]}
	theirs := w.alone
	if w.wanted[i] > 0 {
		theirs = w.both
	}
	n := len(points)
	want, offer, wanted := w.wants[from:][:n], w.offers[from:][:n], w.wanted[from:][:n]
	for k := range points {
		met, granted := bits.OnesCount64(wants&offer[k]), bits.OnesCount64(want[k]&offers)
		points[k] += mine[min(wanted[k], 1)&1][met&127] + theirs[wanted[k]&127][granted&127]
	}
}

func (w *wishes) inOrder(order []int32) part {
	return &wishes{permuted(w.wants, order), permuted(w.offers, order), permuted(w.wanted, order), w.alone, w.both}
}

// alike is a part: what two sets have in common.
type alike struct {
	sets  []uint64
	sizes []uint8
	by    [mostBits + 1]*byCount // size of one → size of the other, common
}

func newAlike(sets [][]int32, points func(a, b, common int) int32) *alike {
	s := &alike{}
	s.sets, s.sizes = packed(sets)
	for _, size := range s.sizes {
		if s.by[size] == nil {
			s.by[size] = newByCount(func(of, met int) int32 { return points(int(size), of, met) })
		}
	}
	return s
}

func (s *alike) of(i, j int) int32 {
	return s.by[s.sizes[i]][s.sizes[j]&127][bits.OnesCount64(s.sets[i]&s.sets[j])&127]
}

func (s *alike) row(i, from int, points []int32) {
	set, by, n := s.sets[i], s.by[s.sizes[i]], len(points)
	sets, sizes := s.sets[from:][:n], s.sizes[from:][:n]
	for k := range points {
		points[k] += by[sizes[k]&127][bits.OnesCount64(set&sets[k])&127]
	}
}

func (s *alike) inOrder(order []int32) part {
	return &alike{permuted(s.sets, order), permuted(s.sizes, order), s.by}
}
