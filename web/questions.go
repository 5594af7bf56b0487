package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// The longest of what people say of themselves, in characters.
const (
	longestHeadline = 200
	longestHours    = 200
)

// fields are questions as a form shows them, with the answers that are known.
func fields(questions []program.Question, answers program.Answers) []templates.Field {
	all := make([]templates.Field, len(questions))
	for i, q := range questions {
		all[i] = templates.Field{Question: q, Values: answers[q.ID]}
	}
	return all
}

// readAnswers takes answers out of a form. The fields keep what was typed and
// say what is wrong with it; ok reports that nothing is.
func readAnswers(questions []program.Question, form url.Values) (all []templates.Field, answers program.Answers, ok bool) {
	ok, answers = true, program.Answers{}
	all = fields(questions, nil)
	for i := range all {
		f := &all[i]
		f.Values = valuesOf(form["q."+f.ID], f.Type == program.LongText)
		f.Error = problemOf(f.Question, f.Values)
		if f.Error != "" {
			ok = false
		} else if len(f.Values) > 0 {
			answers[f.ID] = f.Values
		}
	}
	return all, answers, ok
}

// valuesOf are posted values without blanks and repetitions.
func valuesOf(posted []string, lines bool) []string {
	var values []string
	for _, v := range posted {
		if v = plainText(v, lines); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

// problemOf says what is wrong with the answer to one question.
func problemOf(q program.Question, values []string) templates.Problem {
	switch {
	case len(values) == 0 && q.Required:
		return templates.Missing
	case len(values) == 0:
		return ""
	case len(values) > 1 && !(q.Type == program.MultipleChoice && q.Many):
		return templates.NotAnOption
	}
	switch q.Type {
	case program.MultipleChoice:
		for _, v := range values {
			if !slices.Contains(q.Options, v) {
				return templates.NotAnOption
			}
		}
	case program.Scale:
		n, err := strconv.Atoi(values[0])
		if err != nil || n < q.From || n > q.To || strconv.Itoa(n) != values[0] {
			return templates.NotAnOption
		}
	default:
		return tooLong(values[0], q.Longest())
	}
	return ""
}

func tooLong(text string, most int) templates.Problem {
	if utf8.RuneCountInString(text) > most {
		return templates.TooLong
	}
	return ""
}

// plainText is posted text as it is stored: valid UTF-8, trimmed, without
// control characters, and with line breaks only where lines may be.
func plainText(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
