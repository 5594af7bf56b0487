package matching

import (
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// pin takes in the people who are to be together whatever else comes out. It
// fails with an InfeasibleError where a requirement keeps them apart, or where
// somebody would have more partners than they may.
func (p *pool) pin(pinned [][]program.ID) error {
	p.pins = map[[2]int]bool{}
	for _, ids := range pinned {
		t, err := p.pinnedTeam(ids)
		if err != nil {
			return err
		}
		for _, pair := range t.pairs() {
			i, j := pair[0], pair[1]
			if p.pins[pair] {
				return p.contradiction(i, j, "they are pinned twice")
			}
			if p.program.Format == program.Groups && p.sides[i] == p.sides[j] {
				return p.contradiction(i, j, "a group is pinned by its mentor")
			}
			if p.program.Format == program.Buddies && p.kindPinned(i, p.people[j].Role) {
				return p.contradiction(i, j, "another buddy of that kind is pinned already")
			}
			if !p.eligible(i, j) {
				return p.contradiction(i, j, "one of them has no room for more, or their roles do not go together")
			}
			if err := p.mayBePinned(i, j); err != nil {
				return err
			}
		}
		if err := p.joinsPinned(t); err != nil {
			return err
		}
		for _, pair := range t.pairs() {
			p.pins[pair] = true
		}
		for _, i := range t {
			p.rooms[i]--
		}
		p.pinned = append(p.pinned, t)
	}
	return nil
}

// kindPinned reports whether somebody is a newcomer's pinned buddy of one kind.
func (p *pool) kindPinned(newcomer int, kind program.Role) bool {
	return kind != program.Buddy && slices.ContainsFunc(p.pinned, func(t team) bool { return t[0] == newcomer && p.people[t[1]].Role == kind })
}

// paired tells of each person whether a pin gives them a partner.
func (p *pool) paired() []bool { return members(p.pinned, len(p.people)) }

// joinsPinned fails where a requirement keeps somebody from others who are
// pinned to the same group.
func (p *pool) joinsPinned(t team) error {
	for _, other := range p.pinned {
		if p.program.Format == program.Groups && other[0] == t[0] {
			if err := p.mayBePinned(min(other[1], t[1]), max(other[1], t[1])); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *pool) mayBePinned(i, j int) error {
	for _, b := range p.barriers {
		if !b.allows(i, j) {
			return p.contradiction(i, j, "the requirement "+describe(b.rule)+" keeps them apart")
		}
	}
	return nil
}

func (p *pool) pinnedTeam(ids []program.ID) (team, error) {
	var t team
	for _, id := range ids {
		i := slices.IndexFunc(p.people, func(participant program.Participant) bool { return participant.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("pinned participant %s is not among the people", id)
		}
		t = append(t, i)
	}
	slices.Sort(t)
	t = slices.Compact(t)
	if len(t) != len(ids) || len(t) < 2 || len(t) > 2 && !(p.peers() && len(t) == 3) {
		return nil, fmt.Errorf("pinned %v: expected two different participants, or three peers", ids)
	}
	return t, nil
}

func (p *pool) contradiction(i, j int, why string) error {
	return &InfeasibleError{Says: fmt.Sprintf("%s and %s are pinned, but %s", p.name(i), p.name(j), why)}
}

func (p *pool) name(i int) string { return p.people[i].Person.DisplayName() }

// describe says in a few words which rule it is.
func describe(r program.Rule) string {
	switch {
	case r.Meets != "":
		return fmt.Sprintf("%s: %s, %s", r.Kind, r.Field, r.Meets)
	case !r.AtMost.IsZero():
		return fmt.Sprintf("%s: at most %s", r.Kind, r.AtMost)
	case r.Field != "":
		return fmt.Sprintf("%s: %s", r.Kind, r.Field)
	}
	return string(r.Kind)
}
