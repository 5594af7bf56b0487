package file

import (
	"slices"

	"github.com/peerpost/peerpost/program"
)

// preset is what a goal brings along.
type preset struct {
	questions       []program.Question
	recommendations []program.Rule
}

// fillPreset gives p what its goal presets and the file leaves out. A list
// that the file has, even an empty one, stays as it is.
func (r *reader) fillPreset(p *program.Program) {
	goal := presetOf(p.Goal)
	if !r.has("questionnaire") {
		p.Questionnaire = goal.questions
	}
	if !r.has("pairing.recommendations") {
		p.Pairing.Recommendations = slices.DeleteFunc(goal.recommendations, func(rule program.Rule) bool {
			return !asked(p, rule.Field) || rule.Kind == program.RuleMeets && !asked(p, rule.Meets)
		})
	}
	if !r.has("surveys") {
		p.Surveys = presetSurveys(p.Cycle)
	}
}

// asked reports whether p knows what a rule's field is.
func asked(p *program.Program, field string) bool {
	_, ok := p.Question(field)
	return ok || slices.Contains(program.Fields, field)
}

// presetSessions is how often people meet where the file does not say.
func presetSessions() program.SessionRules {
	return program.SessionRules{
		Every:  program.Length{N: 2, Unit: program.Weeks},
		Length: program.Length{N: 45, Unit: program.Minutes},
		Agenda: "peer-starter",
	}
}

func presetOf(g program.Goal) preset {
	overlap := program.Rule{Kind: program.RuleOverlap, Field: "working_hours", Weight: 3}
	meets := func(weight float64) program.Rule {
		return program.Rule{Kind: program.RuleMeets, Field: "skills_wanted", Meets: "skills_offered", Weight: weight}
	}
	rule := func(kind program.RuleKind, field string, weight float64) program.Rule {
		return program.Rule{Kind: kind, Field: field, Weight: weight}
	}
	switch g {
	case program.Onboarding:
		return preset{
			questions: ask(
				exchange("How decisions are made", "Tools and processes", "Who knows what", "Our products and customers", "Career paths", "Life in the office and around it"),
				pick("time_here", "How long have you been with us?", "Less than 3 months", "3 to 12 months", "1 to 3 years", "More than 3 years"),
				hopes("What would make the first months easier?")),
			recommendations: []program.Rule{meets(5), rule(program.RuleSame, "location", 2), rule(program.RuleDifferent, "department", 1), overlap},
		}
	case program.Remote:
		return preset{
			questions: ask(
				several("interests", "What do you like to talk about?", "Books", "Cooking", "Family life", "Films and series", "Games", "Gardening", "Music", "Sports", "Travel"),
				scale("contact", "How much contact with colleagues do you have today?", "1 is hardly any, 5 is all I want."),
				hopes("What do you miss most when you work from home?")),
			recommendations: []program.Rule{rule(program.RuleSame, "interests", 4), rule(program.RuleDifferent, "department", 2), program.Rule{Kind: program.RuleOverlap, Field: "working_hours", Weight: 4}},
		}
	case program.Accountability:
		return preset{
			questions: ask(
				several("goal_area", "In which area is the goal you want to reach?", "A certificate or degree", "A new role", "A project of my own", "Health and balance", "Leading people", "A new skill"),
				scale("confidence", "How sure are you that you will reach it?", "1 is not at all, 5 is very."),
				hopes("What do you want to have reached by the end?")),
			recommendations: []program.Rule{rule(program.RuleSame, "goal_area", 5), rule(program.RuleSimilar, "confidence", 2), overlap},
		}
	case program.Succession:
		return preset{
			questions: ask(
				exchange("Budgets and finance", "Customers and partners", "Hiring and developing people", "How the organisation works", "Operations", "Strategy"),
				scale("readiness", "How ready do you feel for the next role?", "1 is not yet, 5 is today."),
				hopes("Which role do you see yourself in next?")),
			recommendations: []program.Rule{meets(5), rule(program.RuleDifferent, "department", 2), rule(program.RuleDifferent, "level", 2), overlap},
		}
	case program.Leadership:
		return preset{
			questions: ask(
				exchange("Delegating", "Difficult conversations", "Feedback", "Hiring", "Leading change", "Managing my time", "Motivating a team", "Strategy"),
				scale("experience", "How experienced are you in leading people?", "1 is new to it, 5 is many years."),
				hopes("Which situation would you like to talk through?")),
			recommendations: []program.Rule{meets(5), rule(program.RuleSimilar, "experience", 2), rule(program.RuleDifferent, "department", 2), overlap},
		}
	case program.Learning:
		return preset{
			questions: ask(
				exchange("Communication", "Data analysis", "Design", "Facilitation", "Languages", "Organization", "Programming", "Project management", "Writing"),
				hopes("What do you want to be able to do at the end?")),
			recommendations: []program.Rule{meets(5), rule(program.RuleDifferent, "department", 1), overlap},
		}
	}
	return preset{
		questions: ask(
			several("interests", "What would you like to talk about?", "Career paths", "Customers", "How other teams work", "Life outside work", "New ideas", "Our industry", "Tools and methods"),
			scale("known", "How many people outside your team do you know well?", "1 is hardly anyone, 5 is many."),
			hopes("What would make these meetings worth your time?")),
		recommendations: []program.Rule{rule(program.RuleDifferent, "department", 4), rule(program.RuleDifferent, "location", 2), rule(program.RuleSame, "interests", 3), overlap},
	}
}

