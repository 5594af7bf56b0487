package matching

import (
	"math"
	"strconv"

	"github.com/peerpost/peerpost/program"
)

// apart is a set of pairs, lower number first, that must not be.
type apart map[[2]int]bool

func (a apart) allows(i, j int) bool { return !a[[2]int{min(i, j), max(i, j)}] }

// namedApart are the people an Administrator named. An address that nobody in
// the pool has is no mistake: that person may not take part.
func (p *pool) namedApart(pairs [][2]program.Address) apart {
	at := make(map[string]int, len(p.people))
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

func (p *pool) pairedBefore(earlier []program.Earlier) apart {
	at := p.numbers()
	a := apart{}
	for _, e := range earlier {
		i, foundI := at[e.Members[0]]
		j, foundJ := at[e.Members[1]]
		if foundI && foundJ {
			a[[2]int{min(i, j), max(i, j)}] = true
		}
	}
	return a
}

// fading is pairs, lower number first, who met before: what part of their score
// is left to them.
type fading map[[2]int]float64

// fading lets partners of before meet again. That costs all of their score at
// first, half of it after the Program's time to fade, a quarter after twice that
// time, and so on. Of meetings the last counts; one without a date was today.
func (p *pool) fading(earlier []program.Earlier) fading {
	f := fading{}
	half := p.program.Pairing.Fade.After(p.starts)
	days := float64(max(p.starts.DaysUntil(half), 1))
	for pair := range p.pairedBefore(earlier) {
		f[pair] = 1
	}
	at := p.numbers()
	for _, e := range earlier {
		i, foundI := at[e.Members[0]]
		j, foundJ := at[e.Members[1]]
		if !foundI || !foundJ {
			continue
		}
		passed := 0.0
		if !e.On.IsZero() {
			passed = float64(max(e.On.DaysUntil(p.starts), 0))
		}
		pair := [2]int{min(i, j), max(i, j)}
		f[pair] = min(f[pair], 1-math.Exp2(-passed/days))
	}
	return f
}

// of returns what is left of the points of two people.
func (f fading) of(i, j int, points int32) int32 {
	if len(f) == 0 || points <= 0 {
		return points
	}
	if part, met := f[[2]int{min(i, j), max(i, j)}]; met {
		return int32(float64(points) * part)
	}
	return points
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
