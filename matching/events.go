package matching

// event is an arc or an inner blossom that becomes tight when the search's
// dual change reaches time. Events are not withdrawn: who takes one out looks
// whether it still holds.
type event struct {
	time int64
	ref  int32 // an arc, or ^blossom
}

// eventQueue is a binary heap, earliest first.
type eventQueue []event

func (q *eventQueue) push(e event) {
	h := append(*q, e)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if h[up].time <= e.time {
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
		if down+1 < len(h) && h[down+1].time < h[down].time {
			down++
		}
		if h[down].time >= last.time {
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

// ending is the earliest known way in which a search can end: an outer vertex
// whose dual is used up, or an arc to an exposed node. Neither can go away, so
// later events need not be kept.
type ending struct {
	time   int64
	vertex int32 // outer, or -1 where arc is meant
	arc    int32
}
