package matching

// augmentTo matches along the tight arc from an outer vertex to a vertex of an
// exposed node outside the trees, and back along the tree to the root. That
// node stays outside, and the event that reached it is used up: another tree
// may reach it next.
func (s *solver) augmentTo(arc int32) {
	tail, head := s.tail(arc), s.head(arc)
	s.rebase(s.topOf(head), head)
	s.mate[head] = s.rev[arc]
	s.flip(tail, arc)
	s.fell(s.treeOf[tail])
	s.rescan(head)
}

// augmentBetween matches along the tight arc between two trees, and back along
// each to its root.
func (s *solver) augmentBetween(arc int32) {
	tail, head := s.tail(arc), s.head(arc)
	s.flip(tail, arc)
	s.flip(head, s.rev[arc])
	s.fell(s.treeOf[tail])
	s.fell(s.treeOf[head])
}

// flip exchanges matched and unmatched edges on the tree's path from the outer
// vertex v to the root. v is then matched along arc, or exposed if it is -1.
func (s *solver) flip(v, arc int32) {
	for {
		node := s.topOf(v)
		up := s.mate[s.base[node]]
		s.rebase(node, v)
		s.mate[v] = arc
		if up < 0 {
			return
		}
		near := s.topOf(s.head(up))
		arc = s.entry[near]
		head := s.head(arc)
		s.rebase(near, head)
		s.mate[head] = s.rev[arc]
		v = s.tail(arc)
	}
}

// rebase changes the matching inside a node so that v is its base. Only the
// even path of the cycle between the children of the new and the old base
// changes.
func (s *solver) rebase(node, v int32) {
	if s.base[node] == v {
		return
	}
	child := v
	for s.parent[child] != node {
		child = s.parent[child]
	}
	c := &s.cycles[int(node)-s.n]
	k := c.index(child)
	from, to := 0, k
	if k%2 == 1 {
		from, to = k+1, len(c.children)
	}
	for i := from; i < to; i += 2 {
		arc := c.links[i]
		x, y := s.tail(arc), s.head(arc)
		s.rebase(c.children[i], x)
		s.rebase(c.children[(i+1)%len(c.children)], y)
		s.mate[x], s.mate[y] = arc, s.rev[arc]
	}
	s.rebase(child, v)
	c.children = rotated(c.children, k)
	c.links = rotated(c.links, k)
	s.base[node] = v
}

func (c *cycle) index(child int32) int {
	for i, node := range c.children {
		if node == child {
			return i
		}
	}
	panic("matching: a blossom lost a child")
}

func rotated(list []int32, k int) []int32 {
	return append(append(make([]int32, 0, len(list)), list[k:]...), list[:k]...)
}
