package matching

import "context"

// cover is the linear program over the bipartite double cover of a graph: each
// vertex once as a bidder and once as an object, and an edge both ways. Of a
// bipartite graph it is one copy: the bidders are one side and the objects the
// other, which may have several places.
//
// The duals are a value for each bidder and a price for each object, such that
// value + price is no less than the worth of any arc between them. Whoever is
// matched is matched along an arc where they are equal. At the optimum, whoever
// is free has a dual at its floor: 0, or as far below as being matched is worth
// by itself.
type cover struct {
	*rows
	bidders []int32 // in the order in which they bid
	place   []int32 // object → its first place; the next object's is the end; nil: one each

	floor []int64 // vertex → the least that its duals may be
	value []int64 // bidder → dual
	price []int64 // object → dual
	with  []int32 // bidder → object, or -1
	gain  []int32 // bidder with an object → the weight of the arc to it
	who   []int32 // place → bidder, or -1
	room  []int32 // object → places that nobody holds

	leastValue, leastPrice int64 // no dual is lower, or has been; at most 0
}

func newCover(r *rows, bidders, place []int32) *cover {
	places := r.n
	if place != nil {
		places = int(place[r.n])
	}
	l := &cover{
		rows:    r,
		bidders: bidders,
		place:   place,
		floor:   make([]int64, r.n),
		value:   make([]int64, r.n),
		price:   make([]int64, r.n),
		with:    filled(r.n, -1),
		gain:    make([]int32, r.n),
		who:     filled(places, -1),
		room:    filled(r.n, 1),
	}
	if place != nil {
		for v := range r.n {
			l.room[v] = place[v+1] - place[v]
		}
	}
	return l
}

func filled(n int, value int32) []int32 {
	list := make([]int32, n)
	for at := range list {
		list[at] = value
	}
	return list
}

// places returns who holds the object's places.
func (l *cover) places(object int32) []int32 {
	if l.place == nil {
		return l.who[object : object+1]
	}
	return l.who[l.place[object]:l.place[object+1]]
}

// join gives the bidder, who has no object, one that has room, along an arc of
// this weight.
func (l *cover) join(bidder, object, weight int32) {
	places := l.places(object)
	for at := range places {
		if places[at] < 0 {
			places[at] = bidder
			break
		}
	}
	l.with[bidder], l.gain[bidder] = object, weight
	l.room[object]--
}

// part takes the bidder's object from it.
func (l *cover) part(bidder int32) {
	object := l.with[bidder]
	places := l.places(object)
	for at := range places {
		if places[at] == bidder {
			places[at] = -1
			break
		}
	}
	l.with[bidder] = -1
	l.room[object]++
}

// raise makes the value of every bidder what its arcs ask for at these prices,
// and parts those whose own arc then gives less.
func (l *cover) raise(ctx context.Context) error {
	for at, u := range l.bidders {
		if at%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		best := l.offer(u)
		l.value[u] = best
		if l.with[u] >= 0 && l.profit(u) < best {
			l.part(u)
		}
	}
	return nil
}

// offer returns the most that any object gives the bidder, or its floor.
func (l *cover) offer(u int32) int64 {
	best := l.floor[u]
	for _, a := range l.row(u) {
		worth := int64(a.weight())
		if worth-l.leastPrice <= best {
			break
		}
		best = max(best, worth-l.price[a.to()])
	}
	return best
}

// profit is what its object gives the bidder.
func (l *cover) profit(u int32) int64 { return int64(l.gain[u]) - l.price[l.with[u]] }

// duals returns what value and price say of each vertex, in dualUnits of weights
// that are so many times smaller. Of one that is a bidder as well as an object it
// is half of either. Values are rounded up and prices down, which keeps arcs
// covered and tight ones tight, because their worth needs no rounding.
func (l *cover) duals(scale int64) []int64 {
	unit := int64(dualUnit)
	if l.place == nil {
		unit /= 2
	}
	sum := make([]int64, l.n)
	for v := range sum {
		sum[v] = (floorDiv(l.price[v], scale) - floorDiv(-l.value[v], scale)) * unit
	}
	return sum
}

// floorDiv divides and rounds down.
func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}
