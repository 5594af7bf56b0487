package file

import (
	"strings"
	"testing"
)

// TestWrongProgramIsRefusedInOneLine has one mistake a case: what is added to
// the minimal program, whose 8 lines come first, and what is said about it.
func TestWrongProgramIsRefusedInOneLine(t *testing.T) {
	question := func(rest string) string { return "questionnaire: [{id: a, text: x, " + rest + "}]" }
	for _, c := range []struct{ add, want string }{
		// keys
		{"nam: x", `:9:1: nam: found an unknown key, expected name, slug, goal, cycle, format, roles, group, admins, support, language, timezone, registration … (22 in all); did you mean name?`},
		{"name: x", `:9:1: name: found the key twice, expected it once; delete one of the two`},
		{"sessions: {evry: 2 weeks}", `:9:12: sessions.evry: found an unknown key, expected every, length, agenda, buffer or room; did you mean every?`},
		{"sessions: {every: 1 week, every: 2 weeks}", `:9:27: sessions.every: found the key twice, expected it once; delete one of the two`},
		{"roles: {boss: x}", `:9:9: roles.boss: found an unknown key, expected peer, mentor, mentee, buddy, leader, role_buddy or culture_buddy; delete it`},
		// YAML
		{"---\nname: b", `:9:1: found a second document, expected one program a file; move what follows the --- to a file of its own`},
		{"...\npairing: {odd: leave_out}", `:10:1: found a second document, expected one program a file; delete the ... above it, or move what follows to a file of its own`},
		{"...\nnonsense: [1,2]", `:10:1: found a second document, expected one program a file; delete the ... above it, or move what follows to a file of its own`},
		{"... \n\n# and then\n---\nname: b", `:12:1: found a second document, expected one program a file; delete the ... above it, or move what follows to a file of its own`},
		{"closures: &days [2027-03-01]", `:9:11: found an anchor (&), expected every value written where it belongs; delete it; put text that begins with & in quotes`},
		{"closures: *days", `:9:11: found an alias (*), expected every value written where it belongs; write the value itself; put text that begins with * in quotes`},
		{"<<: {slug: a}", `:9:1: found a merge (<<), expected every value written where it belongs; write the keys themselves`},
		{"starts: !!str 2027", `:9:9: found a tag or directive (! or %), expected plain values; delete it; put text that begins with ! or % in quotes`},
		{"? a\n: b", `:9:1: found a ? before a key, expected keys like name:; delete the ?; put text that begins with ? in quotes`},
		{"closures: [2027-03-01", `:9:11: found a slip in the YAML ("sequence end token ']' not found"), expected YAML that can be read; correct the line, or the one above it`},
		{"\tstarts: 2027", `:9:1: found a slip in the YAML ("found character '\t' that cannot start any token"), expected YAML that can be read; indent with spaces, not with tabs`},
		{"starts: \xe4", `:9: found the byte 0xE4, which is not UTF-8, expected a text in UTF-8; save the file as UTF-8`},
		{"starts: \x00", `:9: found a NUL character, expected a text in UTF-8; save the file as UTF-8`},
		{"starts: a\rb", `:9: found a carriage return without a line feed, expected lines that end as on Linux, macOS or Windows; save the file with line ends LF`},
		// shapes
		{"pairing: x", `:9:10: pairing: found "x", expected settings like key: value; indent them below it, or write {key: value}`},
		{"pairing:", `:9:10: pairing: found nothing, expected settings like key: value; indent them below it, or write {key: value}`},
		{"closures: 2027-03-01", `:9:11: closures: found "2027-03-01", expected a list of days, like [2027-12-24..2027-12-31]; write it as a list, like [a, b]`},
		{"support: [a@example.org]", `:9:10: support: found a list, expected one email address like ada@example.org; write one, or delete the key`},
		{"support:", `:9:10: support: found nothing, expected one email address like ada@example.org; write one, or delete the key`},
		// values
		{"cycle: cohrt", `:9:8: cycle: found "cohrt", expected cohort or evergreen; did you mean cohort?`},
		{"format: triads", `:9:9: format: found "triads", expected peers, mentors, groups or buddies; correct it`},
		{"language: de", `:9:11: language: found "de", expected en; correct it`},
		{"support: ada@localhost", `:9:10: support: found "ada@localhost", expected a domain like example.org after the @; correct it`},
		{`support: "a\u202eb"`, `:9:10: support: found the direction mark U+202E, expected one email address like ada@example.org in plain text; delete it`},
		{"starts: 8.2.2027", `:9:9: starts: found "8.2.2027", expected a date like 2027-01-31; correct it`},
		{"starts: 2027-02-30", `:9:9: starts: found "2027-02-30", expected a date like 2027-01-31; correct it`},
		{"starts: 0202-02-08", `:9:9: starts: found "0202-02-08", expected a date of this century; correct it`},
		{"send_hours: 18:00-08:00", `:9:13: send_hours: found "18:00-08:00", expected an end after the start, like 09:00-17:00; correct it`},
		{"send_hours: 08:00-08:30", `:9:13: send_hours: found "08:00-08:30", expected at least one hour; correct it`},
		{"closures: [2027-12-31..2027-12-24]", `:9:12: closures[1]: found "2027-12-31..2027-12-24", expected the earlier day first; correct it`},
		{"closures: [2027-01-01..2029-01-01]", `:9:12: closures[1]: found "2027-01-01..2029-01-01", expected at most a year; correct it`},
		{"sessions: {every: 2}", `:9:19: sessions.every: found "2", expected a length like 45m, 2 weeks or 6 months; correct it`},
		{"sessions: {every: 30m}", `:9:19: sessions.every: found "30 minutes", expected 1 day to 12 months, in days, weeks or months; correct it`},
		{"sessions: {length: 9h}", `:9:20: sessions.length: found "9 hours", expected 10 minutes to 8 hours, in minutes or hours; correct it`},
		{"sessions: {buffer: 3m}", `:9:20: sessions.buffer: found "3 minutes", expected 5 minutes to 2 hours, in minutes or hours; correct it`},
		{"sessions: {buffer: 1 day}", `:9:20: sessions.buffer: found "1 day", expected 5 minutes to 2 hours, in minutes or hours; correct it`},
		{"sessions: {buffer: none}", `:9:20: sessions.buffer: found "none", expected a length like 45m, 2 weeks or 6 months; correct it`},
		{"sessions: {agenda: Peer Starter}", `:9:20: sessions.agenda: found "Peer Starter", expected lower-case letters, digits and single hyphens, like eng-peers; correct it`},
		{"group: {min: 5, max: 3}", `:9:22: group.max: found 3, expected at least group.min, 5; correct it`},
		{"group: {min: 03, max: 6}", `:9:14: group.min: found "03", expected a whole number from 2 to 100; correct it`},
		// pairing
		{"pairing: {odd: tri}", `:9:16: pairing.odd: found "tri", expected trio or leave_out; did you mean trio?`},
		{"pairing: {ties: luck}", `:9:17: pairing.ties: found "luck", expected chance or fairness; correct it`},
		{"format: groups\npairing: {ties: fairness}", `:10:17: pairing.ties: found "fairness", expected chance, as format is groups; fairness goes only where pairs are made one by one`},
		{"format: buddies\nroles: {mentee: Newcomer}\npairing: {ties: fairness}", `:11:17: pairing.ties: found "fairness", expected chance, as format is buddies; fairness goes only where pairs are made one by one`},
		{"pairing: {earlier_partners: again}", `:9:29: pairing.earlier_partners: found "again", expected never, or fade over and a time, like fade over 6 months; correct it`},
		{"pairing: {led_by: chance}", `:9:19: pairing.led_by: found "chance", expected algorithm, admins, participants or roulette; correct it`},
		{"pairing: {approval: automatic}", `:9:21: pairing.approval: found "automatic", expected required, as led_by is algorithm; automatic goes only where participants lead`},
		{"pairing: {minimum_score: 010}", `:9:26: pairing.minimum_score: found "010", expected a number from 0 to 1; correct it`},
		{"pairing: {minimum_score: 40}", `:9:26: pairing.minimum_score: found "40", expected a number from 0 to 1; correct it`},
		{"pairing: {minimum_score: .nan}", `:9:26: pairing.minimum_score: found ".nan", expected a number from 0 to 1; correct it`},
		{"pairing: {second_approval_above: 010}", `:9:34: pairing.second_approval_above: found "010", expected never, or a number of people like 200; correct it`},
		{"pairing: {second_approval_above: nevr}", `:9:34: pairing.second_approval_above: found "nevr", expected never, or a number of people like 200; did you mean never?`},
		{"pairing: {undo: 10}", `:9:17: pairing.undo: found "10", expected a length like 45m, 2 weeks or 6 months; correct it`},
		{"pairing: {do_not_pair: [[a@example.org, A@example.org]]}", `:9:25: pairing.do_not_pair[1]: found "A@example.org" twice, expected two different people; correct it`},
		{"pairing: {do_not_pair: [[a@example.org]]}", `:9:25: pairing.do_not_pair[1]: found 1 address, expected two, like [a@example.org, b@example.org]; correct it`},
		{"pairing: {do_not_pair: [a@example.org]}", `:9:25: pairing.do_not_pair[1]: found "a@example.org", expected two addresses, like [a@example.org, b@example.org]; write it as a list, like [a, b]`},
		// rules
		{"pairing: {requirements: [{same: deparment}]}", `:9:33: pairing.requirements[1].same: found "deparment", expected manager, department, level, location, language, timezone, working_hours, interests, known or hopes; did you mean department?`},
		{"pairing: {requirements: [{same: hopes}]}", `:9:33: pairing.requirements[1].same: found "hopes", a question of type long text, expected a question of type multiple choice, scale or text; name another question`},
		{"pairing: {requirements: [{same: working_hours}]}", `:9:33: pairing.requirements[1].same: found "working_hours", expected a field that is equal or not; write {overlap: working_hours, weight: 3}`},
		{"pairing: {requirements: [{similar: known}]}", `:9:26: pairing.requirements[1]: found similar as a requirement, expected it among the recommendations; move it there, with a weight`},
		{"pairing: {requirements: [{timezone_gap: 5h}]}", `:9:41: pairing.requirements[1].timezone_gap: found "5h", expected at most and hours up to 26, like at most 5h; correct it`},
		{"pairing: {requirements: [{timezone_gap: at most 2 days}]}", `:9:41: pairing.requirements[1].timezone_gap: found "at most 2 days", expected at most and hours up to 26, like at most 5h; correct it`},
		{"pairing: {requirements: [{same: level, different: level}]}", `:9:26: pairing.requirements[1]: found same and different, expected one of same, different, timezone_gap, overlap, similar, or question with meets; write it like {different: manager} or {question: skills_wanted, meets: skills_offered}`},
		{"pairing: {requirements: [{same: level, weight: 3}]}", `:9:40: pairing.requirements[1].weight: found an unknown key, expected same, different, question, timezone_gap, overlap, similar or meets; delete it`},
		{"pairing: {recommendations: [{same: level}]}", `:9:29: pairing.recommendations[1]: found nothing, expected a weight from 0.1 to 100; add weight: 3`},
		{"pairing: {recommendations: [{same: level, weight: 0}]}", `:9:51: pairing.recommendations[1].weight: found "0", expected a number from 0.1 to 100; correct it`},
		{"pairing: {recommendations: [{question: interests, meets: known, weight: 3}]}", `:9:58: pairing.recommendations[1].meets: found "known", a question of type scale, expected a question of type multiple choice; name another question`},
		{"pairing: {recommendations: [{question: interests, weight: 3}]}", `:9:29: pairing.recommendations[1]: found question and weight, expected one of same, different, timezone_gap, overlap, similar, or question with meets; write it like {different: manager} or {question: skills_wanted, meets: skills_offered}`},
		{"pairing: {recommendations: [{question: a, meets: b, weight: 3}]}\nquestionnaire: [{id: a, text: x, type: multiple choice, options: x; y}, {id: b, text: x, type: multiple choice, options: X; Y}]", `:9:50: pairing.recommendations[1].meets: found "b", expected options that a has too; give both questions the same options`},
		// dates that contradict each other
		{"starts: 2027-02-05", `:9:9: starts: found "2027-02-05", expected a day after matching closes, 2027-02-05; correct it`},
		{"sessions: {every: 8 months}", `:9:19: sessions.every: found "8 months", expected less than length, 6 months; correct it`},
		// questions
		{question("type: multiple choice"), `:9:17: questionnaire[1].options: found nothing, expected a value; add a line like options: Leadership; Organization`},
		{question("type: multiple choice, required: true, options: One"), `:9:82: questionnaire[1].options: found 1 option, expected 2 to 200; correct it`},
		{question("type: multiple choice, options: One; one"), `:9:66: questionnaire[1].options: found "one" again, expected each option once; delete one of the two`},
		{question(`type: multiple choice, options: [a, "b; c"]`), `:9:70: questionnaire[1].options[2]: found "b; c", expected an option without ;, which separates answers in people.csv; write it differently`},
		{question("type: scal"), `:9:40: questionnaire[1].type: found "scal", expected multiple choice, scale, text or long text; did you mean scale?`},
		{question("type: scale, from: 5, to: 1"), `:9:60: questionnaire[1].to: found 1, expected 6 to 25, as from is 5; correct it`},
		{question("type: scale, from: 010, to: 12"), `:9:53: questionnaire[1].from: found "010", expected a whole number from -100 to 100; correct it`},
		{question("type: text, options: a; b"), `:9:55: questionnaire[1].options: found it in a question of type text, expected it only with type multiple choice; delete it, or change the type`},
		{question("type: text, required: yes"), `:9:56: questionnaire[1].required: found "yes", expected false or true; correct it`},
		{question("type: text, for: mentor"), `:9:51: questionnaire[1].for: found "mentor", expected peer; correct it`},
		{question("type: text, shown_to: both"), `:9:56: questionnaire[1].shown_to: found "both", expected partner; correct it`},
		{question("type: text, shown: partner"), `:9:46: questionnaire[1].shown: found an unknown key, expected id, text, description, type, options, select, display, from, to, required, for or shown_to; delete it`},
		{"questionnaire: [{text: x, type: text}]", `:9:17: questionnaire[1].id: found nothing, expected a value; add a line like id: skills_wanted`},
		{"questionnaire: [{id: Skills wanted, text: x, type: text}]", `:9:22: questionnaire[1].id: found "Skills wanted", expected lower-case letters, digits and _, a letter first, like skills_wanted; correct it`},
		{"questionnaire: [{id: department, text: x, type: text}]", `:9:22: questionnaire[1].id: found "department", expected an id that is no column of people.csv; that is known of everyone: name the question differently, like my_department`},
		{"questionnaire: [{id: a, text: x, type: text}, {id: a, text: y, type: text}]", `:9:52: questionnaire[2].id: found "a" again, expected each id once; name it differently`},
		{"questionnaire: [{id: a, text: " + strings.Repeat("x", 501) + ", type: text}]", `:9:31: questionnaire[1].text: found 501 characters, expected at most 500; shorten it`},
		// surveys
		{"surveys: [{name: x, when: midpont, questions: [{text: x, type: text}]}]", `:9:27: surveys[1].when: found "midpont", expected midpoint, end or a length after the start like 30 days; correct it`},
		{"surveys: [{name: x, when: 30 minutes, questions: [{text: x, type: text}]}]", `:9:27: surveys[1].when: found "30 minutes", expected midpoint, end or a length after the start like 30 days; correct it`},
		{"surveys: [{name: x, when: 7 months, questions: [{text: x, type: text}]}]", `:9:27: surveys[1].when: found "7 months", expected at most length, 6 months; correct it`},
		{"surveys: [{name: Half way, when: end, questions: [{text: x, type: text}]}, {name: half  Way, when: end, questions: [{text: x, type: text}]}]", `:9:83: surveys[2].name: found "half  Way" again, expected each name once, capitals or not; name it differently`},
		{"surveys: [{name: x, when: end, questions: []}]", `:9:43: surveys[1].questions: found no question, expected at least one; add one, or delete the survey`},
		{"surveys: [{name: x, when: end, questions: [{text: x, type: text, shown_to: mentors}]}]", `:9:76: surveys[1].questions[1].shown_to: found "mentors", expected both or peer; correct it`},
		// import
		{"import: {people: regster}", `:9:18: import.people: found "regster", expected invite or register; did you mean register?`},
		{"import: {columns: {Your Name: nme}}", `:9:31: import.columns."Your Name": found "nme", expected a column of people.csv or a question: email, first_name, last_name, name, timezone, working_hours, department, level, location, language, manager_email, employee_id … (19 in all); did you mean name?`},
		{"import: {columns: {Topics: {question: topics}}}", `:9:39: import.columns."Topics".question: found "topics", expected a column of people.csv or a question: email, first_name, last_name, name, timezone, working_hours, department, level, location, language, manager_email, employee_id … (19 in all); correct it`},
		{`import: {columns: {Topics: {question: interests, split: ""}}}`, `:9:57: import.columns."Topics".split: found nothing, expected a separator like ","; correct it`},
		{"import: {columns: {A: email, B: email}}", `:9:33: import.columns."B": found email again, which "A" gives, expected one heading for the address; delete one of the two`},
		{"import: {columns: {Name: name, NAME: first_name}}", `:9:38: import.columns."NAME": found "NAME", expected each heading once, whatever its case; delete one of the two`},
	} {
		t.Run(c.add, func(t *testing.T) {
			p, err := ReadProgram("program.yaml", []byte(minimal+c.add+"\n"))
			if err == nil || err.Error() != "program.yaml"+c.want {
				t.Errorf("\ngot  %v\nwant program.yaml%s", err, c.want)
			}
			if p != nil && err != nil {
				t.Error("a refused file gave a program")
			}
		})
	}
}

