package examples_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"
	"unicode"

	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

func sample(t *testing.T) *program.Program {
	t.Helper()
	p, err := file.ReadProgram(examples.ProgramFile, examples.Program())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func people(t *testing.T, data []byte) []file.Row {
	t.Helper()
	rows, err := file.ReadPeople(examples.PeopleFile, data, sample(t))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheSampleProgramCanBeRun(t *testing.T) {
	if err := file.Runnable(examples.ProgramFile, examples.Program(), sample(t)); err != nil {
		t.Error(err)
	}
}

func TestTheFormsProgramIsReadAndCanBeRun(t *testing.T) {
	data, err := os.ReadFile("form-export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := file.ReadProgram("form-export.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Runnable("form-export.yaml", data, p); err != nil {
		t.Error(err)
	}
}

func TestTheSampleHas24PeopleOfManyPlacesAndScripts(t *testing.T) {
	rows := people(t, examples.SamplePeople())
	if len(rows) != 24 {
		t.Errorf("%d people", len(rows))
	}
	zones := map[string]bool{}
	scripts := map[string]bool{}
	for _, row := range rows {
		zones[row.Person.Zone] = true
		for name, script := range map[string]*unicode.RangeTable{
			"Latin": unicode.Latin, "Greek": unicode.Greek, "Cyrillic": unicode.Cyrillic,
			"Devanagari": unicode.Devanagari, "Han": unicode.Han, "Arabic": unicode.Arabic,
		} {
			for _, r := range row.Person.DisplayName() {
				scripts[name] = scripts[name] || unicode.Is(script, r)
			}
		}
		if row.Person.Address.Domain() != "example.org" || row.Registers || len(row.Answers["skills_wanted"]) == 0 {
			t.Errorf("%+v", row)
		}
	}
	if len(zones) != 7 {
		t.Errorf("zones %v", zones)
	}
	for name, occurs := range scripts {
		if !occurs {
			t.Errorf("no name in %s", name)
		}
	}
}

// By Dirac's theorem (1952), where each may meet half of the others there is a
// way round the table, and every second step of it is a pair.
func TestEveryoneInTheSampleCanBePaired(t *testing.T) {
	p, rows := sample(t), people(t, examples.SamplePeople())
	for _, a := range rows {
		partners := 0
		for _, b := range rows {
			if a.Person.Address != b.Person.Address && mayMeet(p, a.Person, b.Person) {
				partners++
			}
		}
		if partners < len(rows)/2 {
			t.Errorf("%s may meet %d", a.Person.Address, partners)
		}
	}
}

func mayMeet(p *program.Program, a, b program.Person) bool {
	if a.ManagerEmail == b.ManagerEmail || a.ManagerEmail == string(b.Address) || b.ManagerEmail == string(a.Address) {
		return false
	}
	for _, pair := range p.Pairing.DoNotPair {
		if pair == [2]program.Address{a.Address, b.Address} || pair == [2]program.Address{b.Address, a.Address} {
			return false
		}
	}
	gap := offset(p, a) - offset(p, b)
	return gap.Abs() <= 7*time.Hour
}

func offset(p *program.Program, a program.Person) time.Duration {
	_, seconds := p.Begins().In(a.TimeZone(p.Location())).Zone()
	return time.Duration(seconds) * time.Second
}

func TestMadeUpPeopleAreReadAndTheSameForTheSameSeed(t *testing.T) {
	for _, n := range []int{1, 24, 1000} {
		data := examples.People(n, 7)
		if rows := people(t, data); len(rows) != n {
			t.Errorf("%d people, want %d", len(rows), n)
		}
		if !bytes.Equal(data, examples.People(n, 7)) {
			t.Errorf("%d people: the same seed gave others", n)
		}
		if bytes.Equal(data, examples.People(n, 8)) {
			t.Errorf("%d people: another seed gave the same", n)
		}
	}
}

func TestOfFewMadeUpPeopleNoMoreThanOneIsLeftOver(t *testing.T) {
	p := sample(t)
	p.Pairing.DoNotPair = nil
	for n := 2; n <= 10; n++ {
		for seed := range int64(30) {
			if pairs := pairsOf(p, people(t, examples.People(n, seed))); pairs != n/2 {
				t.Errorf("seed %d: %d people make %d pairs", seed, n, pairs)
			}
		}
	}
}

// pairsOf is how many pairs can be made at once.
func pairsOf(p *program.Program, rows []file.Row) int {
	if len(rows) < 2 {
		return 0
	}
	most := pairsOf(p, rows[1:])
	for i := 1; i < len(rows) && most < len(rows)/2; i++ {
		if mayMeet(p, rows[0].Person, rows[i].Person) {
			most = max(most, 1+pairsOf(p, slices.Concat(rows[1:i], rows[i+1:])))
		}
	}
	return most
}
