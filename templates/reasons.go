package templates

import (
	"strings"

	"github.com/peerpost/peerpost/program"
)

// The two ways to tell why people are paired: to one of them ("You both speak
// English") and to an Administrator ("Both speak English").
const (
	toMember        = "you"
	toAdministrator = "they"
)

// ourReason puts a Reason into words for a member of a Pairing of so many.
func (r *reader) ourReason(members int, reason Reason) (words, error) {
	return r.reason(toMember, members, reason)
}

// theirReason puts a Reason into words for an Administrator.
func (r *reader) theirReason(members int, reason Reason) (words, error) {
	return r.reason(toAdministrator, members, reason)
}

func (r *reader) reason(audience string, members int, reason Reason) (words, error) {
	switch reason.Kind {
	case program.RuleMeets:
		return r.met(reason)
	case program.RuleOverlap:
		return r.overlap(reason.Count)
	case program.RuleSame, program.RuleDifferent:
		return r.compared(audience, members, reason)
	case program.RuleTimezoneGap:
		return r.t("reason.timezone_gap")
	case program.RuleSimilar:
		return r.t("reason.similar", "subject", reason.SubjectText)
	}
	return r.t("reason.other", "subject", reason.SubjectText)
}

// met tells who looks for what and who offers it: all of it, or how much.
func (r *reader) met(reason Reason) (words, error) {
	if len(reason.Values) == 0 || !reason.FromReader && reason.FromName == "" || !reason.ToReader && reason.ToName == "" {
		return r.t("reason.meets", "subject", reason.SubjectText)
	}
	values, err := r.join(reason.Values)
	if err != nil {
		return "", err
	}
	way := "others"
	switch {
	case reason.FromReader:
		way = "from_you"
	case reason.ToReader:
		way = "to_you"
	}
	if reason.Of > len(reason.Values) {
		return r.of("reason.meets_part", way,
			"values", values, "from", reason.FromName, "to", reason.ToName, "count", len(reason.Values), "of", reason.Of)
	}
	return r.of("reason.meets", way,
		"values", values, "from", reason.FromName, "to", reason.ToName, "count", len(reason.Values))
}

// overlap tells of shared working time; whole hours from one hour on.
func (r *reader) overlap(minutes int) (words, error) {
	if minutes < 60 {
		return r.t("reason.overlap.minutes", "count", minutes)
	}
	return r.t("reason.overlap.hours", "count", minutes/60)
}

// compared tells what is the same or different. A manager is never named.
func (r *reader) compared(audience string, members int, reason Reason) (words, error) {
	group := "reason." + string(reason.Kind)
	if reason.Kind == program.RuleSame {
		group += "." + audience
	}
	field := fieldOr(reason.Subject, "question")
	if field != "manager" && len(reason.Values) == 0 {
		return r.t("reason.other", "subject", reason.SubjectText)
	}
	values, err := r.join(shownValues(field, reason.Values))
	if err != nil {
		return "", err
	}
	return r.of(group, field, "count", members, "values", values, "subject", reason.SubjectText)
}

// shownValues makes zone names readable: "Europe/Berlin" → "Berlin".
func shownValues(field string, values []string) []string {
	if field != "timezone" {
		return values
	}
	var shown []string
	for _, v := range values {
		shown = append(shown, strings.ReplaceAll(v[strings.LastIndex(v, "/")+1:], "_", " "))
	}
	return shown
}

// fieldOr returns subject where it names a field that people are compared by,
// and otherwise the word for everything else.
func fieldOr(subject, otherwise string) string {
	switch subject {
	case "manager", "department", "level", "location", "language", "timezone":
		return subject
	}
	return otherwise
}

// rule puts a requirement into words: "A different manager".
func (r *reader) rule(b Blocker) (words, error) {
	switch b.Rule.Kind {
	case program.RuleSame, program.RuleDifferent:
		return r.of("rule."+string(b.Rule.Kind), fieldOr(b.Rule.Field, "question"), "subject", b.SubjectText)
	case program.RuleTimezoneGap:
		return r.t("rule.timezone_gap", "length", b.Rule.AtMost)
	case program.RuleOverlap:
		return r.t("rule.overlap")
	case program.RuleMeets, program.RuleSimilar:
		return r.of("rule", b.Rule.Kind, "subject", b.SubjectText)
	}
	switch b.Rule.Kind { // matching's own
	case "do_not_pair":
		return r.t("rule.do_not_pair")
	case "earlier":
		return r.t("rule.earlier")
	case "minimum_score":
		return r.t("rule.minimum_score")
	}
	return r.t("rule.other", "subject", b.SubjectText)
}

// blocker tells an Administrator what a requirement costs somebody: how many
// it rules out, and how many relaxing it would give.
func (r *reader) blocker(b Blocker) (words, error) {
	rule, err := r.rule(b)
	if err != nil {
		return "", err
	}
	excludes, err := r.t("blocker.excludes", "rule", rule, "count", b.Excluded)
	if err != nil || b.Frees == 0 {
		return excludes, err
	}
	if b.Relax == "" {
		return r.t("blocker.without", "excludes", excludes, "count", b.Frees)
	}
	relax := r.plain(b.Relax)
	if length, err := program.ParseLength(b.Relax); err == nil {
		if relax, err = r.length(length); err != nil {
			return "", err
		}
	}
	return r.t("blocker.relaxed", "excludes", excludes, "relax", relax, "count", b.Frees)
}
