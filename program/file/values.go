package file

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/peerpost/peerpost/program"
)

// correct is what to do about a value that no suggestion fits.
const correct = "correct it"

// text reads a scalar of at most limit characters on one line. Absent is "".
func (r *reader) text(v value, limit int, expected string) string {
	return r.plain(v, limit, expected, false)
}

// prose reads a scalar that may have several lines.
func (r *reader) prose(v value, limit int, expected string) string {
	return r.plain(v, limit, expected, true)
}

func (r *reader) plain(v value, limit int, expected string, lines bool) string {
	if !v.given() {
		return ""
	}
	s := clean(scalar(v.node))
	if !isScalar(v.node) || s == "" {
		r.blame(v.field, shape(v.node), expected, "write one, or delete the key")
		return ""
	}
	if bad := plainText(s, lines); bad != "" {
		r.blame(v.field, bad, expected+" in plain text", "delete it")
		return ""
	}
	if n := utf8.RuneCountInString(s); n > limit {
		r.blame(v.field, fmt.Sprintf("%d characters", n), fmt.Sprintf("at most %d", limit), "shorten it")
		return ""
	}
	return s
}

// parsed reads a scalar through a parser of package program, whose errors say
// what was found and what was expected.
func parsed[T any](r *reader, v value, expected string, parse func(string) (T, error)) T {
	var zero T
	s := r.text(v, 300, expected)
	if s == "" {
		return zero
	}
	result, err := parse(s)
	if err != nil {
		r.blame(v.field, quote(s), expectation(err), correct)
		return zero
	}
	return result
}

// expectation is what an error like `found "x", expected y` expects.
func expectation(err error) string {
	text := err.Error()
	const mark = ", expected "
	if i := strings.LastIndex(text, mark); i >= 0 {
		return text[i+len(mark):]
	}
	return text
}

func (r *reader) date(v value) program.Date {
	d := parsed(r, v, "a date like 2027-01-31", program.ParseDate)
	if !d.IsZero() && (d.Year < 2000 || d.Year > 2199) {
		r.blame(v.field, quote(d.String()), "a date of this century", correct)
		return program.Date{}
	}
	return d
}

func (r *reader) address(v value) program.Address {
	return parsed(r, v, "one email address like ada@example.org", program.ParseAddress)
}

func (r *reader) addresses(v value) []program.Address {
	var list []program.Address
	seen := map[string]bool{}
	for _, item := range r.list(v, "a list of addresses") {
		a := r.address(item)
		if a != "" && seen[a.Key()] {
			r.blame(item.field, quote(string(a))+" again", "each address once", "delete one of the two")
		}
		if a != "" {
			seen[a.Key()] = true
			list = append(list, a)
		}
	}
	return list
}

// length reads a Length counted in one of units, from least to most.
func (r *reader) length(v value, least, most program.Length, units ...program.Unit) program.Length {
	l := parsed(r, v, "a length like "+least.String(), program.ParseLength)
	if l.IsZero() {
		return l
	}
	if !slices.Contains(units, l.Unit) || l.Duration() < least.Duration() || l.Duration() > most.Duration() {
		names := make([]string, len(units))
		for i, unit := range units {
			names[i] = string(unit) + "s"
		}
		r.blame(v.field, quote(l.String()), fmt.Sprintf("%s to %s, in %s", least, most, anyOf(names)), correct)
		return program.Length{}
	}
	return l
}

// choice reads one of words; absent is the first.
func choice[T ~string](r *reader, v value, words ...T) T {
	if !v.given() {
		return words[0]
	}
	names := make([]string, len(words))
	for i, word := range words {
		names[i] = string(word)
	}
	s := clean(scalar(v.node))
	if i := slices.Index(names, s); i >= 0 {
		return words[i]
	}
	r.blame(v.field, shape(v.node), anyOf(names), didYouMean(s, names, correct))
	return words[0]
}

// truth reads true or false; absent is false.
func (r *reader) truth(v value) bool { return choice(r, v, "false", "true") == "true" }

// whole reads a whole number from least to most; absent is least.
func (r *reader) whole(v value, least, most int) int {
	if !v.given() {
		return least
	}
	n, ok := wholeNumber(clean(scalar(v.node)))
	if !ok || n < least || n > most {
		r.blame(v.field, shape(v.node), fmt.Sprintf("a whole number from %d to %d", least, most), correct)
		return least
	}
	return n
}

// wholeNumber reads digits as people count: 010 is not a number, so that
// nobody takes it for 8.
func wholeNumber(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && strconv.Itoa(n) == s
}

// decimal reads a number from least to most, like 2 or 0.5; absent is least.
func (r *reader) decimal(v value, least, most float64) float64 {
	if !v.given() {
		return least
	}
	s := clean(scalar(v.node))
	whole, _, _ := strings.Cut(s, ".")
	_, counts := wholeNumber(whole)
	n, err := strconv.ParseFloat(s, 64)
	if !counts || err != nil || math.IsNaN(n) || n < least || n > most || strings.ContainsAny(s, "eExXpP_") {
		r.blame(v.field, shape(v.node), fmt.Sprintf("a number from %g to %g", least, most), correct)
		return least
	}
	return n
}
