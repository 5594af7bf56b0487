package matching

import (
	"strconv"

	"github.com/peerpost/peerpost/program"
)

// apart is a set of pairs, lower number first, that must not be.
type apart map[[2]int]bool

func (a apart) allows(i, j int) bool { return !a[[2]int{min(i, j), max(i, j)}] }

// namedApart are the people an Administrator named. An address that nobody in
// the pool has is no mistake: that person may not take part.
func (p *pool) namedApart(pairs [][2]program.Address) apart {
	at := map[string]int{}
	for i, person := range p.people {
		at[person.Person.Address.Key()] = i
	}
	a := apart{}
	for _, pair := range pairs {
		i, foundI := at[pair[0].Key()]
		j, foundJ := at[pair[1].Key()]
		if foundI && foundJ {
			a[[2]int{min(i, j), max(i, j)}] = true
		}
	}
	return a
}

func (p *pool) pairedBefore(earlier [][2]program.ID) apart {
	at := map[program.ID]int{}
	for i, person := range p.people {
		at[person.ID] = i
	}
	a := apart{}
	for _, pair := range earlier {
		i, foundI := at[pair[0]]
		j, foundJ := at[pair[1]]
		if foundI && foundJ {
			a[[2]int{min(i, j), max(i, j)}] = true
		}
	}
	return a
}

// minimumScore keeps apart who would score less than least.
type minimumScore struct {
	pool  *pool
	least int32 // in ScoreUnits
}

func (m minimumScore) allows(i, j int) bool { return m.pool.scorer.points(i, j) >= m.least }

// relax names the highest minimum, in hundredths, that would let i have one of
// the candidates.
func (m minimumScore) relax(i int, candidates []int) (string, int) {
	var best int32
	for _, j := range candidates {
		best = max(best, m.pool.scorer.points(i, j))
	}
	const hundredth = ScoreUnit / 100
	least := best / hundredth
	frees := 0
	for _, j := range candidates {
		if m.pool.scorer.points(i, j) >= least*hundredth {
			frees++
		}
	}
	return strconv.FormatFloat(float64(least)/100, 'f', -1, 64), frees
}
