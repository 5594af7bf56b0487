package main

import (
	"fmt"
	"sync/atomic"

	"github.com/peerpost/peerpost/matching"
)

// heardOf is what the engine has last told of its progress.
type heardOf struct {
	doing string
	last  atomic.Value // a matching.Progress
}

func (h *heardOf) tell(p matching.Progress) { h.last.Store(p) }

// String says what is being done: "pairing 5000 people: scoring, 40 %".
func (h *heardOf) String() string {
	p, ok := h.last.Load().(matching.Progress)
	if !ok || p.Total == 0 {
		return h.doing
	}
	return fmt.Sprintf("%s: %s, %d %%", h.doing, p.Phase, 100*p.Done/p.Total)
}
