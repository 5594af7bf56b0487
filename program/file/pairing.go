package file

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

func (r *reader) pairing(v value) program.PairingRules {
	o := r.object(v, "led_by", "approval", "second_approval_above", "undo", "odd", "objective", "minimum_score",
		"ties", "earlier_partners", "cadence", "longest_wait", "do_not_pair", "requirements", "recommendations")
	rules := program.PairingRules{
		LedBy:               choice(r, o.get("led_by"), "algorithm", "admins", "participants", "roulette"),
		Approval:            choice(r, o.get("approval"), "required", "automatic"),
		SecondApprovalAbove: r.secondApproval(o.get("second_approval_above")),
		Undo:                program.Length{N: 10, Unit: program.Minutes},
		Odd:                 choice(r, o.get("odd"), "trio", "leave_out"),
		Objective:           choice(r, o.get("objective"), "participation", "score"),
		Ties:                choice(r, o.get("ties"), "chance", "fairness"),
		Fade:                parsed(r, o.get("earlier_partners"), "never", fade),
		MinimumScore:        r.decimal(o.get("minimum_score"), 0, 1),
		Cadence:             program.Length{N: 4, Unit: program.Weeks},
		LongestWait:         program.Length{N: 8, Unit: program.Weeks},
		DoNotPair:           r.doNotPair(o.get("do_not_pair")),
		Requirements:        r.rules(o.get("requirements"), false),
		Recommendations:     r.rules(o.get("recommendations"), true),
	}
	minute, week := program.Length{N: 1, Unit: program.Minutes}, program.Length{N: 1, Unit: program.Weeks}
	if undo := r.length(o.get("undo"), minute, week, program.Minutes, program.Hours, program.Days); !undo.IsZero() {
		rules.Undo = undo
	}
	day, year := program.Length{N: 1, Unit: program.Days}, program.Length{N: 12, Unit: program.Months}
	for key, target := range map[string]*program.Length{"cadence": &rules.Cadence, "longest_wait": &rules.LongestWait} {
		if l := r.length(o.get(key), day, year, program.Days, program.Weeks, program.Months); !l.IsZero() {
			*target = l
		}
	}
	return rules
}

// secondApproval reads "never" or a number of recipients; never is 0.
func (r *reader) secondApproval(v value) int {
	if !v.given() {
		return 0
	}
	s := clean(scalar(v.node))
	n, ok := wholeNumber(s)
	switch {
	case s == "never":
		return 0
	case !ok || n < 1 || n > 1_000_000:
		r.blame(v.field, shape(v.node), "never, or a number of people like 200", didYouMean(s, []string{"never"}, correct))
		return 0
	}
	return n
}

func (r *reader) doNotPair(v value) [][2]program.Address {
	var pairs [][2]program.Address
	for _, item := range r.list(v, "a list of pairs, like [[a@example.org, b@example.org]]") {
		before := r.count()
		two := r.list(item, "two addresses, like [a@example.org, b@example.org]")
		if len(two) != 2 {
			if r.count() == before {
				r.blame(item.field, counted(len(two), "address", "addresses"), "two, like [a@example.org, b@example.org]", correct)
			}
			continue
		}
		a, b := r.address(two[0]), r.address(two[1])
		switch {
		case a == "" || b == "":
		case a.Key() == b.Key():
			r.blame(item.field, quote(string(b))+" twice", "two different people", correct)
		default:
			pairs = append(pairs, [2]program.Address{a, b})
		}
	}
	return pairs
}

func (r *reader) rules(v value, weighed bool) []program.Rule {
	var rules []program.Rule
	for _, item := range r.list(v, "a list of rules, like [{different: manager}]") {
		if rule, ok := r.rule(item, weighed); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

// ruleKeys are the keys that say what kind a rule is; question stands for meets.
var ruleKeys = []string{"same", "different", "question", "timezone_gap", "overlap", "similar"}

func (r *reader) rule(v value, weighed bool) (program.Rule, bool) {
	known := append(slices.Clone(ruleKeys), "meets")
	if weighed {
		known = append(known, "weight")
	}
	before := r.count()
	o := r.object(v, known...)
	if r.count() > before {
		return program.Rule{}, false
	}
	var kinds []string
	for _, key := range ruleKeys {
		if o.get(key).given() {
			kinds = append(kinds, key)
		}
	}
	if len(kinds) != 1 || (kinds[0] == "question") != o.get("meets").given() {
		what := strings.Join(o.order, " and ")
		if what == "" {
			what = nothing
		}
		r.blame(v.field, what, "one of same, different, timezone_gap, overlap, similar, or question with meets", "write it like {different: manager} or {question: skills_wanted, meets: skills_offered}")
		return program.Rule{}, false
	}
	rule := r.ruleOf(o, kinds[0])
	if weighed {
		if !o.get("weight").given() {
			r.blame(v.field, nothing, "a weight from 0.1 to 100", "add weight: 3")
		}
		rule.Weight = r.decimal(o.get("weight"), 0.1, 100)
	}
	return rule, true
}

func (r *reader) ruleOf(o object, kind string) program.Rule {
	v := o.get(kind)
	switch kind {
	case "question":
		return program.Rule{Kind: program.RuleMeets, Field: r.text(v, 40, "a question's id"), Meets: r.text(o.get("meets"), 40, "a question's id")}
	case "timezone_gap":
		return program.Rule{Kind: program.RuleTimezoneGap, AtMost: parsed(r, v, "at most 5h", atMost)}
	case "overlap":
		return program.Rule{Kind: program.RuleOverlap, Field: choice(r, v, "working_hours")}
	}
	return program.Rule{Kind: program.RuleKind(kind), Field: r.text(v, 40, "a field or a question's id")}
}

// fade reads "never", or "fade over 6 months": in how long what it costs to meet
// again halves.
func fade(s string) (program.Length, error) {
	if s == "never" {
		return program.Length{}, nil
	}
	l, err := program.ParseLength(strings.TrimPrefix(s, "fade over "))
	days := l.Unit == program.Days || l.Unit == program.Weeks || l.Unit == program.Months
	if err != nil || !strings.HasPrefix(s, "fade over ") || !days || l.IsZero() {
		return program.Length{}, fmt.Errorf("found %q, expected never, or fade over and a time, like fade over 6 months", s)
	}
	return l, nil
}

// atMost reads "at most 5h".
func atMost(s string) (program.Length, error) {
	l, err := program.ParseLength(strings.TrimPrefix(s, "at most "))
	hours := l.Unit == program.Hours || l.Unit == program.Minutes
	if err != nil || !strings.HasPrefix(s, "at most ") || !hours || l.Duration() > 26*time.Hour {
		return program.Length{}, fmt.Errorf("found %q, expected at most and hours up to 26, like at most 5h", s)
	}
	return l, nil
}
