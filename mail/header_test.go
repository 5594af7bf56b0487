package mail

import (
	"mime"
	netmail "net/mail"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestNamesLoseWhatMailClientsTurnIntoLinks(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Lovelace":                          "Ada Lovelace",
		"J.R.R. Tolkien":                        "J. R. R. Tolkien",
		"Dr. Zoë O'Neill, PhD":                  "Dr. Zoë O'Neill, PhD",
		"evil.example.com":                      "evil. example. com",
		"https://evil.example.com/x":            "https evil. example. com/x",
		"boss@example.org":                      "boss at example. org",
		"boss＠example．org":                      "boss at example． org",
		`Ada" <eve@example.org>`:                "Ada' eve at example. org",
		"\u202egro.elpmaxe\u202c":               "gro. elpmaxe",
		"Ada\u200b\u2060.com":                   "Ada. com",
		"a.\u200bcom":                           "a. com",
		"  two   spaces\tand a tab ":            "two spaces and a tab",
		"محمد\u200cرضا":                         "محمد\u200cرضا",
		strings.Repeat("long ", 40):             strings.TrimSpace(strings.Repeat("long ", 13)[:64]),
		"...":                                   ". . .",
		"\\":                                    "",
		"=?utf-8?q?eve=40example=2Eorg?= Smith": "=?utf-8?q?eve=40example=2Eorg?= Smith",
	} {
		if got := displayName(name); got != want {
			t.Errorf("displayName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTextThatLooksEncodedIsShownAsItIs(t *testing.T) {
	const name = "=?utf-8?q?eve=40example=2Eorg?= Smith"
	a, err := netmail.ParseAddress(mailbox(name, "ada@example.org"))
	if err != nil || a.Name != name || a.Address != "ada@example.org" {
		t.Errorf("%q reads as %+v (%v)", mailbox(name, "ada@example.org"), a, err)
	}
}

func TestAnyTextSurvivesAHeader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(strings.Fields(rapid.StringMatching(`[ -~äöłßЖ漢字😀é=?_"\\<>@.]{1,200}`).Draw(t, "text")), " ")
		if s == "" {
			return
		}
		line := field("Subject", encodeText(s))
		if strings.Count(line, "\r\n") != strings.Count(line, "\r\n ")+1 || !strings.HasSuffix(line, "\r\n") {
			t.Fatalf("not one field: %q", line)
		}
		unfolded := strings.TrimPrefix(strings.ReplaceAll(strings.TrimSuffix(line, "\r\n"), "\r\n", ""), "Subject: ")
		if got, err := new(mime.WordDecoder).DecodeHeader(unfolded); err != nil || got != s {
			t.Fatalf("%q reads as %q (%v)", s, got, err)
		}
	})
}

func TestAnyNameLeavesOneMailbox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if checkLine(name) != nil {
			return
		}
		list, err := netmail.ParseAddressList(mailbox(name, "ada@example.org"))
		if err != nil || len(list) != 1 || list[0].Address != "ada@example.org" {
			t.Fatalf("%q reads as %v (%v)", mailbox(name, "ada@example.org"), list, err)
		}
		shown := list[0].Name
		for i, r := range shown {
			if rest := shown[i+len(string(r)):]; r == '@' || r == '.' && rest != "" && !unicode.IsSpace([]rune(rest)[0]) {
				t.Fatalf("%q shows as %q", name, shown)
			}
		}
	})
}
