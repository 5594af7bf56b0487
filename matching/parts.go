package matching

import "math"

// part is one rule as it is asked of millions of pairs: how many points, in
// ScoreUnits, it gives two people. Points are the same from both sides. Where a
// requirement keeps the two apart they are forbidden or less.
type part interface {
	of(i, j int) int32
	// row adds to points[k] what i and the person from+k get.
	row(i, from int, points []int32)
	// inOrder is the part for the same people in another order.
	inOrder(order []int32) part
}

// forbidden is so low that no score makes up for it, and high enough that
// mostForbidding requirements can be added up.
const forbidden int32 = -1 << 25

// mostForbidding is how many requirements are made parts. More are asked last.
const mostForbidding = 60

// mostClasses is how many kinds of people a table is made for.
const mostClasses = 2048

// table holds the points of each two classes of people.
type table struct {
	class  []int32 // person → class
	points [][]int32
}

func (t *table) of(i, j int) int32 { return t.points[t.class[i]][t.class[j]] }

func (t *table) row(i, from int, points []int32) {
	of := t.points[t.class[i]]
	for k, class := range t.class[from : from+len(points)] {
		points[k] += of[class]
	}
}

func (t *table) inOrder(order []int32) part { return &table{permuted(t.class, order), t.points} }

// permuted returns the values in another order.
func permuted[T any](values []T, order []int32) []T {
	list := make([]T, len(order))
	for at, from := range order {
		list[at] = values[from]
	}
	return list
}

// classify numbers people by a key: who has the same is of the same class. It
// returns one person of each.
func classify[K comparable](n int, key func(i int) K) (class []int32, examples []int) {
	class = make([]int32, n)
	numbers := map[K]int32{}
	for i := range n {
		number, known := numbers[key(i)]
		if !known {
			number = int32(len(examples))
			numbers[key(i)] = number
			examples = append(examples, i)
		}
		class[i] = number
	}
	return class, examples
}

// newTable asks once for each two classes.
func newTable(class []int32, examples []int, points func(i, j int) int32) *table {
	t := &table{class: class, points: make([][]int32, len(examples))}
	for a := range examples {
		t.points[a] = make([]int32, len(examples))
		for b := range a + 1 {
			t.points[a][b] = points(examples[a], examples[b])
			t.points[b][a] = t.points[a][b]
		}
	}
	return t
}

// merged adds up two tables, if that makes not too many classes.
func merged(a, b *table) (*table, bool) {
	if len(a.points)*len(b.points) > mostClasses {
		return nil, false
	}
	class, examples := classify(len(a.class), func(i int) [2]int32 { return [2]int32{a.class[i], b.class[i]} })
	return newTable(class, examples, func(i, j int) int32 { return a.of(i, j) + b.of(i, j) }), true
}

// asked is a rule that has to be asked of each two people.
type asked func(i, j int) int32

func (a asked) of(i, j int) int32 { return a(i, j) }

func (a asked) row(i, from int, points []int32) {
	for k := range points {
		points[k] += a(i, from+k)
	}
}

func (a asked) inOrder(order []int32) part {
	return asked(func(i, j int) int32 { return a(int(order[i]), int(order[j])) })
}

// scorer is all the rules of a pool: points that add up to the score, then
// what can only be asked of two people, which is not asked of many.
type scorer struct {
	parts  []part
	earned []part // of recommendations alone
	apart  []requirement
	faded  fading
	base   int32 // of everyone with everyone
	least  int32
}

// newScorer makes parts of the rules, as few as possible.
func newScorer(p *pool) *scorer {
	s := &scorer{faded: p.faded}
	if len(p.pins) > 0 {
		s.apart = append(s.apart, apart(p.pins))
	}
	if len(p.recommendations) == 0 { // everyone suits everyone half
		s.base = ScoreUnit / 2
	}
	var tables []*table
	take := func(part part) {
		if t, ok := part.(*table); ok {
			tables = append(tables, t)
		} else {
			s.parts = append(s.parts, part)
		}
	}
	if seating := p.seating(); seating != nil {
		take(seating)
	}
	for _, r := range p.recommendations {
		s.earned = append(s.earned, p.earning(r))
		take(s.earned[len(s.earned)-1])
	}
	forbids := 0
	for _, b := range p.barriers {
		switch r := b.requirement.(type) {
		case minimumScore:
			s.least = r.least
		case apart, *reportingLine:
			s.apart = append(s.apart, r)
		default:
			if forbids++; forbids > mostForbidding {
				s.apart = append(s.apart, r)
				continue
			}
			take(p.forbidding(r))
		}
	}
	for at := 0; at+1 < len(tables); {
		if both, ok := merged(tables[at], tables[at+1]); ok {
			tables = append(tables[:at], append([]*table{both}, tables[at+2:]...)...)
		} else {
			at++
		}
	}
	for _, t := range tables {
		s.parts = append(s.parts, t)
	}
	return s
}

