package jobs

import (
	"context"
	"slices"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// Strangers are the addresses that a Program keeps apart and that nobody in it
// has. Whoever was erased is none: that address is not to be told again.
func (w *Work) Strangers(ctx context.Context, prog db.Program) ([]program.Address, error) {
	if len(prog.Pairing.DoNotPair) == 0 {
		return nil, nil
	}
	all, err := w.Store.Participants(ctx, prog.ID)
	if err != nil {
		return nil, err
	}
	people := make([]program.Person, len(all))
	for i, p := range all {
		people[i] = p.Person
	}
	strangers := prog.Strangers(people)
	erased, err := w.Store.SuppressedAmong(ctx, strangers)
	return slices.DeleteFunc(strangers, func(a program.Address) bool { return slices.Contains(erased, a) }), err
}
