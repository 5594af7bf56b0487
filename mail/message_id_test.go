package mail

import (
	"testing"

	"github.com/peerpost/peerpost/program"
)

func TestMessageIDIsStableAndDiffersByRowGenerationAndSecret(t *testing.T) {
	const id = program.ID("0123456789abcdefghijklmnop")
	first := MessageID([]byte("secret"), id, 1, "example.org")
	if want := "od62m1rdih0c0monmlo3c71fiija8ccn@example.org"; first != want {
		t.Errorf("MessageID = %s, want %s", first, want)
	}
	if !validMessageID(first) {
		t.Error("it is not a valid Message-ID")
	}
	others := []string{
		MessageID([]byte("secret"), id, 2, "example.org"),
		MessageID([]byte("other"), id, 1, "example.org"),
		MessageID([]byte("secret"), id+"1", 1, "example.org"),
	}
	for _, other := range others {
		if other == first {
			t.Errorf("%s was given twice", first)
		}
	}
}
