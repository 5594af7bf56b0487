package calendar

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFoldingUnfoldsAndNeverSplitsACharacter(t *testing.T) {
	letters := rapid.SampledFrom([]rune("abc é日本語🙂👩‍👩‍👧\u0301;:,\""))
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringOfN(letters, 0, 200, -1), 1, 4).Draw(t, "lines")
		want := strings.Join(lines, "\r\n") + "\r\n"
		got := fold([]byte(want))
		for line := range strings.SplitSeq(string(got), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		if diff := cmp.Diff(want, string(bytes.ReplaceAll(got, []byte("\r\n "), nil))); diff != "" && !strings.Contains(want, "\r\n ") {
			t.Fatalf("unfolded (-want +got):\n%s", diff)
		}
	})
}

func TestFoldingBreaksAtSeventyFiveOctets(t *testing.T) {
	for _, c := range []struct{ why, line, want string }{
		{"75 octets stay", strings.Repeat("x", 75), strings.Repeat("x", 75) + "\r\n"},
		{"76 are folded", strings.Repeat("x", 76), strings.Repeat("x", 75) + "\r\n x\r\n"},
		{"the space counts", strings.Repeat("x", 150), strings.Repeat("x", 75) + "\r\n " + strings.Repeat("x", 74) + "\r\n x\r\n"},
		{"a character that would be cut moves whole", strings.Repeat("x", 74) + "é", strings.Repeat("x", 74) + "\r\n é\r\n"},
	} {
		if diff := cmp.Diff(c.want, string(fold([]byte(c.line+"\r\n")))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

func TestTextLosesWhatBreaksLines(t *testing.T) {
	for _, c := range []struct{ in, text, param string }{
		{"Ada", "Ada", "Ada"},
		{"a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d"},
		{"a\x00b\x1bc\x7fd\u0085e", "abcde", "abcde"},
		{"a\u2028b\tc", "a\nb c", "a b c"},
		{`Ada "Countess" Lovelace`, `Ada "Countess" Lovelace`, "Ada 'Countess' Lovelace"},
		{"bad \xff byte", "bad \uFFFD byte", "bad \uFFFD byte"},
		{"  ", "  ", ""},
	} {
		if diff := cmp.Diff([]string{c.text, c.param}, []string{plainText(c.in), paramText(c.in)}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}
