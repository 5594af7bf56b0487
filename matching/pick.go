package matching

// picker keeps, for each vertex, the k edges of the highest worth it was
// offered. Where many are worth the same, each vertex prefers others, by chance,
// so that not all keep the same few; the order of the offers does not matter.
type picker struct {
	k     int
	heap  []uint64 // k to a vertex, the lowest rank first
	size  []int32
	least []int32 // vertex → the least worth that it keeps; -1 while it has room
	seed  uint32
}

func newPicker(n, k int, seed int64) *picker {
	return &picker{
		k:     k,
		heap:  make([]uint64, n*k),
		size:  make([]int32, n),
		least: filled(n, -1),
		seed:  uint32(seed) ^ uint32(uint64(seed)>>32),
	}
}

// odd is a multiplier that spreads numbers over 32 bits, and unodd takes that
// back (Knuth, TAOCP 3.2.1.1).
const odd, unodd uint32 = 2654435769, 340573321

// start is where the preferences of a vertex begin.
func (p *picker) start(v int32) uint32 { return (uint32(v) ^ p.seed) * 0x85ebca6b }

// rank orders the edges of v: by worth, which is not negative, then by chance.
func (p *picker) rank(v, other, worth int32) uint64 {
	return uint64(worth)<<32 | uint64((uint32(other)+p.start(v))*odd)
}

// offer shows both ends an edge.
func (p *picker) offer(i, j, worth int32) {
	if worth >= p.least[i] {
		p.push(i, p.rank(i, j, worth))
	}
	if worth >= p.least[j] {
		p.push(j, p.rank(j, i, worth))
	}
}

// keeps reports whether v keeps the edge that it was offered.
func (p *picker) keeps(v, other, worth int32) bool {
	return worth > p.least[v] || worth == p.least[v] && p.rank(v, other, worth) >= p.heap[int(v)*p.k]
}

// each tells the edges that are kept, once each.
func (p *picker) each(tell func(e Edge)) {
	for v := range int32(len(p.size)) {
		for _, rank := range p.heap[int(v)*p.k:][:p.size[v]] {
			other, worth := int32(uint32(rank)*unodd-p.start(v)), int32(rank>>32)
			if v < other || !p.keeps(other, v, worth) {
				tell(Edge{I: min(v, other), J: max(v, other), Weight: worth})
			}
		}
	}
}

func (p *picker) push(v int32, rank uint64) {
	h := p.heap[int(v)*p.k : int(v+1)*p.k]
	if n := int(p.size[v]); n < p.k {
		p.size[v]++
		for n > 0 && h[(n-1)/2] > rank {
			h[n] = h[(n-1)/2]
			n = (n - 1) / 2
		}
		h[n] = rank
		if int(p.size[v]) == p.k {
			p.least[v] = int32(h[0] >> 32)
		}
		return
	}
	if rank <= h[0] {
		return
	}
	at := 0
	for {
		down := 2*at + 1
		if down >= len(h) {
			break
		}
		if down+1 < len(h) && h[down+1] < h[down] {
			down++
		}
		if h[down] >= rank {
			break
		}
		h[at] = h[down]
		at = down
	}
	h[at] = rank
	p.least[v] = int32(h[0] >> 32)
}
