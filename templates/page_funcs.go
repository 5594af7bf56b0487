package templates

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

// funcs are what the templates of pages may call.
func (r *pageReader) funcs() map[string]any {
	return map[string]any{
		"t": r.t, "of": r.of, "plain": r.plain, "said": r.said, "join": r.join,
		"day": r.day, "date": r.date, "when": r.when, "by": r.by, "shift": r.shift, "instant": func(t time.Time) string { return t.UTC().Format(time.RFC3339) }, "stamp": r.stamp,
		"length": r.length, "every": r.every, "percent": r.percent,
		"theirReason": r.theirReason, "blocker": r.blocker,
		"zone": r.zoneAt, "problems": problems, "wrong": newWrong, "fact": newFact, "next": newNext,
		"scale": scale, "chosen": chosen, "has": slices.Contains[[]string],
		"language": func() string { return r.language },
	}
}

// stamp gives a short time for lists of messages: "9 February 2027, 14:00".
func (r *reader) stamp(t time.Time) (words, error) {
	d := program.DateOf(t.In(r.zone))
	month, err := r.of("month", int(d.Month))
	if err != nil {
		return "", err
	}
	return r.t("stamp", "day", d.Day, "month", month, "year", words(d.String()[:4]), "clock", r.clock(t))
}

// shift says by how much all meetings move, or those until a day: "one hour later".
func (r *reader) shift(minutes int, until time.Time) (words, error) {
	day, err := r.date(until)
	switch {
	case err != nil:
		return "", err
	case until.IsZero() && minutes < 0:
		return r.t("move.earlier", "count", -minutes/60)
	case until.IsZero():
		return r.t("move.later", "count", minutes/60)
	case minutes < 0:
		return r.t("move.earlier_until", "count", -minutes/60, "day", day)
	}
	return r.t("move.later_until", "count", minutes/60, "day", day)
}

// zoneAt gives a time zone as people choose it: "America/Sao Paulo (UTC−03:00)".
func (r *reader) zoneAt(z Zone) (words, error) {
	return r.t("register.zone_at", "zone", strings.ReplaceAll(z.Name, "_", " "), "offset", strings.Replace(z.Offset, "-", "−", 1))
}

// wrong is a field of a form that has a problem: where it is, what it is
// called (by a key of the catalogue, or by the question's text) and the problem.
type wrong struct {
	Target  string
	Key     string
	Text    string
	Problem Problem
}

func newWrong(target string, problem Problem) wrong {
	return wrong{Target: target, Problem: problem}
}

// problems lists what is wrong with the forms of a page, in their order.
func problems(p any) []wrong {
	page, can := p.(interface{ problems() []wrong })
	if !can {
		return nil
	}
	return slices.DeleteFunc(page.problems(), func(w wrong) bool { return w.Problem == "" })
}

func (p RegisterPage) problems() []wrong {
	return append([]wrong{
		{"headline", "register.headline", "", p.HeadlineError},
		{"zone", "register.zone", "", p.ZoneError},
		{"hours", "register.hours", "", p.HoursError},
	}, fieldProblems(p.Questions)...)
}

func (p SurveyPage) problems() []wrong { return fieldProblems(p.Questions) }

func (p ApprovePage) problems() []wrong {
	return []wrong{{"number", "approve.number_short", "", p.Error}}
}

func (p HomeRequestPage) problems() []wrong {
	return []wrong{{"address", "home_request.address", "", p.Error}}
}

func (p MovePage) problems() []wrong { return []wrong{{"to", "move.question", "", p.Error}} }

func (p MetPage) problems() []wrong { return []wrong{{"met", "met.question", "", p.Error}} }

func (p ParticipationPage) problems() []wrong {
	return []wrong{
		{"until", "participation.until", "", p.UntilError},
		{"sure", "participation.sure", "", p.SureError},
		{"word", "participation.word_short", "", p.WordError},
	}
}

func fieldProblems(fields []Field) []wrong {
	var list []wrong
	for _, f := range fields {
		list = append(list, wrong{"q-" + f.ID, "", f.Text, f.Error})
	}
	return list
}

// next is a link to another page.
type next struct {
	URL   string
	Label words
}

func newNext(url string, label words) next { return next{url, label} }

// scale lists the steps of a scale question.
func scale(from, to int) []string {
	var steps []string
	for n := from; n <= to && len(steps) < 101; n++ {
		steps = append(steps, strconv.Itoa(n))
	}
	return steps
}

// chosen reports whether a value is the only one, as radio buttons show it.
func chosen(values []string, value string) bool {
	return len(values) > 0 && values[0] == value || len(values) == 0 && value == ""
}
