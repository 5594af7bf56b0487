package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// Why a Round fails, besides a pool of too few.
const (
	programOver = "the program is over"
	noPair      = "the program's rules let no two people be paired"
)

// pool is who of the registered can be paired: at work, without a partner, and
// reached by email. A partner of who is not would never hear from them.
type pool struct {
	people     []program.Participant
	unreached  []program.Participant // who could be paired otherwise
	registered []program.Participant
	paired     int // of the registered
}

func (w *Work) pool(ctx context.Context, prog db.Program) (p pool, err error) {
	if p.registered, err = w.Store.Participants(ctx, prog.ID, program.Registered); err != nil {
		return p, err
	}
	paired, err := w.Store.Paired(ctx, prog.ID)
	if err != nil {
		return p, err
	}
	suppressed, err := w.Store.SuppressedAmong(ctx, addressesOf(p.registered))
	if err != nil {
		return p, err
	}
	for _, one := range p.registered {
		switch {
		case paired[one.ID]:
			p.paired++
		case !one.Person.AtWork():
		case slices.Contains(suppressed, one.Person.Address):
			p.unreached = append(p.unreached, one)
		default:
			p.people = append(p.people, one)
		}
	}
	return p, nil
}

func addressesOf(people []program.Participant) []program.Address {
	addresses := make([]program.Address, len(people))
	for i, p := range people {
		addresses[i] = p.Person.Address
	}
	return addresses
}

// tooFew says why nobody can be paired with anybody; "" where two can.
func (p pool) tooFew() string {
	switch n := len(p.registered); {
	case len(p.people) >= 2:
		return ""
	case n < 2:
		return "fewer than two people have registered"
	case p.paired == n:
		return fmt.Sprintf("all %d registered people have a partner already", n)
	default:
		return fmt.Sprintf("fewer than two of %d registered people are at work, reached by email and without a partner", n)
	}
}

// canMeet reports whether two of these people could still meet before the
// Program ends, if they were introduced at t.
func (p pool) canMeet(prog db.Program, t time.Time) bool {
	n := 0
	for _, one := range p.people {
		day := meetFrom(prog, []program.Participant{one}, t)
		for day.Before(prog.EndDate()) && prog.Closed(day) {
			day = day.AddDays(1)
		}
		if day.Before(prog.EndDate()) {
			n++
		}
	}
	return n >= 2
}

// CanPair reports whether there are two people whom a Round could pair now, and
// who could still meet.
func (w *Work) CanPair(ctx context.Context, prog db.Program, now time.Time) (bool, error) {
	p, err := w.pool(ctx, prog)
	return p.tooFew() == "" && p.canMeet(prog, now.Add(prog.Pairing.Undo.Duration())), err
}
