package matching

import (
	"math"

	"github.com/peerpost/peerpost/program"
)

// keep is the pairs of an earlier result that should change as little as
// possible. To break one costs so much that as many as possible stay: exactly,
// among up to a thousand people; beyond, one is given up only for what gains
// five hundred times the best score. In a trio or a group, where a pair counts
// for a part of the score, it counts for that part here too. No sum of its worth
// and a score, which is at most most, exceeds MostWeight, or what may be added up.
type keep struct {
	pairs map[[2]int]bool
	worth int32 // what one adds to the weight
}

func (p *pool) keeping(pairs [][2]program.ID, most int32) keep {
	k := keep{pairs: map[[2]int]bool{}, worth: min(int32(min(len(p.people)/2+1, 500))*ScoreUnit, MostWeight-most, p.addable()-most)}
	at := p.numbers()
	for _, pair := range pairs {
		i, foundI := at[pair[0]]
		j, foundJ := at[pair[1]]
		if foundI && foundJ && i != j {
			k.pairs[[2]int{min(i, j), max(i, j)}] = true
		}
	}
	if len(k.pairs) == 0 {
		k.worth = 0
	}
	return k
}

// addable is up to which weight all that the pool's matchings are worth can be
// added up (expanded.sums): places, each with a few edges that are two more.
func (p *pool) addable() int32 {
	places := len(p.people)
	if p.several() {
		places = 0
		for _, room := range p.rooms {
			places += int(room)
		}
	}
	all := float64(places + 4*firstEdges*len(p.people))
	return int32(min(MostWeight, math.MaxInt64/4/(2*all*(9*dualUnit*float64(places/2+2)))))
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
