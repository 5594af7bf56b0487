package matching_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

var update = flag.Bool("update", false, "write the golden file")

func TestNinePeopleArePairedAsTheGoldenFileSays(t *testing.T) {
	problem := crowd(nil, 0)
	problem.People = readPeople(t, "testdata/people.csv")
	problem.Seed = 2027
	got := tell(pair(t, problem))
	const golden = "testdata/people.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func readPeople(t *testing.T, path string) []program.Participant {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var people []program.Participant
	for _, row := range rows[1:] {
		p := someone(row[0], zone(row[1]), hours(row[2]), department(row[3]))
		if row[4] != "" {
			reportsTo(row[4])(&p)
		}
		p.Person.Language = row[5]
		for at, question := range rows[0][6:] {
			p.Answers[question] = strings.Split(row[6+at], ";")
		}
		people = append(people, p)
	}
	return people
}

// tell writes a result as lines.
func tell(result matching.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "score %.6f, bound %.6f, optimal %v\n", result.Score, result.Bound, result.Optimal)
	for _, p := range result.Proposals {
		fmt.Fprintf(&b, "\n%v %.6f\n", p.Members, p.Score)
		for _, r := range p.Reasons {
			fmt.Fprintf(&b, "  %.6f %s %s", r.Points, r.Kind, r.Subject)
			if r.From != "" {
				fmt.Fprintf(&b, " %s→%s", r.From, r.To)
			}
			fmt.Fprintf(&b, " %q %d of %d\n", r.Values, r.Count, r.Of)
		}
	}
	for _, u := range result.Unpaired {
		fmt.Fprintf(&b, "\n%s without a partner\n", u.Name)
		for _, k := range u.Blockers {
			fmt.Fprintf(&b, "  %s %s excludes %d; %q frees %d\n", k.Rule.Kind, k.Rule.Field, k.Excluded, k.Relax, k.Frees)
		}
	}
	return b.String()
}
