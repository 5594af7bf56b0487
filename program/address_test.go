package program

import (
	"strings"
	"testing"
)

func TestAddressesThatRelaysTakeAreRead(t *testing.T) {
	for in, want := range map[string]Address{
		"ada@example.org":                        "ada@example.org",
		"  Ada.Lovelace@Example.org ":            "Ada.Lovelace@Example.org",
		"ada+peers@mail.example.org":             "ada+peers@mail.example.org",
		"o'brien@example.org":                    "o'brien@example.org",
		"a_b-c@xn--bcher-kva.example":            "a_b-c@xn--bcher-kva.example",
		"x@3com.example":                         "x@3com.example",
		strings.Repeat("a", 64) + "@example.org": Address(strings.Repeat("a", 64) + "@example.org"),
	} {
		if got, err := ParseAddress(in); err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %q, %v", in, got, err)
		}
	}
}

func TestAddressesThatMailParsersTakeButNoRelayShouldAreRefused(t *testing.T) {
	for _, in := range []string{
		"", " ", "ada", "@example.org", "ada@", "ada@localhost", "ada@example.", "ada@.org", "ada@exa mple.org",
		"Ada <ada@example.org>", "<ada@example.org>", "ada@example.org, bob@example.org", "ada@example.org (Ada)",
		`"a b"@example.org`, "x@d|cat", "x|y@example.org", "-oX@example.org", "`id`@example.org", "$HOME@example.org",
		"a\u202eb@example.org", "a@exämple.org", "a\nb@example.org", "a@example.org\nBcc: b@example.org", "a\x00@example.org",
		"a@1.2.3.4", "a@[1.2.3.4]", "a@b.123", "a@-b.org", "a@b-.org", "a..b@example.org",
		strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 64) + ".org", "a@" + strings.Repeat("b.", 127) + "org",
	} {
		if got, err := ParseAddress(in); err == nil {
			t.Errorf("ParseAddress(%q) = %q", in, got)
		} else if strings.ContainsAny(err.Error(), "\n\x00\u202e") {
			t.Errorf("the error carries what it refuses: %q", err)
		}
	}
}

func TestPeopleAreToldApartWhateverTheCaseOfTheirAddress(t *testing.T) {
	if a, b := Address("Ada@Example.org"), Address("ada@example.ORG"); a.Key() != b.Key() || a.Domain() != "example.org" || a.Hash() != b.Hash() || a.Hash() == Address("bob@example.org").Hash() {
		t.Errorf("%q and %q, domain %q", a.Key(), b.Key(), a.Domain())
	}
}
