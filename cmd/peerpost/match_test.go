package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/examples"
)

func TestMatchPairsAFileAndSaysHowWell(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	args := []string{"match", "--program", tr.write("p.yaml", string(examples.Program())), "--people", tr.people()}
	first := tr.done(args...)
	tr.says(first, "\n12. ", "offers", "24 of 24 people are in 12 pairings; the mean score is ", "This is the best possible, proven.")
	if diff := cmp.Diff(first, tr.done(args...)); diff != "" {
		t.Errorf("the same files give another result (-first +second):\n%s", diff)
	}
	if made, err := os.ReadDir(filepath.Join(tr.dir, "data")); err == nil {
		t.Errorf("an offline match left %v behind", made)
	}
}

// apart has three people, of whom one works for another, and a third who is on leave.
const apart = `email,name,manager_email,status,skills_wanted,skills_offered
a@example.org,'=Ana,,active,Testing,Presenting
b@example.org,Ben,,active,Presenting,Testing
c@example.org,Chloé,a@example.org,active,Testing,Testing
d@example.org,Dov,,leave,Testing,Testing
`

func TestMatchSaysWhoHasNoPartnerAndWhy(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	text := strings.Replace(anyone(), "odd: trio", "odd: leave_out", 1)
	args := []string{"match", "--program", tr.write("p.yaml", text), "--people", tr.write("apart.csv", apart)}
	tr.says(tr.done(args...), "=Ana", "Ben is looking for Presenting; =Ana offers it", "Without a partner:\nChloé\n   1 person could be with them, and is with somebody else", "\n   Different managers: rules out 1 person", "2 of 3 people are in one pairing",
		"One person of the file is on leave or gone and not paired.")
	path := filepath.Join(tr.dir, "pairs.csv")
	tr.says(tr.done(append(args, "--out", path)...), "The pairs are in "+path)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("found %d lines (%v), expected the headings, a pair and one without", len(rows), err)
	}
	tr.says(strings.Join(rows[1], "|"), "|'=Ana|a@example.org|", "|Ben|b@example.org|", "|||")
	if diff := cmp.Diff([]string{"", "", "Chloé", "c@example.org"}, rows[2][:4]); diff != "" {
		t.Errorf("who has none (-want +got):\n%s", diff)
	}
}

func TestMatchSaysWhyNobodyIsLeftForSomeone(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	text := strings.Replace(anyone(), "format: peers", "format: mentors", 1)
	people := "email,name,role,skills_wanted,skills_offered\na@example.org,Ana,mentor,Testing,Testing\nb@example.org,Ben,mentor,Testing,Testing\n"
	for say, more := range map[string]string{
		"Ana\n   There is nobody with the role Mentee":  "",
		"\n   Nothing rules anybody out; all who could": "c@example.org,Chloé,mentee,Testing,Testing\n",
	} {
		tr.says(tr.done("match", "--program", tr.write("p.yaml", text), "--people", tr.write("p.csv", people+more)), say)
	}
}

func TestPeopleAsABareGraphAreProvenAnew(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	program := strings.Replace(string(examples.Program()), "odd: trio", "odd: leave_out", 1)
	bare, proof := filepath.Join(tr.dir, "bare.txt"), filepath.Join(tr.dir, "proof.txt")
	tr.says(tr.done("match", "--program", tr.write("p.yaml", program), "--people", tr.people(), "--bare", bare), "The bare graph is in "+bare, "the best possible, proven")
	tr.says(tr.done("match", "--graph", bare, "--objective", "participation", "--out", proof), "optimal=true")
	text, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	tr.says(string(text), "\nt 4 ", "\ny ")
}

func TestMatchRefusesWhatItCannotPair(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	p := tr.write("p.yaml", string(examples.Program()))
	head, _, _ := strings.Cut(apart, "b@example.org")
	one := tr.write("one.csv", head)
	tr.refused(exitWrong, "peerpost match: "+one+": found one person at work, expected at least two; ", "match", "--program", p, "--people", one)
	bad := tr.write("bad.csv", strings.Replace(apart, "b@example.org", "b@", 1))
	out := filepath.Join(tr.dir, "out.csv")
	tr.refused(exitWrong, bad+":3:1: email: found ", "match", "--program", p, "--people", bad, "--out", out)
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused file left a result behind")
	}
	tr.refused(exitFailed, "peerpost match: write /nowhere/out.csv: ", "match", "--program", p, "--people", tr.people(), "--out", "/nowhere/out.csv")
}

func TestMatchNeverWritesOverItsInput(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	p, people, graph := tr.write("p.yaml", anyone()), tr.people(), tr.write("graph.txt", "p peer 2 1\ne 0 1 1\n")
	other := filepath.Join(tr.dir, "other")
	if err := os.Symlink(people, other); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ out, flag string }{{people, "--people"}, {tr.dir + "/./people.csv", "--people"}, {other, "--people"}, {p, "--program"}, {graph, "--graph"}} {
		args := []string{"match", "--program", p, "--people", people, "--out", c.out}
		if c.flag == "--graph" {
			args = []string{"match", "--graph", graph, "--out", c.out}
		}
		before, err := os.ReadFile(c.out)
		if err != nil {
			t.Fatal(err)
		}
		tr.refused(exitWrong, "peerpost match: found --out "+c.out+", the file of "+c.flag+", expected another file; ", args...)
		if after, err := os.ReadFile(c.out); err != nil || string(after) != string(before) {
			t.Errorf("%s was written over (%v)", c.out, err)
		}
	}
}

