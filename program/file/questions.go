package file

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// The bounds of questions, generous for people and small enough for a page.
const (
	maxQuestions = 100
	maxOptions   = 200
	maxOption    = 100  // characters
	maxQuestion  = 500  // characters
	maxAbout     = 2000 // characters of a description
)

// questionnaire reads the registration questions.
func (r *reader) questionnaire(v value, p *program.Program) []program.Question {
	questions := r.questions(v, []string{"for", "shown_to"}, func(o object, q *program.Question) {
		r.need(o, "id: skills_wanted")
		q.ID = r.questionID(o.get("id"))
		if roles := rolesOf(p.Format); o.get("for").given() {
			q.For = choice(r, o.get("for"), roles...)
		}
		if shown := o.get("shown_to"); shown.given() {
			q.ShownTo = choice(r, shown, program.ShownToPartner)
		}
	})
	for i, q := range questions {
		if slices.Contains(Columns, q.ID) {
			r.blame(fmt.Sprintf("%s[%d].id", v.field, i+1), quote(q.ID), "an id that is no column of people.csv", "that is known of everyone: name the question differently, like my_"+q.ID)
		}
	}
	return questions
}

// surveys reads the planned surveys. Their questions may go without an id:
// they are q1, q2 and so on.
func (r *reader) surveys(v value, p *program.Program) []program.SurveyPlan {
	var plans []program.SurveyPlan
	keys := map[string]bool{}
	for _, item := range r.list(v, "a list of surveys") {
		o := r.object(item, "name", "when", "questions")
		r.need(o, "name: Midpoint", "when: midpoint", "questions: [{text: How is it going?, type: text}]")
		plan := program.SurveyPlan{
			Name: r.text(o.get("name"), 60, "a name"),
			When: parsed(r, o.get("when"), "midpoint, end or a length like 30 days", when),
		}
		if keys[plan.Key()] && plan.Name != "" {
			r.blame(join(item.field, "name"), quote(plan.Name)+" again", "each name once, capitals or not", "name it differently")
		}
		keys[plan.Key()] = true
		number := 0
		plan.Questions = r.questions(o.get("questions"), []string{"shown_to"}, func(o object, q *program.Question) {
			number++
			q.ID = "q" + strconv.Itoa(number)
			if id := o.get("id"); id.given() {
				q.ID = r.questionID(id)
			}
			q.ShownTo = r.shownTo(o.get("shown_to"), p.Format)
		})
		if questions := o.get("questions"); questions.given() && len(plan.Questions) == 0 {
			r.blame(questions.field, "no question", "at least one", "add one, or delete the survey")
		}
		plans = append(plans, plan)
	}
	return plans
}

func (r *reader) shownTo(v value, f program.Format) string {
	words := []string{"both"}
	for _, role := range rolesOf(f) {
		words = append(words, string(role))
	}
	return choice(r, v, words...)
}

// when reads the moment of a survey.
func when(s string) (string, error) {
	if s == "midpoint" || s == "end" {
		return s, nil
	}
	l, err := program.ParseLength(s)
	if err != nil || l.Unit == program.Minutes || l.Unit == program.Hours {
		return "", fmt.Errorf("found %q, expected midpoint, end or a length after the start like 30 days", s)
	}
	return l.String(), nil
}

// questions reads a list of questions. keys are those that only registrations
// or only surveys have, and more reads them.
func (r *reader) questions(v value, keys []string, more func(object, *program.Question)) []program.Question {
	items := r.list(v, "a list of questions")
	if len(items) > maxQuestions {
		r.blame(v.field, fmt.Sprintf("%d questions", len(items)), fmt.Sprintf("at most %d", maxQuestions), "ask fewer")
		return nil
	}
	var questions []program.Question
	ids := map[string]bool{}
	for _, item := range items {
		o := r.object(item, append([]string{"id", "text", "description", "type", "options", "select", "display", "from", "to", "required"}, keys...)...)
		q := r.question(o)
		more(o, &q)
		if ids[q.ID] && q.ID != "" {
			r.blame(join(item.field, "id"), quote(q.ID)+" again", "each id once", "name it differently")
		}
		ids[q.ID] = true
		questions = append(questions, q)
	}
	return questions
}

