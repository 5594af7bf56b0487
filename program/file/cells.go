package file

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/peerpost/peerpost/program"
)

// The longest texts of a cell, in characters.
const (
	maxLine  = 200    // names, departments, an answer of one line is ten times as long
	maxProse = 10_000 // long text
)

// cell is one cell with its place and meaning.
type cell struct {
	*table
	line, number int
	column       column
	text         string
}

// cellText is what a cell says: trimmed, and without the ' that keeps
// spreadsheet programs from calculating. bad is what is wrong with it.
func cellText(s string, c column) (text, bad string) {
	if c.ignored() {
		return "", ""
	}
	text = unguard(clean(s))
	long, limit := c.question.Type == program.LongText, maxLine
	switch {
	case long:
		limit = maxProse
	case c.question.Type == program.MultipleChoice || strings.HasSuffix(c.field, "email"): // an address says itself how long it may be
		limit = maxCell
	case c.question.Type == program.Text:
		limit = 10 * maxLine
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return "", fmt.Sprintf("%d characters, more than %d", n, limit)
	}
	return text, plainText(text, long)
}

func (c cell) refuse(expected, do string) {
	c.blame(c.line, c.number, c.column.heading, found(c.text), expected, do)
}

// field reads a column of people.csv into row.
func (c cell) field(row *Row, p *program.Program) {
	person := &row.Person
	switch c.column.field {
	case "email":
		person.Address = c.address()
	case "manager_email":
		if c.text != "" {
			person.ManagerEmail = string(c.address())
		}
	case "first_name":
		person.FirstName = c.text
	case "last_name":
		person.LastName = c.text
	case "name":
		person.Name = c.text
	case "timezone":
		person.Zone = c.zone()
	case "working_hours":
		person.Hours = c.checked(func(s string) error { _, err := program.ParseWeeklyHours(s); return err })
	case "department":
		person.Department = c.text
	case "level":
		person.Level = c.text
	case "location":
		person.Location = c.text
	case "language":
		person.Language = c.text
	case "employee_id":
		person.EmployeeID = c.text
	case "status":
		person.Status = c.word("active", "leave", "terminated")
	case "role":
		c.role(row, p)
	case "capacity":
		if n, ok := wholeNumber(c.text); ok && n >= 1 && n <= 100 {
			row.Capacity = n
		} else if c.text != "" {
			c.refuse("a whole number from 1 to 100", correct)
		}
	case "headline":
		row.Headline = c.text
	}
}

func (c cell) address() program.Address {
	a, err := program.ParseAddress(c.text)
	if err != nil {
		c.refuse(expectation(err), correct)
	}
	return a
}

// checked is the text, if check finds nothing wrong with it.
func (c cell) checked(check func(string) error) string {
	if c.text == "" {
		return ""
	}
	if err := check(c.text); err != nil {
		c.refuse(expectation(err), correct)
		return ""
	}
	return c.text
}

// zone reads the name of a time zone; one that was given up is read as the
// name that took its place, so that equal places have equal names.
func (c cell) zone() (name string) {
	c.checked(func(s string) error {
		loc, err := program.LoadZone(s)
		if err == nil {
			name = loc.String()
		}
		return err
	})
	return name
}

// word reads one of words, whatever its case; empty is "".
func (c cell) word(words ...string) string {
	if c.text == "" {
		return ""
	}
	for _, word := range words {
		if strings.EqualFold(word, c.text) {
			return word
		}
	}
	c.refuse(anyOf(words), didYouMean(c.text, words, correct))
	return ""
}

// role reads a role by its name or by its label.
func (c cell) role(row *Row, p *program.Program) {
	names := []string{}
	for _, role := range rolesOf(p.Format) {
		if c.text != "" && strings.EqualFold(c.text, p.Roles[role]) {
			row.Role = role
			return
		}
		names = append(names, string(role))
	}
	if role := c.word(names...); role != "" {
		row.Role = program.Role(role)
	}
}

// answer reads the answer to a question; nil when there is none or it is wrong.
func (c cell) answer() []string {
	q := c.column.question
	switch q.Type {
	case program.MultipleChoice:
		return c.choices(q)
	case program.Scale:
		if n, ok := wholeNumber(c.text); !ok || n < q.From || n > q.To {
			c.refuse(fmt.Sprintf("a whole number from %d to %d", q.From, q.To), correct)
			return nil
		}
	}
	return []string{c.text}
}

// choices reads options, one or several with the column's separator between.
// An option may itself contain the separator: the longest that fits is taken.
func (c cell) choices(q program.Question) []string {
	if option, ok := optionOf(q, c.text); ok {
		return []string{option}
	}
	parts := strings.Split(c.text, c.column.split)
	var values []string
	for i := 0; i < len(parts); {
		if strings.TrimSpace(parts[i]) == "" {
			i++
			continue
		}
		option, used := c.longestOption(q, parts[i:])
		if used == 0 {
			part := cell{c.table, c.line, c.number, c.column, strings.TrimSpace(parts[i])}
			part.refuse(anyOf(q.Options), didYouMean(part.text, q.Options, "choose one of them, or add it to the question's options"))
			return nil
		}
		if !slices.Contains(values, option) {
			values = append(values, option)
		}
		i += used
	}
	if len(values) > 1 && !q.Many {
		c.refuse("one of "+anyOf(q.Options), "keep one, or give the question select: many")
		return nil
	}
	return values
}

// longestOption returns the option that most of the first parts make, and how
// many parts it takes.
func (c cell) longestOption(q program.Question, parts []string) (string, int) {
	for n := min(len(parts), 1+separatorsIn(q, c.column.split)); n > 0; n-- {
		if option, ok := optionOf(q, strings.Join(parts[:n], c.column.split)); ok {
			return option, n
		}
	}
	return "", 0
}

// separatorsIn is how often an option contains the separator at most.
func separatorsIn(q program.Question, split string) int {
	most := 0
	for _, option := range q.Options {
		most = max(most, strings.Count(option, split))
	}
	return most
}

// optionOf returns the option that s is, exactly or whatever its case.
func optionOf(q program.Question, s string) (string, bool) {
	s = strings.TrimSpace(s)
	if slices.Contains(q.Options, s) {
		return s, true
	}
	for _, option := range q.Options {
		if strings.EqualFold(option, s) {
			return option, true
		}
	}
	return "", false
}
