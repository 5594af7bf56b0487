package file

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/peerpost/peerpost/program"
)

// minimal is what no program can do without.
const minimal = `name: Engineering
slug: eng
goal: networking
admins: [ada@example.org]
timezone: Europe/Berlin
registration: {opens: 2027-01-11, closes: 2027-01-22}
matching: {opens: 2027-01-25, closes: 2027-02-05}
length: 6 months
`

// lines is how many lines minimal has.
const lines = 8

func mustRead(t testing.TB, text string) *program.Program {
	t.Helper()
	p, err := ReadProgram("program.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func months(n int) program.Length  { return program.Length{N: n, Unit: program.Months} }
func weeks(n int) program.Length   { return program.Length{N: n, Unit: program.Weeks} }
func minutes(n int) program.Length { return program.Length{N: n, Unit: program.Minutes} }

func TestMinimalProgramGetsTheDefaults(t *testing.T) {
	got := mustRead(t, minimal)
	want := &program.Program{
		Name: "Engineering", Slug: "eng", Goal: program.Networking, Cycle: program.Cohort, Format: program.Peers,
		Roles: map[program.Role]string{program.Peer: "Peer"}, Group: program.GroupSize{Min: 3, Max: 6},
		Admins: []program.Address{"ada@example.org"}, Support: "ada@example.org", Language: "en", Zone: "Europe/Berlin",
		Registration: program.Window{Opens: program.Date{Year: 2027, Month: 1, Day: 11}, Closes: program.Date{Year: 2027, Month: 1, Day: 22}},
		Matching:     program.Window{Opens: program.Date{Year: 2027, Month: 1, Day: 25}, Closes: program.Date{Year: 2027, Month: 2, Day: 5}},
		Length:       months(6), SendHours: program.Span{From: 8 * 60, To: 18 * 60},
		Pairing: program.PairingRules{
			LedBy: "algorithm", Approval: "required", Undo: minutes(10), Odd: "trio", Objective: "participation",
			Cadence: weeks(4), LongestWait: weeks(8), Ties: "chance",
		},
		Sessions: program.SessionRules{Every: weeks(2), Length: minutes(45), Agenda: "peer-starter"},
		Import:   program.Import{People: "invite"},
	}
	presets := cmp.FilterPath(func(p cmp.Path) bool {
		switch p.String() {
		case "Questionnaire", "Surveys", "Pairing.Recommendations":
			return true
		}
		return false
	}, cmp.Ignore())
	if diff := cmp.Diff(want, got, presets); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(got.Questionnaire) == 0 || len(got.Pairing.Recommendations) == 0 {
		t.Errorf("the goal brought %d questions and %d recommendations", len(got.Questionnaire), len(got.Pairing.Recommendations))
	}
	if len(got.Surveys) != 2 || got.Surveys[0].Name != "Midpoint" || got.Surveys[1].Name != "End" {
		t.Errorf("surveys %+v, want Midpoint and End", got.Surveys)
	}
}

func TestEveryWordOfAProgramIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/every_word.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := mustRead(t, string(data))
	day := func(y int, m time.Month, d int) program.Date { return program.Date{Year: y, Month: m, Day: d} }
	want := &program.Program{
		Name: "Engineering peer mentoring", Slug: "eng-peers", Goal: program.Networking, Cycle: program.Cohort, Format: program.Peers,
		Roles:  map[program.Role]string{program.Peer: "Peer", program.Mentor: "Mentor", program.Mentee: "Mentee"},
		Group:  program.GroupSize{Min: 3, Max: 6},
		Admins: []program.Address{"ada@example.org", "grace@example.org"}, Support: "help@example.org",
		Language: "en", Zone: "Europe/Berlin",
		Registration: program.Window{Opens: day(2027, 1, 11), Closes: day(2027, 1, 22)},
		Matching:     program.Window{Opens: day(2027, 1, 25), Closes: day(2027, 2, 5)},
		Starts:       day(2027, 2, 8), Length: months(6), SendHours: program.Span{From: 480, To: 1080},
		Closures: []program.DateRange{{First: day(2027, 12, 24), Last: day(2027, 12, 31)}, {First: day(2027, 5, 1), Last: day(2027, 5, 1)}},
		Pairing: program.PairingRules{
			LedBy: "algorithm", Approval: "required", Undo: minutes(10), Odd: "trio", Objective: "participation",
			Cadence: weeks(4), LongestWait: weeks(8), Ties: "fairness", Fade: program.Length{N: 6, Unit: program.Months}, DoNotPair: [][2]program.Address{{"a@example.org", "b@example.org"}},
			Requirements: []program.Rule{
				{Kind: program.RuleDifferent, Field: "manager"}, {Kind: program.RuleSame, Field: "language"},
				{Kind: program.RuleTimezoneGap, AtMost: program.Length{N: 5, Unit: program.Hours}},
			},
			Recommendations: []program.Rule{
				{Kind: program.RuleMeets, Field: "skills_wanted", Meets: "skills_offered", Weight: 5},
				{Kind: program.RuleDifferent, Field: "department", Weight: 2},
				{Kind: program.RuleOverlap, Field: "working_hours", Weight: 3},
				{Kind: program.RuleSimilar, Field: "confidence", Weight: 0.5},
			},
		},
		Sessions: program.SessionRules{Every: weeks(2), Length: minutes(45), Agenda: "peer-starter"},
		Questionnaire: []program.Question{
			{ID: "skills_wanted", Text: "Which skills do you want to build?", Type: program.MultipleChoice, Many: true, Options: []string{"Leadership", "Objection handling", "Organization"}},
			{
				ID: "skills_offered", Text: "Which skills can you offer?", Description: "Choose what you would teach\na colleague.", Type: program.MultipleChoice,
				Many: true, Dropdown: true, Required: true, For: program.Peer, Options: []string{"Leadership", "Objection handling"},
			},
			{ID: "confidence", Text: "How sure are you in front of a customer?", Type: program.Scale, From: 1, To: 6},
			{ID: "team", Text: "Your team?", Type: program.Text},
			{ID: "about", Text: "About you?", Type: program.LongText},
		},
		Import: program.Import{People: "register", Columns: map[string]program.Column{
			"Email Address": {Field: "email"}, "Your Name": {Field: "name"},
			"Sub-disciplines": {Question: "skills_wanted", Split: ","}, "Team": {Question: "team", Split: ";"},
		}},
		Surveys: []program.SurveyPlan{
			{Name: "Midpoint", When: "midpoint", Questions: []program.Question{
				{
					ID: "q1", Text: "How would you rate your experience in the program up to this point?", Type: program.MultipleChoice, ShownTo: "both",
					Options: []string{"Very Positive", "Mostly Positive", "Neutral", "Mostly Negative", "Very Negative"},
				},
				{ID: "more", Text: "Anything else?", Type: program.LongText, ShownTo: "both"},
			}},
			{Name: "First month", When: "30 days", Questions: []program.Question{{ID: "q1", Text: "Did you meet?", Type: program.Scale, From: 1, To: 5, ShownTo: "both"}}},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryGoalPresetsAProgramThatReads(t *testing.T) {
	for _, goal := range goals {
		p := mustRead(t, strings.Replace(minimal, "networking", string(goal), 1))
		if len(p.Questionnaire) < 3 || len(p.Pairing.Recommendations) < 3 {
			t.Errorf("%s: %d questions and %d recommendations", goal, len(p.Questionnaire), len(p.Pairing.Recommendations))
		}
	}
}

func TestEmptyListIsNoneAndNotThePreset(t *testing.T) {
	p := mustRead(t, minimal+"surveys: []\nquestionnaire: []\npairing: {recommendations: []}\n")
	if len(p.Surveys)+len(p.Questionnaire)+len(p.Pairing.Recommendations) > 0 {
		t.Errorf("got %d surveys, %d questions, %d recommendations", len(p.Surveys), len(p.Questionnaire), len(p.Pairing.Recommendations))
	}
}

func TestPresetRulesNameOnlyQuestionsThatAreAsked(t *testing.T) {
	p := mustRead(t, strings.Replace(minimal, "networking", "leadership", 1)+"questionnaire: [{id: team, text: Your team?, type: text}]\n")
	var fields []string
	for _, rule := range p.Pairing.Recommendations {
		fields = append(fields, rule.Field)
	}
	if diff := cmp.Diff([]string{"department", "working_hours"}, fields); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOtherWordsAreReadAndThisBuildSaysWithTheirPlaceThatItCannotRunThem(t *testing.T) {
	runnable := func(text string) string {
		if err := Runnable("program.yaml", []byte(text), mustRead(t, text)); err != nil {
			return err.Error()
		}
		return ""
	}
	if got := runnable(minimal); got != "" {
		t.Errorf("a cohort of peers: %s", got)
	}
	const evergreen = "name: Always\nslug: always\ngoal: learning\ncycle: evergreen\nadmins: [ada@example.org]\ntimezone: UTC\n"
	const later = ", all that this build runs; change it, or wait for a later build"
	for text, want := range map[string]string{
		evergreen:                     `program.yaml:4:8: cycle: found "evergreen", expected cohort` + later,
		minimal + "format: mentors\n": `program.yaml:9:9: format: found "mentors", expected peers` + later,
		minimal + "format: groups\ngroup: {min: 2, max: 2}\n":              `program.yaml:9:9: format: found "groups", expected peers` + later,
		minimal + "format: buddies\n":                                      `program.yaml:9:9: format: found "buddies", expected peers` + later,
		minimal + "pairing: {led_by: roulette}\n":                          `program.yaml:9:19: pairing.led_by: found "roulette", expected algorithm` + later,
		minimal + "pairing: {led_by: participants, approval: automatic}\n": `program.yaml:9:19: pairing.led_by: found "participants", expected algorithm` + later,
		minimal + "pairing:\n  led_by: admins\n  second_approval_above: 200\n": `program.yaml:10:11: pairing.led_by: found "admins", expected algorithm` + later + "\n" +
			`program.yaml:11:26: pairing.second_approval_above: found "200", expected never` + later,
	} {
		if got := runnable(text); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestAFileOfWindowsIsReadWithItsMarkAndItsLineEnds(t *testing.T) {
	windows := "\xef\xbb\xbf" + strings.ReplaceAll(minimal, "\n", "\r\n")
	if diff := cmp.Diff(mustRead(t, minimal), mustRead(t, windows)); diff != "" {
		t.Errorf("(-without +with)\n%s", diff)
	}
	for name, text := range map[string]string{"with a mark": wideText(minimal, true), "without": wideText(minimal, false)} {
		const want = "program.yaml: found a text in UTF-16, expected a text in UTF-8; save the file as UTF-8"
		if _, err := ReadProgram("program.yaml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("UTF-16 %s:\ngot  %v\nwant %s", name, err, want)
		}
	}
}

func TestAProgramMayEndWithTheMarkOfItsEnd(t *testing.T) {
	for _, end := range []string{"...\n", "... # the end\n\n# and a note\n", "...\n...\n"} {
		mustRead(t, minimal+end)
	}
}

func TestErrorSaysItsPartsToo(t *testing.T) {
	_, err := ReadProgram("program.yaml", []byte(minimal+"pairing: {odd: tri}\n"))
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("%T is no *Error", err)
	}
	want := &Error{File: "program.yaml", Line: lines + 1, Column: 16, Field: "pairing.odd", Found: `"tri"`, Expected: "trio or leave_out", Do: "did you mean trio?"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAllErrorsAreToldInTheOrderOfTheFileUpToTwenty(t *testing.T) {
	var text strings.Builder
	text.WriteString(minimal)
	for i := range 30 {
		fmt.Fprintf(&text, "wrong%d: x\n", i)
	}
	_, err := ReadProgram("program.yaml", []byte(text.String()))
	got := strings.Split(err.Error(), "\n")
	if len(got) != maxErrors+1 {
		t.Fatalf("%d lines", len(got))
	}
	for i, line := range got[:maxErrors] {
		if want := fmt.Sprintf("program.yaml:%d:1: wrong%d: ", lines+1+i, i); !strings.HasPrefix(line, want) {
			t.Errorf("line %d is %s", i, line)
		}
	}
	if want := "program.yaml: found more than 20 errors, expected none; correct these first, then read the file again for the rest"; got[maxErrors] != want {
		t.Errorf("the last line is %s", got[maxErrors])
	}
}

func TestHostileProgramIsRefusedBeforeItCostsAnything(t *testing.T) {
	for name, text := range map[string]string{
		"many keys":      strings.Repeat("a: b\n", 100_000),
		"nested lists":   strings.Repeat("- ", 100_000),
		"open brackets":  strings.Repeat("[", 100_000),
		"open braces":    strings.Repeat("{a: ", 50_000),
		"aliases":        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
		"more than 1 MB": strings.Repeat("#", maxYAML+1),
		"reserved":       strings.Repeat("@", 100_000),
		"open literals":  strings.Repeat("a: |\n", 50_000),
		"one long list":  "closures: [" + strings.Repeat("a,", 50_000) + "]",
		"deep indentation": func() string {
			var b strings.Builder
			for i := range 300 {
				b.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return b.String()
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			if _, err := ReadProgram("program.yaml", []byte(text)); err == nil {
				t.Error("it was read")
			}
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestBufferIsNoneUnlessTheFileSaysSo(t *testing.T) {
	for text, want := range map[string]program.Length{
		"sessions: {every: 1 week}": {}, "sessions: {buffer: 10m}": minutes(10), "sessions: {buffer: 1h}": {N: 1, Unit: program.Hours},
	} {
		if got := mustRead(t, minimal+text+"\n").Sessions.Buffer; got != want {
			t.Errorf("%s: found %s, want %s", text, got, want)
		}
	}
}
