package file

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/program"
)

// maxSessions is how many sessions one Series may have: the calendar expands no more.
const maxSessions = 1000

// check looks for settings that contradict each other.
func (r *reader) check(p *program.Program) {
	r.checkDates(p)
	r.checkPairing(p)
	for i, rule := range p.Pairing.Requirements {
		r.checkRule(p, fmt.Sprintf("pairing.requirements[%d]", i+1), rule, false)
	}
	for i, rule := range p.Pairing.Recommendations {
		r.checkRule(p, fmt.Sprintf("pairing.recommendations[%d]", i+1), rule, true)
	}
	r.checkSurveys(p)
	r.checkImport(p)
}

func (r *reader) checkDates(p *program.Program) {
	for _, window := range []struct {
		field string
		program.Window
	}{{"registration", p.Registration}, {"matching", p.Matching}} {
		if window.Closes.Before(window.Opens) {
			r.blame(window.field+".closes", quote(window.Closes.String()), "a day not before opens, "+window.Opens.String(), correct)
		}
	}
	if p.Cycle != program.Cohort {
		return
	}
	if !p.Registration.Closes.Before(p.Matching.Opens) {
		r.blame("matching.opens", quote(p.Matching.Opens.String()), "a day after registration closes, "+p.Registration.Closes.String(), correct)
	}
	if !p.Starts.IsZero() && !p.Matching.Closes.Before(p.Starts) {
		r.blame("starts", quote(p.Starts.String()), "a day after matching closes, "+p.Matching.Closes.String(), correct)
	}
	start := p.StartDate()
	if !p.Sessions.Every.After(start).Before(p.Length.After(start)) {
		r.blame("sessions.every", quote(p.Sessions.Every.String()), "less than length, "+p.Length.String(), correct)
	}
	days := int(p.Sessions.Every.Duration() / (24 * time.Hour))
	if n := start.DaysUntil(p.EndDate()) / max(1, days); n > maxSessions {
		r.blame("sessions.every", fmt.Sprintf("%s, which makes %d sessions", quote(p.Sessions.Every.String()), n),
			fmt.Sprintf("at most %d in %s", maxSessions, p.Length), "meet less often, or shorten length")
	}
}

func (r *reader) checkPairing(p *program.Program) {
	rules := p.Pairing
	if rules.Approval == "automatic" && rules.LedBy != "participants" {
		r.blame("pairing.approval", quote(rules.Approval), "required, as led_by is "+rules.LedBy, "automatic goes only where participants lead")
	}
	if rules.Ties == "fairness" && (p.Format == program.Groups || p.Format == program.Buddies) {
		r.blame("pairing.ties", quote(rules.Ties), "chance, as format is "+string(p.Format), "fairness goes only where pairs are made one by one")
	}
	if p.Cycle == program.Evergreen && rules.LongestWait.Duration() < rules.Cadence.Duration() {
		r.blame("pairing.longest_wait", quote(rules.LongestWait.String()), "at least cadence, "+rules.Cadence.String(), correct)
	}
}

// checkRule looks whether a rule speaks of something that can be compared.
func (r *reader) checkRule(p *program.Program, field string, rule program.Rule, weighed bool) {
	switch rule.Kind {
	case program.RuleMeets:
		want, ok1 := r.ruleQuestion(p, field+".question", rule.Field, program.MultipleChoice)
		offer, ok2 := r.ruleQuestion(p, field+".meets", rule.Meets, program.MultipleChoice)
		shares := func(option string) bool { return slices.Contains(offer.Options, option) }
		if ok1 && ok2 && !slices.ContainsFunc(want.Options, shares) {
			r.blame(field+".meets", quote(rule.Meets), "options that "+rule.Field+" has too", "give both questions the same options")
		}
	case program.RuleSimilar:
		if !weighed {
			r.blame(field, "similar as a requirement", "it among the recommendations", "move it there, with a weight")
		}
		r.ruleQuestion(p, field+".similar", rule.Field, program.Scale)
	case program.RuleSame, program.RuleDifferent:
		if !slices.Contains(program.Fields, rule.Field) {
			r.ruleQuestion(p, field+"."+string(rule.Kind), rule.Field, program.MultipleChoice, program.Scale, program.Text)
		} else if rule.Field == "working_hours" {
			r.blame(field+"."+string(rule.Kind), quote(rule.Field), "a field that is equal or not", "write {overlap: working_hours, weight: 3}")
		}
	}
}

// ruleQuestion finds the question that a rule names, and requires a type.
func (r *reader) ruleQuestion(p *program.Program, field, id string, types ...program.QuestionType) (program.Question, bool) {
	q, ok := p.Question(id)
	if !ok {
		known := questionIDs(p)
		if len(types) > 1 {
			known = append(slices.Clone(program.Fields), known...)
		}
		r.blame(field, quote(id), anyOf(known), didYouMean(id, known, "name one of them, or add the question"))
		return q, false
	}
	if !slices.Contains(types, q.Type) {
		names := make([]string, len(types))
		for i, t := range types {
			names[i] = string(t)
		}
		r.blame(field, quote(id)+", a question of type "+string(q.Type), "a question of type "+anyOf(names), "name another question")
		return q, false
	}
	return q, true
}

func questionIDs(p *program.Program) []string {
	ids := make([]string, len(p.Questionnaire))
	for i, q := range p.Questionnaire {
		ids[i] = q.ID
	}
	return ids
}

func (r *reader) checkSurveys(p *program.Program) {
	for i, plan := range p.Surveys {
		field := "surveys[" + strconv.Itoa(i+1) + "].when"
		after, err := program.ParseLength(plan.When)
		switch {
		case err != nil && p.Length.IsZero():
			r.blame(field, quote(plan.When), "a length after the start like 30 days, as an evergreen program has no "+plan.When, correct)
		case err == nil && !p.Length.IsZero() && p.EndDate().Before(after.After(p.StartDate())):
			r.blame(field, quote(plan.When), "at most length, "+p.Length.String(), correct)
		}
	}
}

func (r *reader) checkImport(p *program.Program) {
	r.checkAddressHeadings(p)
	known := slices.Concat(Columns, questionIDs(p))
	for heading, column := range p.Import.Columns {
		if _, ok := p.Question(column.Question); column.Field == "" && !ok {
			field := keyField("import.columns", heading)
			if r.has(field + ".question") {
				field += ".question"
			}
			r.blame(field, quote(column.Question), "a column of people.csv or a question: "+anyOf(known), didYouMean(column.Question, known, correct))
		}
	}
}

// checkAddressHeadings refuses two headings for the address: a person has one,
// and the other is somebody else's, like the manager's.
func (r *reader) checkAddressHeadings(p *program.Program) {
	var first string
	for _, heading := range slices.Sorted(maps.Keys(p.Import.Columns)) {
		switch {
		case p.Import.Columns[heading].Field != "email":
		case first == "":
			first = heading
		default:
			r.blame(keyField("import.columns", heading), "email again, which "+shownHeading(first)+" gives", "one heading for the address", "delete one of the two")
		}
	}
}
