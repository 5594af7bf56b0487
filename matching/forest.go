package matching

import "context"

// run grows an alternating tree from every exposed vertex whose dual is above its floor, all
// at the same pace, until each has met another, or an exposed vertex, or holds
// an outer vertex that may stay exposed because its dual is 0. Trees that grow
// together meet when each is small, which one tree alone would not be. In the
// end the duals of all exposed vertices are at their floors.
func (s *solver) run(ctx context.Context) error {
	return s.plantAll(ctx, func(v int32) bool { return s.dual[v] > s.floor[v] })
}

// join matches exposed vertices that tight edges join: it costs nothing, and
// more are with a partner.
func (s *solver) join(ctx context.Context) error {
	return s.plantAll(ctx, func(int32) bool { return true })
}

// plantAll grows a tree from every such exposed vertex.
func (s *solver) plantAll(ctx context.Context, such func(v int32) bool) error {
	for v := range int32(s.n) {
		if v%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if s.mate[v] < 0 && such(v) {
			s.plant(v)
		}
	}
	return s.settle(ctx)
}

// leaves reports whether at least so many vertices are exposed.
func (s *solver) leaves(count int) bool {
	for _, arc := range s.mate {
		if arc < 0 {
			count--
		}
	}
	return count <= 0
}

// settle lets the trees grow until there are none. Each has an event: its
// deadline, if nothing else. In the end no event is left, nor what they were
// to reach, so that the next trees begin anew.
func (s *solver) settle(ctx context.Context) error {
	defer func() {
		s.events = s.events[:0]
		for v := range s.best {
			s.best[v] = never
		}
	}()
	planted := s.growing
	for step := 0; s.growing > 0; step++ {
		if step%256 == 0 {
			if err := goesOn(ctx, Finishing, planted-s.growing, planted); err != nil {
				return err
			}
		}
		e := s.events.pop()
		s.now = e.time
		switch {
		case e.ref < 0:
			s.blossomIsThin(^e.ref)
		case int(e.ref) < len(s.to):
			s.arcIsTight(e.ref, e.time)
		default:
			s.vertexIsFree(e.ref - int32(len(s.to)))
		}
	}
	return nil
}

// plant makes an exposed vertex the root of a tree.
func (s *solver) plant(root int32) {
	at := int32(len(s.trees))
	s.trees = append(s.trees, tree{deadline: never})
	s.growing++
	s.label(s.topOf(root), outer, at)
	s.scanSet(s.set[root])
}

// arcIsTight takes in what the arc from an outer vertex reaches.
func (s *solver) arcIsTight(arc int32, time int64) {
	tail, head := s.tail(arc), s.head(arc)
	tight := s.sign[tail] == outer && s.slack(arc) == 0
	switch s.sign[head] {
	case none:
		switch {
		case !tight && s.best[head] == time: // who was to reach it is gone
			s.rescan(head)
		case !tight:
		case s.exposed(s.topOf(head)):
			s.augmentTo(arc)
		default:
			s.grow(arc)
		}
	case outer:
		switch {
		case !tight || s.set[tail] == s.set[head]:
		case s.treeOf[tail] == s.treeOf[head]:
			s.shrink(arc)
		default:
			s.augmentBetween(arc)
		}
	}
}

// blossomIsThin opens an inner blossom whose dual is used up.
func (s *solver) blossomIsThin(b int32) {
	if s.alive(b) && s.parent[b] < 0 && s.sign[b] == inner && s.width(b) == 0 {
		s.expand(b)
	}
}

// vertexIsFree ends a tree that holds an outer vertex whose dual is used up.
func (s *solver) vertexIsFree(v int32) {
	if s.sign[v] == outer && s.value(v) == s.floor[v] {
		tree := s.treeOf[v]
		s.flip(v, -1)
		s.fell(tree)
	}
}

// grow adds the node at the arc's head to the tree, and the one matched to it.
func (s *solver) grow(arc int32) {
	tree := s.treeOf[s.tail(arc)]
	near := s.topOf(s.head(arc))
	s.entry[near] = arc
	s.label(near, inner, tree)
	far := s.topOf(s.head(s.mate[s.base[near]]))
	s.label(far, outer, tree)
	s.scanSet(s.set[s.base[far]])
}

// label gives a top node, and the vertices in it, their place in a tree.
func (s *solver) label(node int32, sign int8, tree int32) {
	set := s.set[s.base[node]]
	for v := s.firstIn[set]; v >= 0; v = s.nextIn[v] {
		s.setSign(v, sign)
		s.treeOf[v] = tree
		s.trees[tree].vertices = append(s.trees[tree].vertices, v)
	}
	if s.isVertex(node) {
		return
	}
	s.setSign(node, sign)
	if sign == inner {
		if time := s.now + s.width(node)/2; time <= s.trees[tree].deadline {
			s.events.push(event{time, ^node})
		}
	}
}

// scanSet looks at the arcs of vertices that have just become outer together.
func (s *solver) scanSet(set int32) {
	for v := s.firstIn[set]; v >= 0; v = s.nextIn[v] {
		s.scan(v)
	}
}

// scan looks at the arcs of a vertex that has just become outer. What comes
// after the tree's deadline does not matter.
func (s *solver) scan(v int32) {
	value, set := s.value(v), s.set[v]
	tree := &s.trees[s.treeOf[v]]
	if time := s.now + value - s.floor[v]; time < tree.deadline {
		tree.deadline = time
		s.events.push(event{time, int32(len(s.to)) + v})
	}
	for arc := s.first[v]; arc < s.first[v+1]; arc++ {
		head := s.head(arc)
		switch slack := value + s.value(head) - s.worth(arc); s.sign[head] {
		case none:
			if time := s.now + slack; time <= tree.deadline && time < s.best[head] {
				s.best[head] = time
				s.events.push(event{time, arc})
			}
		case outer:
			// Both duals fall. Outer duals are all even at even times and odd
			// at odd ones, because at first all were even and edges join
			// vertices to the trees at times when both ends are alike. So
			// slack is even.
			if time := s.now + slack/2; time <= tree.deadline && s.set[head] != set {
				s.events.push(event{time, arc})
			}
		}
	}
}

// rescan looks for the outer neighbour that will reach a vertex without label
// first.
func (s *solver) rescan(v int32) {
	s.best[v] = never
	first := int32(-1)
	for arc := s.first[v]; arc < s.first[v+1]; arc++ {
		if u := s.head(arc); s.sign[u] == outer {
			time := s.now + s.slack(arc)
			if time < s.best[v] && time <= s.trees[s.treeOf[u]].deadline {
				s.best[v], first = time, s.rev[arc]
			}
		}
	}
	if first >= 0 {
		s.events.push(event{s.best[v], first})
	}
}

// fell ends a tree: duals take their values, labels go, blossoms without a dual
// open, and what is left is there for other trees to reach.
func (s *solver) fell(tree int32) {
	vertices := s.trees[tree].vertices
	s.trees[tree].vertices = nil
	s.growing--
	kept := vertices[:0]
	for _, v := range vertices {
		if s.sign[v] == none || s.treeOf[v] != tree {
			continue // it has left the tree, or is listed twice
		}
		kept = append(kept, v)
		s.setSign(v, none)
		if top := s.topOf(v); !s.isVertex(top) {
			s.setSign(top, none)
		}
	}
	for _, v := range kept {
		for top := s.topOf(v); !s.isVertex(top) && s.dual[top] == 0; top = s.topOf(v) {
			s.open(top)
		}
	}
	for _, v := range kept {
		s.rescan(v)
	}
}
