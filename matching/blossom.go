package matching

// shrink makes a blossom of the odd cycle that a tight arc between two outer
// nodes of a tree closes. It is outer, with dual 0, and its inner children's
// vertices become outer.
func (s *solver) shrink(arc int32) {
	left, right := s.topOf(s.tail(arc)), s.topOf(s.head(arc))
	meet := s.meet(left, right)
	leftNodes, leftArcs := s.path(left, meet)
	rightNodes, rightArcs := s.path(right, meet)

	var c cycle
	c.children = append(c.children, meet)
	for i := len(leftArcs) - 1; i >= 0; i-- {
		c.links = append(c.links, s.rev[leftArcs[i]])
		c.children = append(c.children, leftNodes[i])
	}
	c.links = append(append(c.links, arc), rightArcs...)
	c.children = append(c.children, rightNodes...)

	b := s.newBlossom(c, s.base[meet])
	fresh := s.fresh[:0]
	for _, child := range c.children {
		s.parent[child] = b
		set := s.set[s.base[child]]
		for v := s.firstIn[set]; v >= 0 && s.sign[v] == inner; v = s.nextIn[v] {
			fresh = append(fresh, v)
			s.setSign(v, outer)
		}
		if !s.isVertex(child) {
			s.setSign(child, none)
		}
	}
	s.unite(c.children, b)
	s.setSign(b, outer)
	for _, v := range fresh {
		s.scan(v)
	}
	s.fresh = fresh
}

// above returns the outer node above an outer node, with the arcs that lead to
// the inner node between them and on from there; or -1 at the root.
func (s *solver) above(node int32) (far, toNear, toFar int32) {
	toNear = s.mate[s.base[node]]
	if toNear < 0 {
		return -1, -1, -1
	}
	toFar = s.rev[s.entry[s.topOf(s.head(toNear))]]
	return s.topOf(s.head(toFar)), toNear, toFar
}

// meet returns the lowest outer node above both, walking up from both in turn
// so that the cost is that of the cycle.
func (s *solver) meet(a, b int32) int32 {
	s.walk++
	for {
		if a >= 0 {
			if s.marks[a] == s.walk {
				return a
			}
			s.marks[a] = s.walk
			a, _, _ = s.above(a)
		}
		a, b = b, a
	}
}

// path returns the nodes from an outer node up to meet, which is left out, and
// the arcs from each to the next.
func (s *solver) path(node, meet int32) (nodes, arcs []int32) {
	for node != meet {
		far, toNear, toFar := s.above(node)
		nodes = append(nodes, node, s.topOf(s.head(toNear)))
		arcs = append(arcs, toNear, toFar)
		node = far
	}
	return nodes, arcs
}

// expand opens an inner blossom inside the tree. The even path from where the
// tree enters it to its base stays in the tree; the other children leave it.
func (s *solver) expand(b int32) {
	c, arc := s.cycles[int(b)-s.n], s.entry[b]
	tree := s.treeOf[s.base[b]]
	for v := s.firstIn[s.set[s.base[b]]]; v >= 0; v = s.nextIn[v] {
		s.setSign(v, none)
	}
	s.open(b)
	size := len(c.children)
	k := c.index(s.topOf(s.head(arc)))
	step := 1
	if k%2 == 0 {
		step = size - 1
	}
	inPath := make([]bool, size)
	var fresh, left []int32
	for i := k; ; i = (i + step) % size {
		inPath[i] = true
		node := c.children[i]
		s.entry[node] = arc
		s.label(node, inner, tree)
		if i == 0 {
			break
		}
		i = (i + step) % size
		inPath[i] = true
		s.label(c.children[i], outer, tree)
		fresh = append(fresh, c.children[i])
		if step == 1 {
			arc = c.links[i]
		} else {
			arc = s.rev[c.links[i-1]]
		}
	}
	for i, node := range c.children {
		if !inPath[i] {
			left = append(left, node)
		}
	}
	for _, node := range fresh {
		s.scanSet(s.set[s.base[node]])
	}
	for _, node := range left {
		for v := s.firstIn[s.set[s.base[node]]]; v >= 0; v = s.nextIn[v] {
			s.rescan(v)
		}
	}
}

// open makes a top blossom's children top nodes and forgets the blossom.
func (s *solver) open(b int32) {
	c := &s.cycles[int(b)-s.n]
	for _, child := range c.children {
		s.parent[child] = -1
		s.separate(child)
	}
	*c = cycle{}
	s.dual[b], s.sign[b] = 0, none
	s.unused = append(s.unused, b)
}

// alive reports whether b is a blossom at present.
func (s *solver) alive(b int32) bool { return len(s.cycles[int(b)-s.n].children) > 0 }

// newBlossom returns a top node for the cycle, with dual 0 and no label.
func (s *solver) newBlossom(c cycle, base int32) int32 {
	if last := len(s.unused) - 1; last >= 0 {
		b := s.unused[last]
		s.unused = s.unused[:last]
		s.cycles[int(b)-s.n], s.base[b] = c, base
		return b
	}
	b := int32(len(s.dual))
	s.cycles = append(s.cycles, c)
	s.dual = append(s.dual, 0)
	s.sign = append(s.sign, none)
	s.base = append(s.base, base)
	s.parent = append(s.parent, -1)
	s.entry = append(s.entry, -1)
	s.marks = append(s.marks, 0)
	return b
}
