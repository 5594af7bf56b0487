package matching

// event is an arc that becomes tight, or an inner blossom or an outer vertex
// whose dual is used up, when the dual change reaches time. Events are not withdrawn: who takes one out looks
// whether it still holds.
type event struct {
	time int64
	ref  int32 // an arc; or ^blossom; or, beyond the arcs, a vertex
}

// before orders events by time. Of those at the same time, a vertex whose dual
// is used up is last.
func (e event) before(f event) bool {
	return e.time < f.time || e.time == f.time && e.ref < f.ref
}

// eventQueue is a binary heap, earliest first.
type eventQueue []event

func (q *eventQueue) push(e event) {
	h := append(*q, e)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !e.before(h[up]) {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = e
	*q = h
}

func (q *eventQueue) pop() event {
	h := *q
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	i := 0
	for {
		down := 2*i + 1
		if down >= len(h) {
			break
		}
		if down+1 < len(h) && h[down+1].before(h[down]) {
			down++
		}
		if !h[down].before(last) {
			break
		}
		h[i] = h[down]
		i = down
	}
	if len(h) > 0 {
		h[i] = last
	}
	return first
}
