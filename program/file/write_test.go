package file

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

func TestWhatSpreadsheetProgramsWouldCalculateIsWrittenAsText(t *testing.T) {
	p := mustRead(t, asking)
	row := Row{Person: program.Person{Address: "+a@example.org", Name: "=HYPERLINK(1)", Department: "@home", Level: "-1", Location: "'=x"}, Headline: "#REF!", Answers: program.Answers{"team": {"+1"}}}
	var b bytes.Buffer
	if err := WritePeople(&b, p, []Row{row}); err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(b.String(), "\n")
	if want := "'+a@example.org,,,'=HYPERLINK(1),,,'@home,'-1,''=x,,,,,,,'#REF!,,,,'+1,\n"; line != want {
		t.Errorf("\ngot  %swant %s", line, want)
	}
	got := mustReadPeople(t, p, b.String())[0]
	if diff := cmp.Diff(row, got, cmpopts.IgnoreFields(Row{}, "Line", "Role")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAParticipantBecomesTheRowThatWasImported(t *testing.T) {
	want := Row{Person: program.Person{Address: "a@example.org", Status: "active"}, Role: program.Peer, Capacity: 2, Headline: "h", Answers: program.Answers{"team": {"Blue"}}}
	got := RowOf(program.Participant{Person: want.Person, Role: want.Role, Capacity: 2, Headline: "h", Answers: want.Answers, State: program.Registered})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWhatIsWrittenIsReadBack holds for programs with import.columns as well.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	plain := mustRead(t, asking)
	mapped := mustRead(t, asking+"import: {columns: {E-Mail: email, Skills: {question: skills, split: \",\"}}, people: register}\n")
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]*program.Program{plain, mapped}).Draw(t, "program")
		want := rapid.SliceOfNDistinct(rapid.Custom(drawRow), 1, 5, func(r Row) string { return r.Person.Address.Key() }).Draw(t, "rows")
		for i := range want {
			want[i].Registers = registers(want[i], p)
		}
		var b bytes.Buffer
		if err := WritePeople(&b, p, want); err != nil {
			t.Fatal(err)
		}
		got, err := ReadPeople("people.csv", b.Bytes(), p)
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Row{}, "Line"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-want +got)\n%s\n%s", diff, b.String())
		}
	})
}

// drawRow draws a row in the form in which rows are kept.
func drawRow(t *rapid.T) Row {
	line := rapid.Custom(func(t *rapid.T) string {
		return clean(rapid.StringMatching(`['=+@-]{0,2}[a-zé王;,"' =+|-]{0,12}`).Draw(t, "line"))
	})
	prose := rapid.Custom(func(t *rapid.T) string {
		return clean(rapid.StringMatching(`['=+@-]{0,2}[a-z;," \n\t=+-]{0,12}`).Draw(t, "prose"))
	})
	row := Row{
		Person: program.Person{
			Address:   program.Address(rapid.StringMatching(`[+=a-z0-9][a-z0-9+_-]{0,6}@[a-z]{1,5}\.(org|example)`).Draw(t, "address")),
			FirstName: line.Draw(t, "first"), LastName: line.Draw(t, "last"), Name: line.Draw(t, "name"),
			Zone:       rapid.SampledFrom([]string{"", "Europe/Berlin", "Asia/Kolkata"}).Draw(t, "zone"),
			Hours:      rapid.SampledFrom([]string{"", "Mon-Thu 09:00-15:00; Fri 09:00-12:00"}).Draw(t, "hours"),
			Department: line.Draw(t, "department"), Level: line.Draw(t, "level"), EmployeeID: line.Draw(t, "employee"),
			Status: rapid.SampledFrom([]string{"", "active", "leave", "terminated"}).Draw(t, "status"),
		},
		Role: program.Peer, Capacity: rapid.IntRange(0, 100).Draw(t, "capacity"), Headline: line.Draw(t, "headline"),
		Answers: program.Answers{},
	}
	if skills := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"Leadership", "Objection handling", "Organization"}), rapid.ID[string]).Draw(t, "skills"); len(skills) > 0 {
		row.Answers["skills"] = skills
	}
	for id, text := range map[string]string{"team": line.Draw(t, "team"), "about": prose.Draw(t, "about")} {
		if text != "" {
			row.Answers[id] = []string{text}
		}
	}
	return row
}
