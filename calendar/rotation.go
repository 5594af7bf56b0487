package calendar

import (
	"errors"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// FindRotation shares out an inconvenience that cannot be avoided: it divides
// the sessions into blocks of about a quarter of a year, each a Slot and a
// Series of its own, in order. The hour of a block is the best for what the
// members then have behind them, so that who was badly placed in one quarter is
// better placed in the next. A block begins when its first session is due, at
// least half of Every after the last one of the block before.
//
// Where rotating does not spare the worst-placed member a quarter of an hour a
// session (of rest and of inconvenience), the only Slot is FindSlot's, whose errors
// it has: two members can mostly share one hour evenly, and one Series is simpler.
// The same request gives the same Slots.
func FindRotation(r SlotRequest) ([]Slot, error) {
	whole, err := findBlock(r, nil)
	if err != nil {
		return nil, fmt.Errorf("find rotation: %w", err)
	}
	single := []Slot{whole.slot}
	sizes := blockSizes(r.Every, r.Count)
	if whole.sum.free() || len(sizes) == 1 {
		return single, nil
	}
	slots, sum, err := rotate(r, sizes)
	if errors.Is(err, ErrNoSlot) {
		return single, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find rotation: %w", err)
	}
	if sum.compareBurden(whole.sum) <= 0 || whole.sum.worstMinutes()-sum.worstMinutes() < worthRotating {
		return single, nil
	}
	return slots, nil
}

// worthRotating is how many minutes a session rotating has to spare the worst-placed
// member.
const worthRotating = 15

// block is a Slot and what its sessions cost.
type block struct {
	slot  Slot
	spent []burden
	sum   score // held, rest, worst, total and allRest
	last  program.Date
}

// findBlock chooses the hour of one block; carried is per session.
func findBlock(r SlotRequest, carried []burden) (block, error) {
	s, err := newSearch(r)
	if err != nil {
		return block{}, err
	}
	s.carried = carried
	c, err := s.choose()
	if err != nil {
		return block{}, err
	}
	b := block{slot: s.slot(c), spent: slices.Clone(s.spent)}
	starts := s.held(c)
	b.last = program.DateOf(unix(s.members[c.anchor].clock.local(starts[len(starts)-1])))
	b.sum = sumOf(b.spent, int64(len(starts)))
	return b, nil
}

// rotate chooses the blocks one after the other.
func rotate(r SlotRequest, sizes []int) ([]Slot, score, error) {
	var slots []Slot
	spent, held := make([]burden, len(r.Members)), int64(0)
	begin, done := r.Earliest, 0
	for k, size := range sizes {
		next := r
		next.Count, next.Seed = size, mix(r.Seed+uint64(k))
		if k > 0 {
			next.Earliest, next.Window = begin, windowFrom(r, begin, done)
		} else {
			next.Seed = r.Seed
		}
		carried := slices.Clone(spent)
		for i := range carried {
			carried[i] = burden{carried[i].cost / int64(size), carried[i].rest / int64(size)}
		}
		b, err := findBlock(next, carried)
		if err != nil {
			return nil, score{}, err
		}
		slots, held, done = append(slots, b.slot), held+b.sum.held, done+size
		for i := range spent {
			spent[i].cost += b.spent[i].cost
			spent[i].rest += b.spent[i].rest
		}
		if begin = nominal(r, done); begin.Before(b.last.AddDays(gap(r.Every))) {
			begin = b.last.AddDays(gap(r.Every))
		}
	}
	return slots, sumOf(spent, held), nil
}

// nominal is the first day on which the session after so many may fall.
func nominal(r SlotRequest, done int) program.Date {
	return program.Length{N: r.Every.N * done, Unit: r.Every.Unit}.After(r.Earliest)
}

// windowFrom is what is left from begin of the days on which the session after
// so many may fall.
func windowFrom(r SlotRequest, begin program.Date, done int) program.Length {
	return program.Length{N: max(1, begin.DaysUntil(nominal(r, done+1))), Unit: program.Days}
}

// gap is the least number of days between two blocks.
func gap(every program.Length) int { return (lengthInDays(every) + 1) / 2 }

func lengthInDays(l program.Length) int { return int(l.Duration().Hours()) / 24 }

// blockSizes divides so many sessions into equal blocks of about 13 weeks; the
// first ones may have one more.
func blockSizes(every program.Length, count int) []int {
	const quarterYear = 91
	n := max(1, (count*max(1, lengthInDays(every))+quarterYear/2)/quarterYear)
	n = min(n, count)
	sizes := make([]int, n)
	for i := range sizes {
		sizes[i] = count / n
		if i < count%n {
			sizes[i]++
		}
	}
	return sizes
}

func sumOf(spent []burden, held int64) score {
	sum := score{held: held}
	for _, b := range spent {
		sum.rest, sum.worst = max(sum.rest, b.rest), max(sum.worst, b.cost)
		sum.allRest, sum.total = sum.allRest+b.rest, sum.total+b.cost
	}
	return sum
}
