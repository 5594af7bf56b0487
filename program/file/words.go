package file

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shown is how long a text of the file may be inside an error.
const shown = 60

// nothing is what was found where a value is missing.
const nothing = "nothing"

// quote shows text of the file inside an error: on one line, without
// characters that print nothing, and not too long.
func quote(s string) string {
	if utf8.RuneCountInString(s) > shown {
		s = string([]rune(s)[:shown-1]) + "…"
	}
	return strconv.Quote(s)
}

// found shows what a cell or a setting holds.
func found(s string) string {
	if s == "" {
		return nothing
	}
	return quote(s)
}

// counted is a number of things: "1 cell", "2 cells".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// anyOf lists words as a choice: "a, b or c". Of a long list it names the first.
func anyOf(words []string) string {
	const most = 12
	switch {
	case len(words) == 0:
		return nothing
	case len(words) == 1:
		return words[0]
	case len(words) > most:
		return fmt.Sprintf("%s … (%d in all)", strings.Join(words[:most], ", "), len(words))
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// didYouMean suggests the word nearest to s, and otherwise says what else to do.
func didYouMean(s string, words []string, otherwise string) string {
	if word, ok := nearest(s, words); ok {
		return "did you mean " + word + "?"
	}
	return otherwise
}

// nearest returns the word that is a slip of the finger away from s: at most
// one change for every three characters, whatever the case.
func nearest(s string, words []string) (string, bool) {
	best, least := "", max(1, min(utf8.RuneCountInString(s), shown)/3)+1
	for _, word := range words {
		if d := distance(strings.ToLower(s), strings.ToLower(word)); d < least {
			best, least = word, d
		}
	}
	return best, best != ""
}

// distance counts the changes between two words, a swap of neighbours being
// one (the restricted Damerau-Levenshtein distance). Long texts are far apart.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 2*shown || len(y) > 2*shown {
		if a == b {
			return 0
		}
		return max(len(x), len(y))
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}

// clean is the one form in which text is kept and compared: composed
// characters (Unicode NFC), line ends as \n, nothing but content at the ends.
func clean(s string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n")))
}

// plainText says what is wrong with s as text that people will read: what
// plainCharacters refuses, and that there is nothing to see. "" is nothing.
func plainText(s string, lines bool) string {
	bad := plainCharacters(s, lines)
	if bad == "" && s != "" && !strings.ContainsFunc(s, visible) {
		return "no character that can be seen"
	}
	return bad
}

// visible reports whether r shows something of its own: neither a space nor a
// mark on another letter, nor one of the fillers that Unicode counts as letters.
func visible(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && r != '\u2800'
}

// plainCharacters says what no text may have in it: control characters,
// characters that turn the direction of what follows (Unicode technical report
// 36), hidden tags, what is no character, and the mark of a letter that was lost
// on the way. Line breaks and tabs are welcome only where lines may follow.
func plainCharacters(s string, lines bool) string {
	for _, r := range s {
		switch {
		case lines && (r == '\n' || r == '\t'):
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return "a line break"
		case unicode.IsControl(r):
			return fmt.Sprintf("the control character U+%04X", r)
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return fmt.Sprintf("the direction mark U+%04X", r)
		case r >= '\U000e0000' && r <= '\U000e007f':
			return fmt.Sprintf("the hidden tag U+%04X", r)
		case unicode.Is(unicode.Noncharacter_Code_Point, r):
			return fmt.Sprintf("U+%04X, which is no character", r)
		case r == utf8.RuneError:
			return "a letter that was lost (U+FFFD)"
		}
	}
	return ""
}
