package matching

import (
	"context"
	"slices"
)

// unmet is what a pair who have not met weighs more than one who have: more
// than luck can make up for, whoever else is paired how.
const unmet = 1 << 23

// lots are how many different weights chance gives a pair.
const lots = 61

// lucky are weights by chance, from the seed alone, for all pairs that the
// requirements allow. First of all as many people as possible get a partner;
// then, where everyone has one partner, as few pairs as possible meet again, and
// elsewhere none of whom both have somebody else. Who has met before may meet
// again only if one of the two has met everyone who is there for them.
func (p *pool) lucky(ctx context.Context, s *scores) *scores {
	plain := *p
	plain.recommendations = nil
	luck := newScorer(&plain)
	luck.base, luck.faded, luck.least = 0, nil, 0
	for _, b := range p.barriers {
		if least, ok := b.requirement.(minimumScore); ok {
			luck.apart = append(luck.apart, least)
		}
	}
	luck.apart = append(luck.apart, p.tooSoon(ctx, luck))
	chance := asked(func(i, j int) int32 {
		weight := int32(mixed(uint64(s.seed), uint64(min(i, j)), uint64(max(i, j))) % lots)
		if p.met.allows(i, j) {
			weight += unmet
		}
		return weight
	})
	luck.parts, luck.earned = append(luck.parts, chance), []part{chance}
	return &scores{scorer: luck, n: s.n, seed: s.seed, most: unmet + lots}
}

// onlyNeeded leaves out the pairs who have met and of whom both have somebody else.
func (p *pool) onlyNeeded(teams []team) []team {
	partners := make([]int, len(p.people))
	for _, t := range append(slices.Clone(p.pinned), teams...) {
		for _, i := range t {
			partners[i]++
		}
	}
	return slices.DeleteFunc(teams, func(t team) bool {
		if len(t) > 2 || p.met.allows(t[0], t[1]) || partners[t[0]] == 1 || partners[t[1]] == 1 {
			return false
		}
		partners[t[0]]--
		partners[t[1]]--
		return true
	})
}

// tooSoon are the pairs who have met, and of whom each has somebody left to
// meet. Once ctx ends, it is too early to tell.
func (p *pool) tooSoon(ctx context.Context, allowed *scorer) apart {
	done := map[int]bool{}
	for pair := range p.met {
		for _, i := range pair {
			if _, known := done[i]; known || ctx.Err() != nil {
				continue
			}
			done[i] = true
			for j := range p.people {
				if j != i && p.met.allows(i, j) && allowed.of(i, j) != apartScore {
					done[i] = false
					break
				}
			}
		}
	}
	soon := apart{}
	for pair := range p.met {
		if !done[pair[0]] && !done[pair[1]] {
			soon[pair] = true
		}
	}
	return soon
}

// mixed makes a number of numbers that looks like chance (the finaliser of
// SplitMix64: Steele, Lea and Flood 2014).
func mixed(numbers ...uint64) uint64 {
	var h uint64
	for _, n := range numbers {
		h += n + 0x9e3779b97f4a7c15
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}
