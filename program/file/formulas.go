package file

import (
	"regexp"
	"slices"
	"strings"
)

// guard puts a ' before what a spreadsheet program would calculate, and
// unguard takes it away. A text that has one already gets another, so that
// everything comes back as it was.
func guard(s string) string {
	if calculates(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && calculates(s) {
		return s[1:]
	}
	return s
}

func calculates(s string) bool {
	rest := strings.TrimLeft(s, "'")
	return rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) || isErrorValue(rest)
}

// errorValues are what a spreadsheet program writes where it could calculate
// nothing.
var errorValues = []string{
	"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#GETTING_DATA", "#UNKNOWN!",
}

// isErrorValue reports whether s is an error value, or what stands for a number
// in a column that is too narrow for it.
func isErrorValue(s string) bool {
	return slices.Contains(errorValues, strings.ToUpper(s)) || len(s) > 2 && strings.Trim(s, "#") == ""
}

// functionCall is the beginning of a formula without =, as older spreadsheet
// programs write it.
var functionCall = regexp.MustCompile(`^[@+-][A-Z][A-Z0-9.]*\(`)

// refuseFormula records a cell that holds a formula, or what came of one,
// instead of a value. After a ' it is text.
func (t *table) refuseFormula(line, i int, c column, text string) bool {
	text = clean(text)
	switch {
	case c.ignored():
		return false
	case isErrorValue(text):
		t.blame(line, i, c.heading, quote(text)+", an error of a spreadsheet program", "a value", "correct the formula there and save the file again, or empty the cell")
	case strings.HasPrefix(text, "="), functionCall.MatchString(text):
		t.blame(line, i, c.heading, "the formula "+quote(text), "its value", "save the values instead of the formulas, or put a ' before it if it is text")
	default:
		return false
	}
	return true
}
