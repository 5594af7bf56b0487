package matching

import "context"

// paths brings the cover to its optimum, exactly. From each bidder without an
// object, and then from each object with a free place, whose dual is above its
// floor, it finds the shortest augmenting path by slack (Edmonds and Karp 1972;
// Jonker and Volgenant 1987): to someone free, or to someone whose dual comes
// down to the floor. Slacks stay not negative, and what is matched stays tight.
func (l *cover) paths(ctx context.Context) error {
	s := &pathSearch{
		cover: l,
		dist:  make([]int64, l.n),
		via:   make([]step, l.n),
		into:  make([]int32, l.n),
		seen:  make([]int32, l.n),
		done:  make([]int32, l.n),
	}
	for at, u := range l.bidders {
		if l.with[u] >= 0 || l.value[u] <= l.floor[u] {
			continue
		}
		if err := goesOn(ctx, Improving, at, len(l.bidders)); err != nil {
			return err
		}
		s.fromBidder(u)
	}
	clear(s.seen)
	clear(s.done)
	s.stamp = 0
	for v := range int32(l.n) {
		for l.price[v] > l.floor[v] && l.room[v] > 0 {
			if err := goesOn(ctx, Improving, int(v), l.n); err != nil {
				return err
			}
			s.fromObject(v)
		}
	}
	return nil
}

// pathSearch is Dijkstra's algorithm, again and again: what it knows of a vertex
// counts where the stamp is the present one.
type pathSearch struct {
	*cover
	stamp   int32
	seen    []int32 // vertex → stamp when it got a distance
	done    []int32 // vertex → stamp when it was settled
	dist    []int64
	via     []step  // vertex → from which one of the other side
	into    []int32 // object → the bidder of its own by which it was reached
	queue   eventQueue
	near    []reached // of the side that was started from
	settled []int32   // of the other side
}

// step is the arc by which a vertex was reached.
type step struct{ from, weight int32 }

// reached is a vertex of the side that a search started from.
type reached struct {
	dist   int64
	vertex int32
}

func (s *pathSearch) begin(v int32) {
	s.stamp++
	s.queue, s.settled = s.queue[:0], s.settled[:0]
	s.near = append(s.near[:0], reached{0, v})
}

// next settles the nearest vertex that has a distance below limit, or returns -1.
func (s *pathSearch) next(limit int64) int32 {
	for len(s.queue) > 0 && s.queue[0].time < limit {
		e := s.queue.pop()
		if s.done[e.ref] == s.stamp || e.time != s.dist[e.ref] {
			continue
		}
		s.done[e.ref] = s.stamp
		s.settled = append(s.settled, e.ref)
		return e.ref
	}
	return -1
}

// fromBidder searches from a bidder without an object. The path ends at an
// object with a free place, or at a bidder who may as well go without.
func (s *pathSearch) fromBidder(start int32) {
	s.begin(start)
	best, last, object := s.value[start]-s.floor[start], start, int32(-1)
	for at := 0; ; {
		for ; at < len(s.near); at++ {
			u, du := s.near[at].vertex, s.near[at].dist
			if d := s.value[u] - s.floor[u] + du; d < best {
				best, last, object = d, u, -1
			}
			rest := du + s.value[u]
			for _, a := range s.row(u) {
				to := a.to()
				d := rest - int64(a.weight())
				if d+s.leastPrice >= best {
					break
				}
				if d += s.price[to]; d >= best || s.done[to] == s.stamp || s.seen[to] == s.stamp && d >= s.dist[to] {
					continue
				}
				s.seen[to], s.dist[to], s.via[to] = s.stamp, d, step{u, a.weight()}
				if s.room[to] > 0 {
					best, object = d, to
				} else {
					s.queue.push(event{d, to})
				}
			}
		}
		v := s.next(best)
		if v < 0 {
			break
		}
		for _, u := range s.places(v) {
			s.near = append(s.near, reached{s.dist[v], u})
		}
	}
	for _, r := range s.near {
		if r.dist < best {
			s.value[r.vertex] -= best - r.dist
			s.leastValue = min(s.leastValue, s.value[r.vertex])
		}
	}
	for _, v := range s.settled {
		s.price[v] += best - s.dist[v]
	}
	s.giveAlong(start, last, object)
}

// giveAlong moves every bidder on the path to the object it was reached from:
// the last object's way back to the start. If there is no last object, the last
// bidder gives its own away.
func (s *pathSearch) giveAlong(start, last, object int32) {
	if object < 0 {
		if last == start {
			return
		}
		object = s.with[last]
		s.part(last)
	}
	for {
		via := s.via[object]
		u, before := via.from, s.with[via.from]
		if u != start {
			s.part(u)
		}
		s.join(u, object, via.weight)
		if u == start {
			return
		}
		object = before
	}
}

// fromObject searches from an object with a price and a free place. The path
// ends at a bidder without an object, or at an object whose price falls to its
// floor.
func (s *pathSearch) fromObject(start int32) {
	s.begin(start)
	best, last, bidder := s.price[start]-s.floor[start], start, int32(-1)
	for at := 0; ; {
		for ; at < len(s.near); at++ {
			v, dv := s.near[at].vertex, s.near[at].dist
			if d := s.price[v] - s.floor[v] + dv; d < best {
				best, last, bidder = d, v, -1
			}
			for _, u := range s.places(v) {
				if u >= 0 && s.done[u] != s.stamp { // tight, and stays so
					s.done[u], s.seen[u], s.dist[u] = s.stamp, s.stamp, dv
					s.settled = append(s.settled, u)
				}
			}
			rest := dv + s.price[v]
			for _, a := range s.row(v) {
				to := a.to()
				d := rest - int64(a.weight())
				if d+s.leastValue >= best {
					break
				}
				if d += s.value[to]; d >= best || s.done[to] == s.stamp || s.seen[to] == s.stamp && d >= s.dist[to] {
					continue
				}
				s.seen[to], s.dist[to], s.via[to] = s.stamp, d, step{v, a.weight()}
				if s.with[to] < 0 {
					best, bidder = d, to
				} else {
					s.queue.push(event{d, to})
				}
			}
		}
		u := s.next(best)
		if u < 0 {
			break
		}
		s.into[s.with[u]] = u
		s.near = append(s.near, reached{s.dist[u], s.with[u]})
	}
	for _, r := range s.near {
		if r.dist < best {
			s.price[r.vertex] -= best - r.dist
			s.leastPrice = min(s.leastPrice, s.price[r.vertex])
		}
	}
	for _, u := range s.settled {
		s.value[u] += best - s.dist[u]
	}
	s.takeAlong(start, last, bidder)
}

// takeAlong moves every bidder on the path to the object that reached it: from
// the last bidder's way back to the start. If the path ends at an object, it
// loses the bidder by which it was reached.
func (s *pathSearch) takeAlong(start, last, bidder int32) {
	if bidder < 0 {
		if last == start {
			return
		}
		bidder = s.into[last]
		s.part(bidder)
	}
	for {
		via := s.via[bidder]
		if via.from == start {
			s.join(bidder, start, via.weight)
			return
		}
		before := s.into[via.from]
		s.part(before)
		s.join(bidder, via.from, via.weight)
		bidder = before
	}
}