// ask joins questions, and lists of them, into one questionnaire.
func ask(lists ...[]program.Question) []program.Question { return slices.Concat(lists...) }

// exchange asks what people want to learn and what they can offer, with the
// same options, so that the one meets the other.
func exchange(options ...string) []program.Question {
	return slices.Concat(
		several("skills_wanted", "What would you like to learn or talk about?", options...),
		several("skills_offered", "What can you help others with?", slices.Clone(options)...))
}

func several(id, text string, options ...string) []program.Question {
	return []program.Question{{ID: id, Text: text, Type: program.MultipleChoice, Options: options, Many: true, Required: true}}
}

func pick(id, text string, options ...string) []program.Question {
	return []program.Question{{ID: id, Text: text, Type: program.MultipleChoice, Options: options, Required: true}}
}

func scale(id, text, ends string) []program.Question {
	return []program.Question{{ID: id, Text: text, Description: ends, Type: program.Scale, From: 1, To: 5}}
}

func hopes(text string) []program.Question {
	return []program.Question{{ID: "hopes", Text: text, Description: "Your partner sees this in the introduction.", Type: program.LongText}}
}

// presetSurveys ask halfway and at the end; an evergreen program, which has
// neither, asks after 60 days.
func presetSurveys(c program.Cycle) []program.SurveyPlan {
	rating := []string{"Very Positive", "Mostly Positive", "Neutral", "Mostly Negative", "Very Negative"}
	both := func(questions ...program.Question) []program.Question {
		for i := range questions {
			questions[i].ShownTo = "both"
		}
		return questions
	}
	halfway := program.SurveyPlan{Name: "Midpoint", When: "midpoint", Questions: both(
		program.Question{ID: "experience", Text: "How would you rate your experience in the program up to this point?", Type: program.MultipleChoice, Options: rating, Required: true},
		program.Question{ID: "meetings", Text: "How useful are the meetings with your partner?", Description: "1 is not at all, 5 is very.", Type: program.Scale, From: 1, To: 5},
		program.Question{ID: "change", Text: "What should we change for the second half?", Type: program.LongText},
	)}
	if c == program.Evergreen {
		halfway.Name, halfway.When = "First impressions", "60 days"
		halfway.Questions[2].Text = "What should we change?"
		return []program.SurveyPlan{halfway}
	}
	return []program.SurveyPlan{halfway, {Name: "End", When: "end", Questions: both(
		program.Question{ID: "experience", Text: "How would you rate your experience in the program?", Type: program.MultipleChoice, Options: slices.Clone(rating), Required: true},
		program.Question{ID: "recommend", Text: "How likely are you to recommend the program to a colleague?", Description: "0 is not at all, 10 is certain.", Type: program.Scale, From: 0, To: 10},
		program.Question{ID: "gained", Text: "What did you gain from it?", Type: program.LongText},
	)}}
}
