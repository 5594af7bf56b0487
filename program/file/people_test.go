package file

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

// asking is a program with a question of each type.
const asking = minimal + `questionnaire:
  - {id: skills, text: Skills?, type: multiple choice, select: many, required: true, options: Leadership; Objection handling; Organization}
  - {id: size, text: Team?, type: multiple choice, options: Small; Large}
  - {id: sure, text: Sure?, type: scale, from: 1, to: 6}
  - {id: team, text: Team?, type: text}
  - {id: about, text: About?, type: long text}
`

func mustReadPeople(t testing.TB, p *program.Program, text string) []Row {
	t.Helper()
	rows, err := ReadPeople("people.csv", []byte(text), p)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestPeopleAreReadByTheColumnsOwnNames(t *testing.T) {
	p := mustRead(t, asking)
	got := mustReadPeople(t, p, "Email,first_name,last_name,name,timezone,working_hours,department,level,location,language,manager_email,employee_id,status,role,capacity,headline,skills,size,sure,team,about\r\n"+
		"Ada@example.org,Ada,Lovelace,,Europe/London,Mon-Thu 09:00-17:00,R&D,Lead,London,English,bab@example.org,007,Leave,Peer,2,'=1+1,leadership; ;Organization;Leadership,large,6,Blue,\"two\r\nlines\"\r\n"+
		"\r\n,,,,,,,,,,,,,,,,,,,,\r\n"+
		"grace@example.org,,,Grace Hopper,,,,,,,,,,,,,,,,,\r\n")
	want := []Row{
		{
			Line: 2, Role: program.Peer, Capacity: 2, Headline: "=1+1",
			Person: program.Person{
				Address: "Ada@example.org", FirstName: "Ada", LastName: "Lovelace", Zone: "Europe/London", Hours: "Mon-Thu 09:00-17:00",
				Department: "R&D", Level: "Lead", Location: "London", Language: "English", ManagerEmail: "bab@example.org", EmployeeID: "007", Status: "leave",
			},
			Answers: program.Answers{"skills": {"Leadership", "Organization"}, "size": {"Large"}, "sure": {"6"}, "team": {"Blue"}, "about": {"two\nlines"}},
		},
		{Line: 6, Role: program.Peer, Person: program.Person{Address: "grace@example.org", Name: "Grace Hopper"}, Answers: program.Answers{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestZonesThatWereGivenUpAreReadAsThoseThatTookTheirPlace(t *testing.T) {
	p := mustRead(t, asking)
	var got []string
	for _, row := range mustReadPeople(t, p, "email,timezone\na@example.org,Asia/Calcutta\nb@example.org,Asia/Kolkata\nc@example.org,US/Eastern\nd@example.org,\n") {
		got = append(got, row.Person.Zone)
	}
	if diff := cmp.Diff([]string{"Asia/Kolkata", "Asia/Kolkata", "America/New_York", ""}, got); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
}

func TestSeparatorsAndMarksOfSpreadsheetProgramsAreUnderstood(t *testing.T) {
	p := mustRead(t, asking)
	want := mustReadPeople(t, p, "email,name,skills\nada@example.org,\"Lovelace, Ada\",Leadership;Organization\n")
	for name, text := range map[string]string{
		"byte order mark":          "\xef\xbb\xbfemail,name,skills\nada@example.org,\"Lovelace, Ada\",Leadership;Organization\n",
		"semicolons":               "email;name;skills\nada@example.org;Lovelace, Ada;\"Leadership;Organization\"\n",
		"tabs":                     "email\tname\tskills\r\nada@example.org\tLovelace, Ada\tLeadership;Organization\r\n",
		"blank columns at the end": "email,name,skills,,\nada@example.org,\"Lovelace, Ada\",Leadership;Organization,,\n,,,,\n",
		"line ends doubled":        "email,name,skills\r\r\nada@example.org,\"Lovelace, Ada\",Leadership;Organization\r\r\n",
		"no line end":              "email,name,skills\nada@example.org,\"Lovelace, Ada\",Leadership;Organization",
		"blanks around":            " email , Name,SKILLS\n ada@example.org ,\"Lovelace, Ada \",  Leadership ; Organization ; \n",
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, mustReadPeople(t, p, text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	for name, text := range map[string]string{
		"sep line":                          "sep=;\nemail;name;skills\nada@example.org;Lovelace, Ada;\"Leadership;Organization\"\n",
		"quoted sep line after a byte mark": "\xef\xbb\xbf\"sep=;\"\r\nemail;name;skills\r\nada@example.org;Lovelace, Ada;\"Leadership;Organization\"\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := mustReadPeople(t, p, text)
			if got[0].Line != 3 {
				t.Errorf("line %d, want 3", got[0].Line)
			}
			got[0].Line = 2
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCommasInHeadingsDoNotHideSemicolons(t *testing.T) {
	p := mustRead(t, minimal+"import: {columns: {\"Name, first and last, please\": name, E-Mail: email}}\n")
	rows := mustReadPeople(t, p, "Name, first and last, please;E-Mail;Age, if any\nAda;ada@example.org;1,5\n")
	if rows[0].Person.Name != "Ada" || rows[0].Person.Address != "ada@example.org" {
		t.Errorf("got %+v", rows[0].Person)
	}
}

func TestExportOfAFormIsReadThroughItsHeadings(t *testing.T) {
	data, err := os.ReadFile("../../examples/form-export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := mustRead(t, string(data))
	form, err := os.ReadFile("testdata/form.csv")
	if err != nil {
		t.Fatal(err)
	}
	person := func(address program.Address, name, level string) program.Person {
		return program.Person{Address: address, Name: name, Level: level}
	}
	want := []Row{
		{
			Line: 2, Person: person("b.larsen@example.org", "Bo Larsen", "PhD"), Role: program.Peer, Registers: true,
			Answers: program.Answers{"sub_disciplines": {"Control", "Energy", "Robotics"}, "year": {"5+"}, "advisor": {"Prof. Ito"}},
		},
		{
			Line: 3, Person: person("C.Diaz@example.org", "Díaz, Carmen", "Masters"), Role: program.Peer, Registers: true,
			Answers: program.Answers{
				"sub_disciplines": {"Micro/Nano Engineering"}, "year": {"1 (Incoming first year)"},
				"preferences": {"Someone who has lab experience, too.\nLate afternoons suit me."},
			},
		},
		{
			Line: 5, Person: person("k.tanaka@example.org", "田中 健", "PhD"), Role: program.Peer, Registers: true,
			Answers: program.Answers{"sub_disciplines": {"Fluid Mechanics", "Thermal Sciences", "Energy"}, "year": {"2"}, "advisor": {"Prof. Ito"}},
		},
		{
			Line: 6, Person: person("m.osei@example.org", "Mensah Osei", "PhD"), Role: program.Peer,
			Answers: program.Answers{}, // a required answer is missing: invited, not registered
		},
	}
	if diff := cmp.Diff(want, mustReadPeople(t, p, string(form))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOptionsMayContainTheSeparatorOfTheExport(t *testing.T) {
	p := mustRead(t, minimal+`questionnaire:
  - {id: when, text: When?, type: multiple choice, select: many, options: ["Mornings, early", Mornings, "Evenings, late, or at night"]}
import: {columns: {Mail: email, When: {question: when, split: ","}}}
`)
	rows := mustReadPeople(t, p, "Mail,When\na@example.org,\"Mornings, Mornings, early, Evenings, late, or at night\"\n")
	if diff := cmp.Diff([]string{"Mornings", "Mornings, early", "Evenings, late, or at night"}, rows[0].Answers["when"]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhoRegistersWithoutBeingAsked(t *testing.T) {
	const register = "import: {people: register}\n"
	const mentors = register + "format: mentors\nroles: {mentor: Coach}\nquestionnaire: [{id: team, text: Team?, type: text, required: true, for: mentor}]\n"
	for _, c := range []struct {
		why, program, people string
		role                 program.Role
		registers            bool
	}{
		{"all required answers are there", asking + register, "email,skills\na@example.org,Leadership\n", program.Peer, true},
		{"a required answer is missing", asking + register, "email,size\na@example.org,Small\n", program.Peer, false},
		{"the program invites whom it imports", asking, "email,skills\na@example.org,Leadership\n", program.Peer, false},
		{"the person is at work", asking + register, "email,skills,status\na@example.org,Leadership,Active\n", program.Peer, true},
		{"the cell of the status is blank", asking + register, "email,skills,status\na@example.org,Leadership,\n", program.Peer, true},
		{"the person is on leave", asking + register, "email,skills,status\na@example.org,Leadership,leave\n", program.Peer, false},
		{"the person is gone", asking + register, "email,skills,status\na@example.org,Leadership,Terminated\n", program.Peer, false},
		{"mentees need not answer what mentors are asked", minimal + mentors, "email,role\na@example.org,mentee\n", program.Mentee, true},
		{"mentors must, and go by their label", minimal + mentors, "email,role\na@example.org,coach\n", program.Mentor, false},
		{"nobody knows the role", minimal + mentors, "email,role\na@example.org,\n", "", false},
	} {
		t.Run(c.why, func(t *testing.T) {
			row := mustReadPeople(t, mustRead(t, c.program), c.people)[0]
			if row.Registers != c.registers || row.Role != c.role {
				t.Errorf("registers %v as %q, want %v as %q", row.Registers, row.Role, c.registers, c.role)
			}
		})
	}
}

func TestTwentyErrorsAreToldAndNothingIsGiven(t *testing.T) {
	var text strings.Builder
	text.WriteString("email,capacity\n")
	for i := range 100 {
		fmt.Fprintf(&text, "a%d@example.org,none\n", i)
	}
	rows, err := ReadPeople("people.csv", []byte(text.String()), mustRead(t, minimal))
	if rows != nil {
		t.Errorf("%d rows", len(rows))
	}
	got := strings.Split(err.Error(), "\n")
	if len(got) != maxErrors+1 || !strings.HasPrefix(got[19], "people.csv:21:2: capacity: ") || !strings.Contains(got[20], "more than 20 errors") {
		t.Errorf("got %d lines:\n%s", len(got), err)
	}
	var one *Error
	if !errors.As(err, &one) {
		t.Errorf("%T holds no *Error", err)
	}
}
