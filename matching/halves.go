package matching

// halves turns an optimum of the double cover into a matching. Each edge is
// taken wholly or by half (Balinski 1965), so the vertices fall into paths,
// even cycles, which split into pairs, and odd cycles, of which one vertex is
// left over (Derigs and Metz 1986). The duals, value + price, prove the
// fractional optimum, so only those left over keep the matching from its own.
func (l *cover) halves() (mate []int32) {
	mate = filled(l.n, -1)
	for v := range int32(l.n) {
		if l.who[v] < 0 && l.with[v] >= 0 {
			l.pairUp(mate, v)
		}
	}
	for v := range int32(l.n) {
		if mate[v] < 0 && l.with[v] >= 0 && l.who[v] >= 0 {
			l.pairUp(mate, v)
		}
	}
	return mate
}

// pairUp pairs every other edge of the path or cycle from v on.
func (l *cover) pairUp(mate []int32, v int32) {
	for v >= 0 && mate[v] < 0 {
		u := l.with[v]
		if u < 0 || mate[u] >= 0 {
			return
		}
		mate[v], mate[u] = u, v
		v = l.with[u]
	}
}
