package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/program"
)

// idsInLog is how many ids a line of the log holds at most.
const idsInLog = 50

// recoverMessages finds rows that a worker has left behind, and says so once.
//
// Invariant: a row whose lease has passed waits again if nothing of it has left,
// and is unknown otherwise.
func (w *Work) recoverMessages(ctx context.Context, now time.Time) error {
	moved, err := w.Store.RecoverMessages(ctx, now, now.Add(decideUnknownAfter))
	if err != nil {
		return err
	}
	if ids := moved.Interrupted(); len(ids) > 0 {
		w.Log.Warn("a worker was interrupted while it sent; what had not begun to leave waits again, the rest is unknown",
			"waiting", len(moved.Freed), "unknown", len(moved.Unknown)+len(moved.Waiting), "ids", ids[:min(len(ids), idsInLog)])
	}
	w.waitForAPerson(moved.Waiting)
	if ids := moved.Again; len(ids) > 0 {
		w.Log.Info("messages that were unknown go once more, under the same Message-IDs", "count", len(ids), "ids", ids[:min(len(ids), idsInLog)])
	}
	return nil
}

// waitForAPerson says that nobody knows whether Messages have left, twice.
func (w *Work) waitForAPerson(ids []program.ID) {
	if len(ids) > 0 {
		w.Log.Error("messages wait for a person: nobody knows whether they left, twice; peerpost outbox list --state unknown",
			"count", len(ids), "ids", ids[:min(len(ids), idsInLog)])
	}
}
