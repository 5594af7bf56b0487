package matching

// Each top node is a set of vertices, named by one of them. A set is a list:
// uniting sets renames all but the largest, so that a vertex is renamed at most
// log n times while blossoms grow (Galil 1986).

// topOf returns the outermost node that holds the vertex.
func (s *solver) topOf(v int32) int32 { return s.topIn[s.set[v]] }

// unite makes one set of the top nodes' sets, whose node is top.
func (s *solver) unite(nodes []int32, top int32) {
	into := s.set[s.base[nodes[0]]]
	for _, node := range nodes[1:] {
		if set := s.set[s.base[node]]; s.sizeOf[set] > s.sizeOf[into] {
			into = set
		}
	}
	for _, node := range nodes {
		set := s.set[s.base[node]]
		if set == into {
			continue
		}
		for v := s.firstIn[set]; v >= 0; v = s.nextIn[v] {
			s.set[v] = into
		}
		s.nextIn[s.lastIn[into]] = s.firstIn[set]
		s.lastIn[into] = s.lastIn[set]
		s.sizeOf[into] += s.sizeOf[set]
	}
	s.topIn[into] = top
}

// separate makes a set of the vertices of a node that is in a larger one.
func (s *solver) separate(node int32) {
	vertices := s.vertices(node)
	set := vertices[0]
	for at, v := range vertices {
		s.set[v] = set
		s.nextIn[v] = -1
		if at > 0 {
			s.nextIn[vertices[at-1]] = v
		}
	}
	s.firstIn[set], s.lastIn[set] = set, vertices[len(vertices)-1]
	s.sizeOf[set], s.topIn[set] = int32(len(vertices)), node
}

// vertices returns the vertices of a node. The next call overwrites them.
func (s *solver) vertices(node int32) []int32 {
	s.buffer = s.appendVertices(s.buffer[:0], node)
	return s.buffer
}

func (s *solver) appendVertices(list []int32, node int32) []int32 {
	if s.isVertex(node) {
		return append(list, node)
	}
	for _, child := range s.cycles[int(node)-s.n].children {
		list = s.appendVertices(list, child)
	}
	return list
}
