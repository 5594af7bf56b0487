package jobs

import (
	"context"
	"time"
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
			"waiting", len(moved.Freed), "unknown", len(moved.Unknown), "ids", ids[:min(len(ids), idsInLog)])
	}
	if ids := moved.Again; len(ids) > 0 {
		w.Log.Info("messages that were unknown go once more, under the same Message-IDs", "count", len(ids), "ids", ids[:min(len(ids), idsInLog)])
	}
	return nil
}
