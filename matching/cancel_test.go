package matching

import (
	"context"
	"errors"
	"testing"
	"time"
)

// Millions of edges are made, sorted and bid for: each takes longer than this by
// itself. The limit leaves room for machines that are busy.
func TestLargeGraphsAreGivenUpSoon(t *testing.T) {
	for name, g := range map[string]Graph{
		"peers of many partners": dense(300, 0, func(int) int32 { return 100 }),
		"sides of some partners": dense(1200, 600, func(int) int32 { return 20 }),
	} {
		for moment := 4 * time.Millisecond; moment < 2*time.Second; moment *= 4 {
			ctx, cancel := context.WithTimeout(t.Context(), moment)
			_, err := MaxWeight(ctx, g, Participation, 1)
			ended, _ := ctx.Deadline()
			if late := time.Since(ended); errors.Is(err, context.DeadlineExceeded) && late > 500*time.Millisecond {
				t.Errorf("%s: given up %v after %v", name, late, moment)
			}
			cancel()
		}
	}
}
