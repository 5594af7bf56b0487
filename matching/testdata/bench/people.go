package main

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// person is a made-up questionnaire, packed so that billions of pairs can be
// scored.
type person struct {
	wants, offers, interests uint64 // topics
	hours                    uint64 // half hours of the day, UTC
	opinions                 uint32 // six answers from 0 to 4, each as so many of four bits
	department, site, level  uint8
	manager                  int32
}

const (
	topics  = 60
	reports = 9 // people to a manager
)

// newPeople makes n of them. Departments have topics of their own that they
// mostly offer, and people want those of any department; a few topics are much
// sought.
func newPeople(n int, seed uint64) []person {
	r := rand.New(rand.NewPCG(seed, 2027))
	var taste [10][]int
	for d := range taste {
		taste[d] = r.Perm(topics)
	}
	some := func(from []int, count int) uint64 {
		var set uint64
		for bits.OnesCount64(set) < count {
			x := r.Float64()
			set |= 1 << from[int(x*x*topics)]
		}
		return set
	}
	list := make([]person, n)
	for i := range list {
		p := &list[i]
		p.department, p.site, p.level = uint8(r.IntN(10)), uint8(r.IntN(5)), uint8(min(r.IntN(6), r.IntN(6)))
		p.wants = some(taste[r.IntN(10)], 2+r.IntN(4))
		p.offers = some(taste[p.department], 2+r.IntN(6))
		p.interests = some(taste[r.IntN(10)], 3+r.IntN(7))
		begins := []int{16, 18, 26, 40, 4}[p.site] + r.IntN(5)
		for slot := range 17 {
			if r.IntN(4) > 0 {
				p.hours |= 1 << ((begins + slot) % 48)
			}
		}
		for question := range 6 {
			p.opinions |= (1<<r.IntN(5) - 1) << (4 * question)
		}
		p.manager = int32(i / reports)
	}
	return list
}

// scorer scores pairs, in millionths.
type scorer struct {
	share [topics + 1]int32 // of wishes → what each that is granted gives
	alike [64][64]int32     // interests in common, in all → points
	steps int32             // above 0: scores are rounded to so many
}

func newScorer(steps int32) *scorer {
	s := &scorer{steps: steps}
	for wishes := 1; wishes <= topics; wishes++ {
		s.share[wishes] = int32(200_000 / wishes)
	}
	for all := 1; all < 64; all++ {
		for common := range all + 1 {
			s.alike[common][all] = int32(150_000 * common / all)
		}
	}
	return s
}

// of is what a and b score. Of two sides only b's wishes count, twice.
func (s *scorer) of(a, b *person, sides bool) int32 {
	granted := s.share[bits.OnesCount64(b.wants)] * int32(bits.OnesCount64(b.wants&a.offers))
	if sides {
		granted *= 2
	} else {
		granted += s.share[bits.OnesCount64(a.wants)] * int32(bits.OnesCount64(a.wants&b.offers))
	}
	score := granted + s.alike[bits.OnesCount64(a.interests&b.interests)][bits.OnesCount64(a.interests|b.interests)&63]
	score += int32(bits.OnesCount64(a.hours&b.hours)) * 11_000
	score += int32(24-bits.OnesCount32(a.opinions^b.opinions)) * 6_000
	if a.department != b.department {
		score += 70_000
	}
	if a.site == b.site {
		score += 30_000
	}
	gap := int32(a.level) - int32(b.level)
	score += 3_000 * (5 - max(gap, -gap))
	if s.steps > 0 {
		score = score * s.steps / 1_000_000
	}
	return score
}

// apart are people of one manager, and managers with theirs: about as many as a
// program's requirements keep apart, and never most.
func apart(i, j int, a, b *person) bool {
	return a.manager == b.manager || int(a.manager) == j || int(b.manager) == i
}

// words are what the person would have answered, for people.csv.
func (p *person) words(i int) []string {
	list := func(set uint64, kind string) string {
		text := ""
		for t := range topics {
			if set>>t&1 == 1 {
				text += fmt.Sprintf("%s %d;", kind, t)
			}
		}
		return text
	}
	manager := ""
	if int(p.manager) != i {
		manager = fmt.Sprintf("p%d@example.org", p.manager)
	}
	row := []string{
		fmt.Sprintf("p%d@example.org", i), fmt.Sprintf("Person %d", i), manager,
		fmt.Sprintf("Department %d", p.department),
		[]string{"Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo"}[p.site],
		fmt.Sprintf("Mon-Fri %02d:00-%02d:00", 7+p.level/2, 15+p.level/2),
		list(p.wants, "Topic"), list(p.offers, "Topic"), list(p.interests, "Interest"),
	}
	for question := range 6 {
		row = append(row, fmt.Sprint(1+bits.OnesCount32(p.opinions>>(4*question)&15)))
	}
	return row
}
