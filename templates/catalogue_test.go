package templates

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/peerpost/peerpost/program"
)

// templateFiles are the structure: what is read comes from the catalogue.
func templateFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"email/*.txt", "email/*.html", "page/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(content)
		}
	}
	return files
}

// groups are the keys whose last part is a value: of "switch" "off".
func groups() map[string][]string {
	decided := names(program.DraftApproved, program.DraftDiscarded, program.DraftSuperseded, program.DraftExpired, program.DraftStale, program.DraftUndone)
	fields := names("department", "level", "location", "language", "timezone", "manager", "question")
	confirmed := names(program.Registered, program.Paused, program.Left)
	units := names(program.Minutes, program.Hours, program.Days, program.Weeks, program.Months)
	refused := names(TooLarge, WrongMethod, CrossSite, NoForm)
	gone := names(GoneExpired, GoneReplaced, GoneUsed, GoneClosed, GoneChanged, GoneLeft, GoneErased)
	done := names(DoneRegistered, DoneChanged, DonePaused, DoneResumed, DoneLeft, DoneErased, DoneMoved, DoneSkipped, DoneShifted, DoneReply, DoneMet, DoneNotMet, DoneSurvey,
		DoneHomeSent, DoneOn, DoneOff, DoneAllOff, DoneUndone)
	changes := names(program.MeetingMoved, program.MeetingSkipped, program.MeetingsShifted, program.MeetingStays, program.MeetingsAgain, program.MeetingsFrom, program.ShiftedUntil, program.MeetingsRefit)
	answers := names(program.Accepted, program.Declined, program.Tentative)
	return map[string][]string{
		"meeting_changed.subject": changes, "meeting_changed.by": changes, "meeting_changed.you": changes, "meeting_changed.calendar": changes,
		"reply_check.what": answers, "reply_check.series": answers,
		"weekday": names("0", "1", "2", "3", "4", "5", "6"),
		"month":   names("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
		"length":  units, "every": units,
		"email":        names(slices.Concat(program.Kinds(), program.EventKinds())...),
		"why":          names("administrator", "invited", "participant", "asked"),
		"reason.meets": names("from_you", "to_you", "others"), "reason.meets_part": names("from_you", "to_you", "others"), "reason.different": fields,
		"reason.same.you": fields, "reason.same.they": fields,
		"rule": names(program.RuleMeets, program.RuleSimilar), "rule.same": fields, "rule.different": fields,
		"participant": names(program.Invited, program.Registered, program.Paused, program.Left, program.Removed, program.Erased),
		"switch":      names(program.SwitchOn, program.SwitchOff, program.SwitchAllOff),
		"message": names(program.OutboxHeld, program.OutboxPending, program.OutboxClaimed, program.OutboxSending,
			program.OutboxDone, program.OutboxFailed, program.OutboxUnknown, program.OutboxCancelled),
		"program":               names(ProgramPlanned, ProgramRegistering, ProgramMatching, ProgramRunning, ProgramEnded),
		"draft_decided.subject": decided, "draft_decided.by": decided, "draft_decided.nobody": decided, "draft_decided.next": decided,
		"decided.title":                   decided,
		"participation_confirmed.subject": confirmed, "participation_confirmed.what": confirmed, "participation_confirmed.next": confirmed,
		"participation_confirmed.paired": names(program.Registered, program.Left), "done.paired": names(DoneResumed, DoneLeft),
		"problem":       names(Missing, NotTicked, NotAnOption, TooLong, NotAZone, NotHours, NotADate, NotAnAddress, WrongNumber, WrongWord, StillAdministrator),
		"refused.title": refused, "refused.text": refused,
		"gone.title": gone, "gone.text": gone, "done.title": done, "done.text": done,
	}
}

func names[S ~string](list ...S) []string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

var (
	actions   = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	stylesIn  = regexp.MustCompile(`(?s)<style>.*?</style>`)
	tags      = regexp.MustCompile(`(?s)<[^>]*>`)
	readAttrs = regexp.MustCompile(`(?:title|alt|aria-label|placeholder|label)="([^"]*)"`)
	attrs     = regexp.MustCompile(`\b[a-z-]+="[^"]*"`) // parts that stand inside of a tag elsewhere
	letters   = regexp.MustCompile(`\pL{2,}`)
)

func TestTemplatesHoldStructureAndNoWords(t *testing.T) {
	for name, content := range templateFiles(t) {
		bare := actions.ReplaceAllString(content, " ")
		if strings.HasPrefix(name, "email/") && strings.HasSuffix(name, ".txt") {
			bare = strings.TrimPrefix(bare, "Subject: ")
		} else {
			bare = stylesIn.ReplaceAllString(bare, " ")
			for _, m := range readAttrs.FindAllStringSubmatch(bare, -1) {
				if found := letters.FindString(m[1]); found != "" {
					t.Errorf("%s: the word %q in an attribute", name, found)
				}
			}
			bare = attrs.ReplaceAllString(tags.ReplaceAllString(bare, " "), " ")
		}
		if found := letters.FindString(bare); found != "" {
			t.Errorf("%s: the word %q outside of the catalogue", name, found)
		}
	}
}

var (
	keyCalls   = regexp.MustCompile(`(?:[({ ]|\.)t[ (]"([^"]+)"`)
	groupCalls = regexp.MustCompile(`(?:[({ ]|\.)of[ (]"([^"]+)"`)
	keyFields  = regexp.MustCompile(`\{"[a-z]+", "([a-z_]+\.[a-z_]+)", "", `) // of type wrong
)

func TestEveryTextIsUsedAndEveryUsedTextExists(t *testing.T) {
	sources := templateFiles(t)
	goFiles, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range goFiles {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sources[name] = string(content)
	}
	texts, err := catalogueOf(english)
	if err != nil {
		t.Fatal(err)
	}
	known, used := groups(), map[string]bool{}
	for name, content := range sources {
		for _, calls := range []*regexp.Regexp{keyCalls, keyFields} {
			for _, m := range calls.FindAllStringSubmatch(content, -1) {
				if used[m[1]] = true; texts.texts[m[1]] == nil {
					t.Errorf("%s uses %q, which the catalogue lacks", name, m[1])
				}
			}
		}
		for _, m := range groupCalls.FindAllStringSubmatch(content, -1) {
			if known[strings.TrimSuffix(m[1], ".")] == nil && !strings.HasSuffix(m[1], ".") {
				t.Errorf("%s uses the group %q, whose members this test does not know", name, m[1])
			}
		}
	}
	for group, members := range known {
		for _, member := range members {
			key := group + "." + member
			if used[key] = true; texts.texts[key] == nil {
				t.Errorf("the catalogue lacks %q", key)
			}
		}
	}
	for key := range texts.texts {
		if !used[key] {
			t.Errorf("nothing uses the text %q", key)
		}
	}
}

func TestEveryLanguageHasEveryTextInEveryForm(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for language, c := range all {
		categories := map[string]bool{}
		for n := range 200 {
			categories[pluralForms[language](n)] = true
		}
		for key := range all[english].texts {
			if c.texts[key] == nil {
				t.Errorf("%s lacks %q", language, key)
			}
		}
		for key, forms := range c.texts {
			if all[english].texts[key] == nil {
				t.Errorf("%s has %q, which English lacks", language, key)
			}
			if _, single := forms[""]; single {
				if len(forms) > 1 {
					t.Errorf("%s: %q has a form for all counts and others", language, key)
				}
				continue
			}
			for category := range categories {
				_, has := forms[category]
				_, two := forms["2"] // said of two people or more: one never happens
				if !has && !(two && category == "one") {
					t.Errorf("%s: %q lacks the form [%s]", language, key, category)
				}
			}
		}
	}
}

func TestPluralsFollowTheCount(t *testing.T) {
	c := catalogue{english, map[string]map[string]string{
		"people": {"0": "nobody", "one": "{count} person", "other": "{count} people"},
		"plain":  {"": "a {b} c"},
	}}
	for count, want := range map[string]string{"0": "nobody", "1": "1 person", "2": "2 people", "11": "11 people"} {
		if got, err := c.text("people", map[string]string{"count": count}); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", count, got, err, want)
		}
	}
	for _, key := range []string{"people", "plain", "nothing"} {
		if got, err := c.text(key, nil); err == nil {
			t.Errorf("%s without what it needs gives %q", key, got)
		}
	}
	if got, _ := c.text("plain", map[string]string{"b": "{b}"}); got != "a {b} c" {
		t.Errorf("a person's braces were read: %q", got)
	}
}

func TestACatalogueWithMistakesNamesTheLine(t *testing.T) {
	tests := map[string]string{
		"a = b\nnonsense":                  "en/x.txt:2: expected key = text",
		"a = b\na = c":                     "en/x.txt:2: a is there twice",
		"# fine\n\na[one] = b\na[one] = b": "en/x.txt:4: a is there twice",
	}
	for content, want := range tests {
		_, err := readCatalogues(fstest.MapFS{"catalogue/en/x.txt": {Data: []byte(content)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
	var files fs.FS = fstest.MapFS{"catalogue/tlh/x.txt": {Data: []byte("a = b")}}
	if _, err := readCatalogues(files); err == nil {
		t.Error("a language without a plural rule is no error")
	}
}
