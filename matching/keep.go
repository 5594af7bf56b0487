package matching

import (
	"fmt"
	"math"

	"github.com/peerpost/peerpost/program"
)

// keep is the pairs of an earlier result that should change as little as
// possible. To break one costs so much that as many as possible stay: exactly,
// among up to a thousand people; beyond, one is given up only for what gains
// five hundred times the best score (sixty times chance), or, among more than
// 40,000 people, as many times as sums leave room for. In a trio or a group, where a pair counts
// for a part of the score, it counts for that part here too.
type keep struct {
	pairs map[[2]int]bool
	worth int32 // what one adds to the weight
}

// keeping reads which pairs to keep, of those that may still be. It fails where
// so many people are in it that keeping a pair could not outweigh two others.
func (p *pool) keeping(s *scores, pairs [][2]program.ID) (keep, error) {
	k := keep{pairs: map[[2]int]bool{}}
	at := p.numbers()
	for _, pair := range pairs {
		i, foundI := at[pair[0]]
		j, foundJ := at[pair[1]]
		if foundI && foundJ && i != j && s.of(i, j) != apartScore {
			k.pairs[[2]int{min(i, j), max(i, j)}] = true
		}
	}
	if len(k.pairs) == 0 {
		return k, nil
	}
	exact := int64(len(p.people)/2+1) * int64(s.most)
	k.worth = int32(min(exact, 500*ScoreUnit, int64(p.addable()-s.most)))
	if k.worth < 2*s.most {
		return k, fmt.Errorf("keep %d pairs among %d people: their weights cannot be added up; expected fewer people", len(k.pairs), len(p.people))
	}
	return k, nil
}

// addable is up to which weight all that the pool's matchings are worth can be
// added up (expanded.sums). Where edges can join people of several places each,
// they become vertices: some of everyone's, of a floor eight times as deep.
func (p *pool) addable() int32 {
	places, several := 0, [2]int{}
	for i, room := range p.rooms {
		places += int(max(room, 1))
		if room > 1 {
			several[p.sides[i]]++
		}
	}
	vertices, depth := float64(places+1), 1.0
	if several[firstSide] > 1 && p.peers() || several[firstSide] > 0 && several[secondSide] > 0 {
		vertices, depth = vertices+float64(4*firstEdges*len(p.people)), 9
	}
	return int32(min(MostWeight, math.MaxInt64/2/(2*vertices*depth*dualUnit*float64(places/2+2))))
}

// numbers tells each participant's place in the pool.
func (p *pool) numbers() map[program.ID]int {
	at := make(map[program.ID]int, len(p.people))
	for i, person := range p.people {
		at[person.ID] = i
	}
	return at
}

// of is what it adds to the weight of two people to leave them together.
func (k keep) of(i, j int) int32 {
	if k.worth > 0 && k.pairs[[2]int{min(i, j), max(i, j)}] {
		return k.worth
	}
	return 0
}
