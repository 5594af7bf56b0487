package matching

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// side is on which side of a Program's format somebody is. People of the same
// side are not paired, unless they are peers or are led by the same.
type side int32

const (
	firstSide  side = iota // peers; who leads; who is new
	secondSide             // who is led; who is somebody's buddy
)

// sideOf tells the side of a role, if the format has the role.
func sideOf(f program.Format, role program.Role) (side, bool) {
	switch f {
	case program.Mentors, program.Groups:
		return side(slices.Index([]program.Role{program.Mentor, program.Mentee}, role)), role == program.Mentor || role == program.Mentee
	case program.Buddies:
		if role == program.Mentee {
			return firstSide, true
		}
		return secondSide, role == program.Buddy || slices.Contains(program.BundleRoles, role)
	}
	return firstSide, true
}

// seat puts everyone in order, by side and then by id, and counts how many
// partners each may have.
func (p *pool) seat(people []program.Participant) error {
	p.people = slices.Clone(people)
	for _, participant := range p.people {
		if _, ok := sideOf(p.program.Format, participant.Role); !ok {
			return fmt.Errorf("participant %s is a %q, which format %s does not have", participant.ID, participant.Role, p.program.Format)
		}
	}
	sideAt := func(participant program.Participant) side {
		s, _ := sideOf(p.program.Format, participant.Role)
		return s
	}
	slices.SortFunc(p.people, func(a, b program.Participant) int {
		return cmp.Or(cmp.Compare(sideAt(a), sideAt(b)), cmp.Compare(a.ID, b.ID))
	})
	for i, participant := range p.people {
		p.sides = append(p.sides, sideAt(participant))
		p.rooms = append(p.rooms, p.room(participant))
		if p.sides[i] == firstSide {
			p.firsts++
		}
		if i > 0 && participant.ID == p.people[i-1].ID {
			return fmt.Errorf("participant %s is in it twice", participant.ID)
		}
	}
	return nil
}

// room is how many partners somebody may have: one in a cohort of peers, one
// group, one buddy of each kind, and else their capacity.
func (p *pool) room(participant program.Participant) int32 {
	capacity := int32(min(max(participant.Capacity, 1), len(p.people)))
	switch s, _ := sideOf(p.program.Format, participant.Role); {
	case p.program.Format == program.Buddies && s == firstSide:
		return int32(len(program.BundleRoles))
	case p.program.Format == program.Groups && s == firstSide:
		return int32(min(max(p.program.Group.Max-1, 1), len(p.people)))
	case p.program.Format == program.Groups, p.peers() && p.program.Cycle != program.Evergreen:
		return 1
	}
	return capacity
}

func (p *pool) peers() bool { return p.program.Format == program.Peers || p.program.Format == "" }

// several reports whether anyone may have more than one partner, with those who
// are pinned, or there are two sides.
func (p *pool) several() bool {
	return !p.peers() || slices.ContainsFunc(p.rooms, func(room int32) bool { return room > 1 }) ||
		slices.ContainsFunc(p.pinned, func(t team) bool { return slices.ContainsFunc(t, func(i int) bool { return p.rooms[i] > 0 }) })
}

// eligible reports whether the format and who is taken already let two people
// be together, whatever the rules say.
func (p *pool) eligible(i, j int) bool {
	if i == j || p.rooms[i] == 0 || p.rooms[j] == 0 || p.pins[[2]int{min(i, j), max(i, j)}] {
		return false
	}
	return p.together(i, j)
}

// together reports whether the format has people of these two sides in one
// pairing.
func (p *pool) together(i, j int) bool {
	return p.peers() || p.sides[i] != p.sides[j] || p.program.Format == program.Groups && p.sides[i] == secondSide
}

// seating is eligible as a part, but for single pairs.
func (p *pool) seating() part {
	class, examples := classify(len(p.people), func(i int) [2]int32 { return [2]int32{int32(p.sides[i]), min(p.rooms[i], 1)} })
	if len(examples) == 1 && p.peers() && (len(p.rooms) == 0 || p.rooms[0] > 0) {
		return nil
	}
	return newTable(class, examples, func(i, j int) int32 {
		return unless(p.together(i, j) && p.rooms[i] > 0 && p.rooms[j] > 0)
	})
}
