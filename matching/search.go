package matching

import "context"

// search grows an alternating tree from the exposed vertex root, raising the
// dual change from event to event, until the tree holds an augmenting path or
// an outer vertex that may stay exposed because its dual is 0. Either way the
// root is settled and the invariants of solver hold again.
func (s *solver) search(ctx context.Context, root int32) error {
	s.now, s.end, s.events = 0, ending{time: never}, s.events[:0]
	s.label(s.top[root], outer)
	s.scan(s.vertices(s.top[root]))
	for step := 0; len(s.events) > 0; step++ {
		if step%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e := s.events.pop()
		if e.time >= s.end.time {
			break
		}
		s.now = e.time
		if e.ref < 0 {
			s.blossomIsThin(^e.ref)
		} else {
			s.arcIsTight(e.ref)
		}
	}
	s.now = s.end.time
	if v := s.end.vertex; v >= 0 {
		s.flip(v, -1)
	} else {
		s.augment(s.end.arc)
	}
	s.settle()
	return nil
}

// arcIsTight takes in what the arc from an outer vertex reaches.
func (s *solver) arcIsTight(arc int32) {
	tail, head := s.tail(arc), s.to[arc]
	if s.sign[head] == inner || s.top[tail] == s.top[head] || s.slack(arc) != 0 {
		return // out of date
	}
	if s.sign[head] == outer {
		s.shrink(arc)
	} else {
		s.grow(arc)
	}
}

// blossomIsThin opens an inner blossom whose dual is used up.
func (s *solver) blossomIsThin(b int32) {
	if s.alive(b) && s.parent[b] < 0 && s.sign[b] == inner && s.width(b) == 0 {
		s.expand(b)
	}
}

// grow adds the node at the arc's head to the tree, and the one matched to it.
func (s *solver) grow(arc int32) {
	near := s.top[s.to[arc]]
	s.entry[near] = arc
	s.label(near, inner)
	far := s.top[s.to[s.mate[s.base[near]]]]
	s.label(far, outer)
	s.scan(s.vertices(far))
}

// label gives a top node, and the vertices in it, their place in the tree.
func (s *solver) label(node int32, sign int8) {
	for _, v := range s.vertices(node) {
		s.setSign(v, sign)
		s.touched = append(s.touched, v)
	}
	if s.isVertex(node) {
		return
	}
	s.setSign(node, sign)
	if sign == inner {
		if time := s.now + s.width(node)/2; time < s.end.time {
			s.events.push(event{time, ^node})
		}
	}
}

// scan looks at the arcs of vertices that have just become outer.
func (s *solver) scan(vertices []int32) {
	for _, v := range vertices {
		value, top := s.value(v), s.top[v]
		if time := s.now + value; time < s.end.time {
			s.end = ending{time: time, vertex: v}
		}
		for arc := s.first[v]; arc < s.first[v+1]; arc++ {
			head := s.to[arc]
			switch slack := value + s.value(head) - s.weight[arc]; s.sign[head] {
			case none:
				s.reach(arc, head, s.now+slack)
			case outer:
				// Both duals fall. Tight edges join the whole tree to the
				// root, so all its duals are equally odd, and slack is even.
				if time := s.now + slack/2; time < s.end.time && s.top[head] != top {
					s.events.push(event{time, arc})
				}
			}
		}
	}
}

// rescan looks for the outer neighbours of vertices that have just left the tree.
func (s *solver) rescan(vertices []int32) {
	for _, v := range vertices {
		s.best[v] = never
	}
	for _, v := range vertices {
		for arc := s.first[v]; arc < s.first[v+1]; arc++ {
			if s.sign[s.to[arc]] == outer {
				s.reach(s.rev[arc], v, s.now+s.slack(arc))
			}
		}
	}
}

// reach notes that the arc will be tight at time, when the head has no label.
func (s *solver) reach(arc, head int32, time int64) {
	switch {
	case time >= s.end.time:
	case s.exposed(s.top[head]):
		s.end = ending{time: time, vertex: -1, arc: arc}
	case time < s.best[head]:
		if s.best[head] == never {
			s.reached = append(s.reached, head)
		}
		s.best[head] = time
		s.events.push(event{time, arc})
	}
}

// settle ends a search: duals take their values, labels go, and blossoms
// without a dual open.
func (s *solver) settle() {
	for _, v := range s.touched {
		s.setSign(v, none)
		if top := s.top[v]; !s.isVertex(top) {
			s.setSign(top, none)
		}
	}
	for _, v := range s.touched {
		for !s.isVertex(s.top[v]) && s.dual[s.top[v]] == 0 {
			s.open(s.top[v])
		}
	}
	for _, v := range s.reached {
		s.best[v] = never
	}
	s.touched, s.reached, s.now = s.touched[:0], s.reached[:0], 0
}
