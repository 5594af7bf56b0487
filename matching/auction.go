package matching

import "context"

// auction brings the cover close to its optimum: bidders without an object bid
// for what gives them most, until each is within a margin of the best it could
// have; then again with a smaller margin (Bertsekas 1988, "The auction
// algorithm"; objects of several places as in Bertsekas and Castañón 1989, the
// lowest price among the places being the object's). Margins go from the first
// to the last, each a tenth of the one before.
//
// Duals must not be negative. It ends with prices that are multiples of unit, as
// all weights are, duals that cover every arc, and bidders parted whose arc is
// not tight: paths finishes the work. Where weights are a few such units, margins
// were a small part of one, and rounding makes almost every arc tight again.
func (l *cover) auction(ctx context.Context, first, last, unit int64) error {
	a := auction{cover: l, paid: make([]int64, len(l.who))}
	for margin := first; ; margin = max(last, margin/10) {
		if err := a.round(ctx, margin); err != nil {
			return err
		}
		if err := l.reverse(ctx, margin); err != nil {
			return err
		}
		if margin <= last {
			break
		}
	}
	for v := range l.price {
		l.price[v] = (l.price[v] + unit/2) / unit * unit
	}
	return l.raise(ctx)
}

// auction is the bidding for a cover. A place's paid is what its last bidder
// promised; an object's price is the least paid of its places.
type auction struct {
	*cover
	paid  []int64
	queue []int32
}

// from is the object's first place.
func (l *cover) from(object int32) int32 {
	if l.place == nil {
		return object
	}
	return l.place[object]
}

func (a *auction) round(ctx context.Context, margin int64) error {
	for object := range int32(a.n) {
		for at := range a.places(object) {
			a.paid[a.from(object)+int32(at)] = a.price[object]
		}
	}
	a.queue = a.queue[:0]
	for at, u := range a.bidders {
		if at%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		best := a.offer(u)
		if a.with[u] >= 0 && a.profit(u) < best-margin {
			a.part(u)
		}
		if a.with[u] < 0 && best > 0 {
			a.queue = append(a.queue, u)
		}
	}
	for bids := 0; len(a.queue) > 0; bids++ {
		if bids%4096 == 0 {
			if err := goesOn(ctx, Bidding, len(a.bidders)-len(a.queue), len(a.bidders)); err != nil {
				return err
			}
		}
		u := a.queue[len(a.queue)-1]
		a.queue = a.queue[:len(a.queue)-1]
		a.bid(u, margin)
	}
	return nil
}

// bid gives the bidder the object that is best for it, at the price where the
// second best would do as well, and a margin more.
func (a *auction) bid(u int32, margin int64) {
	var best, second int64
	object, weight := int32(-1), int32(0)
	for _, arc := range a.row(u) {
		worth := int64(arc.weight())
		if worth <= second {
			break
		}
		if profit := worth - a.price[arc.to()]; profit > best {
			best, second, object, weight = profit, best, arc.to(), arc.weight()
		} else if profit > second {
			second = profit
		}
	}
	if object < 0 {
		return
	}
	place := a.cheapest(object)
	a.paid[place] += best - second + margin
	if before := a.who[place]; before >= 0 {
		a.with[before] = -1
		a.queue = append(a.queue, before)
	} else {
		a.room[object]--
	}
	a.who[place], a.with[u], a.gain[u] = u, object, weight
	a.price[object] = a.paid[a.cheapest(object)]
}

func (a *auction) cheapest(object int32) int32 {
	if a.place == nil {
		return object
	}
	least := a.place[object]
	for place := least + 1; place < a.place[object+1]; place++ {
		if a.paid[place] < a.paid[least] || a.paid[place] == a.paid[least] && a.who[place] < 0 && a.who[least] >= 0 {
			least = place
		}
	}
	return least
}

// reverse lets objects that have a price and a free place bid for bidders, by
// lowering the price to where the second best bidder would come as well, less a
// margin; or to 0 if nobody comes (Bertsekas and Castañón 1992, "A forward
// reverse auction algorithm for asymmetric assignment problems").
func (l *cover) reverse(ctx context.Context, margin int64) error {
	for at, u := range l.bidders {
		if at%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if l.with[u] >= 0 {
			l.value[u] = l.profit(u)
		} else {
			l.value[u] = l.offer(u)
		}
	}
	var queue []int32
	for v := range int32(l.n) {
		if l.room[v] > 0 && l.price[v] > 0 {
			queue = append(queue, v)
		}
	}
	for bids := 0; len(queue) > 0; bids++ {
		if bids%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v := queue[len(queue)-1]
		if l.room[v] == 0 || l.price[v] == 0 {
			queue = queue[:len(queue)-1]
			continue
		}
		if left := l.call(v, margin); left >= 0 {
			queue = append(queue, left)
		}
	}
	return nil
}

// call gives the object the bidder to whom it is worth most more than what it
// has, and returns the object that it leaves, or -1.
func (l *cover) call(v int32, margin int64) int32 {
	var best, second int64
	bidder, weight := int32(-1), int32(0)
	for _, a := range l.row(v) {
		worth := int64(a.weight())
		if worth <= second {
			break
		}
		u := a.to()
		if l.with[u] == v {
			continue
		}
		if gain := worth - l.value[u]; gain > best {
			best, second, bidder, weight = gain, best, u, a.weight()
		} else if gain > second {
			second = gain
		}
	}
	price := min(max(second-margin, 0), l.price[v])
	for _, u := range l.places(v) {
		if u >= 0 {
			l.value[u] += l.price[v] - price
		}
	}
	l.price[v] = price
	if bidder < 0 {
		return -1
	}
	left := l.with[bidder]
	if left >= 0 {
		l.part(bidder)
	}
	l.join(bidder, v, weight)
	l.value[bidder] = int64(weight) - price
	return left
}
