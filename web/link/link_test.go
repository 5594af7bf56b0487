package link

import (
	"strings"
	"testing"
)

var bound = Bound{Purpose: "approve", ID: strings.Repeat("a", 26), Person: "p", Object: "o", Revision: 3}

func TestTokenIsBoundToAllItNames(t *testing.T) {
	s := Signer{BaseURL: "https://example.org", Secrets: [][]byte{[]byte("new"), []byte("old")}}
	token := s.Token(bound)
	if !s.Verify(token, bound) {
		t.Fatal("a token does not verify for what it was made for")
	}
	for name, change := range map[string]func(*Bound){
		"purpose":  func(b *Bound) { b.Purpose = "discard" },
		"id":       func(b *Bound) { b.ID = strings.Repeat("b", 26) },
		"person":   func(b *Bound) { b.Person = "q" },
		"object":   func(b *Bound) { b.Object = "x" },
		"revision": func(b *Bound) { b.Revision++ },
	} {
		other := bound
		change(&other)
		if s.Verify(token, other) {
			t.Errorf("a token verifies for another %s", name)
		}
	}
}

func TestTokenOfTheOldSecretIsAcceptedAndOfAStrangerIsNot(t *testing.T) {
	now := Signer{Secrets: [][]byte{[]byte("new"), []byte("old")}}
	if !now.Verify((Signer{Secrets: [][]byte{[]byte("old")}}).Token(bound), bound) {
		t.Error("a token signed before the rotation is refused")
	}
	if now.Verify((Signer{Secrets: [][]byte{[]byte("stranger")}}).Token(bound), bound) {
		t.Error("a token of an unknown secret is accepted")
	}
}

func TestDamagedTokensAreRefused(t *testing.T) {
	s := Signer{Secrets: [][]byte{[]byte("new")}}
	token := s.Token(bound)
	for _, bad := range []string{"", ".", "x", token[:len(token)-1], token + "A", strings.ToUpper(token), strings.Replace(token, ".", "", 1), token[:27]} {
		if s.Verify(bad, bound) {
			t.Errorf("the damaged token %q is accepted", bad)
		}
	}
}