// points turns a fraction of a share into ScoreUnits.
func points(share, fraction float64) int32 { return int32(math.Round(share * fraction * ScoreUnit)) }

// unless returns forbidden where a requirement does not hold.
func unless(holds bool) int32 {
	if holds {
		return 0
	}
	return forbidden
}

// earning returns a recommendation as a part.
func (p *pool) earning(r weighed) part {
	of := func(i, j int) int32 { return points(r.share, r.fraction(i, j)) }
	switch rule := r.recommendation.(type) {
	case *meets:
		return rule.part(func(granted float64, both bool) int32 {
			if both {
				granted /= 2
			}
			return points(r.share, granted)
		})
	case likened:
		return p.likened(rule, of, func(a, b, common int) int32 {
			fraction, _ := rule.judge(a, b, common)
			return points(r.share, fraction)
		})
	}
	return p.part(r.recommendation, of)
}

// forbidding returns a requirement as a part.
func (p *pool) forbidding(r requirement) part {
	of := func(i, j int) int32 { return unless(r.allows(i, j)) }
	switch rule := r.(type) {
	case *meets:
		return rule.part(func(granted float64, both bool) int32 { return unless(granted > 0) })
	case likened:
		return p.likened(rule, of, func(a, b, common int) int32 {
			_, allowed := rule.judge(a, b, common)
			return unless(allowed)
		})
	}
	return p.part(r, of)
}

// classed is a rule that sees no difference between people of the same class.
type classed interface {
	classes() (class []int32, examples []int)
}

// likened is a classed rule that sees of two sets only how large they are and
// what is common.
type likened interface {
	classed
	answered() (sets [][]int32, words int)
	judge(a, b, common int) (fraction float64, allowed bool)
}

// part makes a part of a rule: a table where there are few classes.
func (p *pool) part(rule any, of func(i, j int) int32) part {
	if c, ok := rule.(classed); ok {
		if class, examples := c.classes(); len(examples) <= mostClasses {
			return newTable(class, examples, of)
		}
	}
	return asked(of)
}

// likened makes a part of a rule about sets: bits where there are many classes.
func (p *pool) likened(rule likened, of func(i, j int) int32, by func(a, b, common int) int32) part {
	part := p.part(rule, of)
	if sets, words := rule.answered(); words <= mostBits {
		if _, slow := part.(asked); slow {
			return newAlike(sets, by)
		}
	}
	return part
}

// points returns what two people earn, whatever keeps them apart.
func (s *scorer) points(i, j int) int32 {
	score := s.base
	for _, part := range s.earned {
		score += part.of(i, j)
	}
	return s.faded.of(i, j, score)
}

// of returns what two people score, or apartScore.
func (s *scorer) of(i, j int) int32 {
	score := s.base
	for _, part := range s.parts {
		score += part.of(i, j)
	}
	if score = s.faded.of(i, j, score); score < max(s.least, 0) || !s.allows(i, j) {
		return apartScore
	}
	return score
}

// allows reports whether no rule keeps two people apart that is asked last.
func (s *scorer) allows(i, j int) bool {
	for _, r := range s.apart {
		if !r.allows(i, j) {
			return false
		}
	}
	return true
}

// inOrder is the scorer of the same people in another order, for rows alone.
func (s *scorer) inOrder(order []int32) *scorer {
	sorted := &scorer{base: s.base}
	for _, part := range s.parts {
		sorted.parts = append(sorted.parts, part.inOrder(order))
	}
	return sorted
}

// row tells the points of i with the people from from on, before the rules that
// are asked last and before what fades. None of these adds any.
func (s *scorer) row(i, from int, points []int32) {
	for k := range points {
		points[k] = s.base
	}
	for _, part := range s.parts {
		part.row(i, from, points)
	}
}
