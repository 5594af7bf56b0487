package main

import (
	"testing"

	"github.com/peerpost/peerpost/matching"
)

func TestProgressOfMatchSaysItsPhase(t *testing.T) {
	t.Parallel()
	h := &heardOf{doing: "pairing 9 people"}
	if got, want := h.String(), "pairing 9 people"; got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
	h.tell(matching.Progress{Phase: matching.Scoring, Done: 2, Total: 5})
	if got, want := h.String(), "pairing 9 people: scoring, 40 %"; got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
}