func (r *reader) question(o object) program.Question {
	r.need(o, "text: Which skills do you want to build?", "type: multiple choice")
	q := program.Question{
		Text:        r.text(o.get("text"), maxQuestion, "a question"),
		Description: r.prose(o.get("description"), maxAbout, "a description"),
		Many:        choice(r, o.get("select"), "one", "many") == "many",
		Dropdown:    choice(r, o.get("display"), "list", "dropdown") == "dropdown",
		Required:    r.truth(o.get("required")),
	}
	before := r.count()
	q.Type = choice(r, o.get("type"), program.MultipleChoice, program.Scale, program.Text, program.LongText)
	if !o.get("type").given() || r.count() > before {
		return q
	}
	for _, belongs := range []struct {
		key string
		to  program.QuestionType
	}{
		{"options", program.MultipleChoice}, {"select", program.MultipleChoice}, {"display", program.MultipleChoice},
		{"from", program.Scale}, {"to", program.Scale},
	} {
		if v := o.get(belongs.key); v.given() && belongs.to != q.Type {
			r.blame(v.field, "it in a question of type "+string(q.Type), "it only with type "+string(belongs.to), "delete it, or change the type")
		}
	}
	switch q.Type {
	case program.MultipleChoice:
		r.need(o, "options: Leadership; Organization")
		q.Options = r.options(o.get("options"))
	case program.Scale:
		q.From, q.To = r.scale(o)
	}
	return q
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (r *reader) questionID(v value) string {
	s := r.text(v, 40, "an id like skills_wanted")
	if s != "" && !idForm.MatchString(s) {
		r.blame(v.field, quote(s), "lower-case letters, digits and _, a letter first, like skills_wanted", correct)
		return ""
	}
	return s
}

// options reads "Leadership; Organization" or a list of texts.
func (r *reader) options(v value) []string {
	if !v.given() {
		return nil
	}
	before := r.count()
	var options []string
	add := func(v value, option string) {
		switch {
		case option == "":
		case slices.ContainsFunc(options, func(o string) bool { return strings.EqualFold(o, option) }):
			r.blame(v.field, quote(option)+" again", "each option once", "delete one of the two")
		default:
			options = append(options, option)
		}
	}
	if isScalar(v.node) {
		for option := range strings.SplitSeq(r.text(v, maxOptions*maxOption, "options like Leadership; Organization"), ";") {
			add(v, strings.TrimSpace(option))
		}
	} else {
		for _, item := range r.list(v, "options like Leadership; Organization") {
			option := r.text(item, maxOption, "an option")
			if strings.Contains(option, ";") {
				r.blame(item.field, quote(option), "an option without ;, which separates answers in people.csv", "write it differently")
			}
			add(item, option)
		}
	}
	switch {
	case r.count() > before:
	case len(options) < 2 || len(options) > maxOptions:
		r.blame(v.field, counted(len(options), "option", "options"), fmt.Sprintf("2 to %d", maxOptions), correct)
	default:
		for _, option := range options {
			if len([]rune(option)) > maxOption {
				r.blame(v.field, quote(option), fmt.Sprintf("options of at most %d characters", maxOption), "shorten it")
			}
		}
	}
	return options
}

// scale reads the ends of a scale; 1 to 5 where neither is given.
func (r *reader) scale(o object) (from, to int) {
	from, to = 1, 5
	if o.get("from").given() || o.get("to").given() {
		before := r.count()
		r.need(o, "from: 1", "to: 5")
		from, to = r.whole(o.get("from"), -100, 100), r.whole(o.get("to"), -100, 100)
		if r.count() == before && (to <= from || to-from > 20) {
			r.blame(join(o.field, "to"), strconv.Itoa(to), fmt.Sprintf("%d to %d, as from is %d", from+1, from+20, from), correct)
		}
	}
	return from, to
}
