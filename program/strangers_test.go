package program

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddressesToKeepApartThatNobodyHasAreTold(t *testing.T) {
	p := &Program{Pairing: PairingRules{DoNotPair: [][2]Address{
		{"Ana@example.org", "b@example.org"}, {"ana@example.org", "bne@example.org"}, {"bne@example.org", "c@example.org"},
	}}}
	people := []Person{{Address: "ana@example.org"}, {Address: "B@example.org"}}
	if diff := cmp.Diff([]Address{"bne@example.org", "c@example.org"}, p.Strangers(people)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.Strangers(nil); got != nil {
		t.Errorf("before there are people, found %v", got)
	}
}