func TestMatchWritesToAPipeWithoutReplacingIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0) // so that neither end waits for the other
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := writeFile(path, []byte("pairs")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
		t.Fatal("the pipe has become a file")
	}
	got := make([]byte, 5)
	if _, err := pipe.Read(got); err != nil || string(got) != "pairs" {
		t.Errorf("the pipe has %q (%v)", got, err)
	}
}

// Each format is matched from answers, and told in words.
func TestMatchKnowsEveryFormat(t *testing.T) {
	t.Parallel()
	people := "email,name,role,capacity,department\n"
	for _, line := range []string{"m1,Ana,mentor,2,Tech", "m2,Ben,mentor,2,Sales", "e1,Cleo,mentee,,Tech", "e2,Dov,mentee,,Sales", "e3,Eve,mentee,,Tech", "e4,Finn,mentee,,Sales"} {
		address, rest, _ := strings.Cut(line, ",")
		people += address + "@example.org," + rest + "\n"
	}
	buddies := strings.NewReplacer("m1@example.org,Ana,mentor,2", "m1@example.org,Ana,leader,4", "m2@example.org,Ben,mentor,2", "m2@example.org,Ben,buddy,4").Replace(people)
	for _, test := range []struct {
		program, people string
		says            []string
	}{
		{"format: mentors", people, []string{"Ana and Cleo: 100 %", "Ana and Eve: 100 %", "6 of 6 people are in 4 pairings; the mean score is 100 %.", "the best possible, proven"}},
		{"format: groups", people, []string{"Ana and Cleo and Eve: 100 %", "Ben and Dov and Finn: 100 %", "6 of 6 people are in 2 pairings", "the best possible, proven"}},
		{"format: buddies", buddies, []string{"Cleo and Ana: 100 %", "Cleo and Ben: 0 %", "Cleo still has no Role buddy.", "6 of 6 people are in 8 pairings"}},
		{"format: mentors\npairing: {led_by: roulette, recommendations: [{same: department, weight: 1}]}", people, []string{"6 of 6 people are in 4 pairings", "Chance has decided"}},
	} {
		t.Run(strings.Fields(test.program)[1], func(t *testing.T) {
			t.Parallel()
			tr := newTrial(t)
			text := "name: Trial\nslug: trial\ngoal: networking\nadmins: [ada@example.org]\ntimezone: Europe/Berlin\n" +
				"registration: {opens: 2027-01-11, closes: 2027-01-22}\nmatching: {opens: 2027-01-25, closes: 2027-02-05}\nlength: 6 months\n" + test.program + "\n"
			if !strings.Contains(text, "pairing:") {
				text += "pairing: {recommendations: [{same: department, weight: 1}]}\n"
			}
			args := []string{"match", "--program", tr.write("p.yaml", text), "--people", tr.write("people.csv", test.people)}
			tr.says(tr.done(args...), test.says...)
		})
	}
	tr := newTrial(t)
	tr.refused(exitWrong, "peerpost match: ", "match", "--program", tr.write("p.yaml", strings.Replace(anyone(), "format: peers", "format: mentors", 1)), "--people", tr.write("apart.csv", apart))
}

func TestMatchKeepsThoseTogetherWhoArePinned(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	people := "email,name,skills_wanted,skills_offered\na@example.org,Ana,Testing,Presenting\nb@example.org,Ben,Presenting,Testing\nc@example.org,Chloé,Testing,Testing\nd@example.org,Dov,Testing,Testing\n"
	args := []string{"match", "--program", tr.write("p.yaml", anyone()), "--people", tr.write("p.csv", people)}
	tr.says(tr.done(args...), "Ben and Ana")
	pins := tr.write("pins.csv", "A@example.org, d@example.org\n")
	if out := tr.done(append(args, "--pinned", pins)...); strings.Contains(out, "Ben and Ana") || !strings.Contains(out, "in 2 pairings") {
		t.Errorf("Ana is pinned to Dov:\n%s", out)
	}
	for text, say := range map[string]string{
		"a@example.org,x@example.org\n":              `:1: found "x@example.org", expected the address of another of the people at work; `,
		"a@example.org,a@example.org\n":              `:1: found "a@example.org", expected the address of another`,
		"a@example.org,b@example.org\nc@example.org": ":2: found one address, expected two, or three peers; ",
	} {
		path := tr.write("pins.csv", text)
		tr.refused(exitWrong, "peerpost match: "+path+say, append(args, "--pinned", path)...)
	}
}

func TestMatchRefusesFlagsThatWouldDoNothing(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	p, people, graph := tr.write("p.yaml", anyone()), tr.people(), tr.write("graph.txt", "p peer 2 1\ne 0 1 1\n")
	tr.refused(exitWrong, "peerpost match: found --objective score with --program, whose pairing.objective decides; ", "match", "--program", p, "--people", people, "--objective", "score")
	tr.refused(exitWrong, "peerpost match: found --bare or --pinned with --graph, ", "match", "--graph", graph, "--bare", tr.dir+"/bare.txt")
	if _, err := os.Stat(tr.dir + "/bare.txt"); err == nil {
		t.Error("the bare graph was written")
	}
}