// TestWrongBasicsAreRefusedInOneLine has the mistakes in the minimal program itself.
func TestWrongBasicsAreRefusedInOneLine(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{minimal, "", `: found an empty file, expected the settings of a program; begin with its name, like name: Engineering peer mentoring`},
		{minimal, "# nothing\n", `: found an empty file, expected the settings of a program; begin with its name, like name: Engineering peer mentoring`},
		{minimal, "- a\n", `:1:1: found a list, expected settings like key: value; indent them below it, or write {key: value}`},
		{"name: Engineering\n", "", `: name: found nothing, expected a value; add a line like name: Engineering peer mentoring`},
		{"length: 6 months\n", "", `: length: found nothing, expected a value; add a line like length: 6 months`},
		{"name: Engineering", "name: |\n  a\n  b", `:1:7: name: found a line break, expected a name in plain text; delete it`},
		{"name: Engineering", `name: "\u200b"`, `:1:7: name: found no character that can be seen, expected a name in plain text; delete it`},
		{"name: Engineering", `name: "\u0301"`, `:1:7: name: found no character that can be seen, expected a name in plain text; delete it`},
		{"name: Engineering", `name: "Engineering\U000E0041"`, `:1:7: name: found the hidden tag U+E0041, expected a name in plain text; delete it`},
		{"name: Engineering", `name: "Engineering\uFFFE"`, `:1:7: name: found U+FFFE, which is no character, expected a name in plain text; delete it`},
		{"name: Engineering", "name: " + strings.Repeat("é", 101), `:1:7: name: found 101 characters, expected at most 100; shorten it`},
		{"slug: eng", "slug: Eng Peers", `:2:7: slug: found "Eng Peers", expected lower-case letters, digits and single hyphens, like eng-peers; correct it`},
		{"slug: eng", "slug: eng--peers", `:2:7: slug: found "eng--peers", expected lower-case letters, digits and single hyphens, like eng-peers; correct it`},
		{"networking", "netwrking", `:3:7: goal: found "netwrking", expected onboarding, remote, accountability, learning, networking, succession or leadership; did you mean networking?`},
		{"[ada@example.org]", "[]", `:4:9: admins: found an empty list, expected at least one address; name who approves the pairings`},
		{"[ada@example.org]", "[ada@example.org, Ada@example.org]", `:4:27: admins[2]: found "Ada@example.org" again, expected each address once; delete one of the two`},
		{"[ada@example.org]", "[Ada <ada@example.org>]", `:4:10: admins[1]: found "Ada <ada@example.org>", expected one email address like ada@example.org; correct it`},
		{"Europe/Berlin", "CET", `:5:11: timezone: found "CET", expected an IANA time zone like Europe/Berlin; correct it`},
		{"Europe/Berlin", "Europe/Berlín", `:5:11: timezone: found "Europe/Berlín", expected an IANA time zone like Europe/Berlin; correct it`},
		{"closes: 2027-01-22", "closes: 2027-01-10", `:6:43: registration.closes: found "2027-01-10", expected a day not before opens, 2027-01-11; correct it`},
		{", closes: 2027-01-22", "", `:6:15: registration.closes: found nothing, expected a value; add a line like closes: 2027-01-22`},
		{"closes: 2027-02-05", "closes: 2027-01-24", `:7:39: matching.closes: found "2027-01-24", expected a day not before opens, 2027-01-25; correct it`},
		{"opens: 2027-01-25", "opens: 2027-01-22", `:7:19: matching.opens: found "2027-01-22", expected a day after registration closes, 2027-01-22; correct it`},
		{"6 months", "6", `:8:9: length: found "6", expected a length like 45m, 2 weeks or 6 months; correct it`},
		{"6 months", "6 days", `:8:9: length: found "6 days", expected 1 week to 60 months, in days, weeks or months; correct it`},
		{"6 months", "60 months\nsessions: {every: 1 day}", `:9:19: sessions.every: found "1 day", which makes 1826 sessions, expected at most 1000 in 60 months; meet less often, or shorten length`},
		{"length: 6 months", "cycle: evergreen\nsurveys: [{name: x, when: midpoint, questions: [{text: x, type: text}]}]", `:9:27: surveys[1].when: found "midpoint", expected a length after the start like 30 days, as an evergreen program has no midpoint; correct it`},
		{"length: 6 months", "cycle: evergreen\npairing: {cadence: 4 weeks, longest_wait: 2 weeks}", `:9:43: pairing.longest_wait: found "2 weeks", expected at least cadence, 4 weeks; correct it`},
	} {
		t.Run(c.new, func(t *testing.T) {
			_, err := ReadProgram("program.yaml", []byte(strings.Replace(minimal, c.old, c.new, 1)))
			if err == nil || err.Error() != "program.yaml"+c.want {
				t.Errorf("\ngot  %v\nwant program.yaml%s", err, c.want)
			}
		})
	}
}

func TestASeriesOfAThousandSessionsIsTheLongest(t *testing.T) {
	mustRead(t, strings.Replace(minimal, "6 months", "1000 days\nsessions: {every: 1 day}", 1))
	mustRead(t, strings.Replace(minimal, "6 months", "60 months\nsessions: {every: 2 days}", 1))
}

func TestAnAgendaThatIsNoneIsToldWithItsPlace(t *testing.T) {
	agendas := []string{"mentor-starter", "peer-starter"}
	for _, c := range []struct{ add, want string }{
		{"", ""},
		{"sessions: {agenda: mentor-starter}\n", ""},
		{"sessions: {agenda: peer-startr}\n", `program.yaml:9:20: sessions.agenda: found "peer-startr", expected mentor-starter or peer-starter; did you mean peer-starter?`},
		{"sessions:\n  every: 1 week\n  agenda: no-such\n", `program.yaml:11:11: sessions.agenda: found "no-such", expected mentor-starter or peer-starter; name one of them, or delete the key`},
	} {
		t.Run(c.add, func(t *testing.T) {
			got := ""
			if err := CheckAgenda("program.yaml", []byte(minimal+c.add), mustRead(t, minimal+c.add), agendas); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}
