package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/program"
)

// What the tests of behaviour need to reach behind the jobs.

// OpenPairingsWhile opens the Pairings of a Draft; between what it reads and
// what it writes, something happens.
func (w *Work) OpenPairingsWhile(ctx context.Context, draft program.ID, now time.Time, happens func()) error {
	o, err := w.opening(ctx, draft, now)
	if err != nil {
		return err
	}
	happens()
	return o.run(ctx)
}
