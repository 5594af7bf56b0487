package templates

import (
	"slices"
	"strings"
	"testing"
)

func TestEverySessionOfEveryAgendaHasAPlan(t *testing.T) {
	if !slices.Contains(Agendas(), "peer-starter") {
		t.Errorf("the agendas are %v", Agendas())
	}
	for _, name := range Agendas() {
		for _, count := range []int{1, 2, 13} {
			for number := 1; number <= count; number++ {
				markup, text, err := Agenda(name, number, count)
				if err != nil || len(markup) < 100 || len(text) < 100 {
					t.Fatalf("%s, session %d of %d: %d bytes, %v", name, number, count, len(markup), err)
				}
			}
		}
	}
}

func TestAgendaFollowsTheSession(t *testing.T) {
	const source = "ignored\n# Session 1\nfirst\n# Session 3\nthird\n# Every session\nevery\n# Last session\nlast\n"
	tests := []struct {
		number, count int
		want          string
	}{
		{1, 1, "first"}, {1, 5, "first"}, {2, 5, "every"}, {3, 5, "third"}, {4, 5, "every"}, {5, 5, "last"}, {3, 3, "last"}, {2, 2, "last"},
	}
	for _, test := range tests {
		if got, err := sectionOf(source, test.number, test.count); err != nil || got != test.want {
			t.Errorf("session %d of %d: got %q, %v; want %q", test.number, test.count, got, err, test.want)
		}
	}
	for _, wrong := range [][2]int{{0, 5}, {6, 5}, {-1, -1}} {
		if got, err := sectionOf(source, wrong[0], wrong[1]); err == nil {
			t.Errorf("session %d of %d has the plan %q", wrong[0], wrong[1], got)
		}
	}
}

func TestAgendasOutsideOfTheirFolderAreNotRead(t *testing.T) {
	for _, name := range []string{"", "nothing", "../email/layout", "peer-starter.md"} {
		if _, _, err := Agenda(name, 1, 2); err == nil {
			t.Errorf("there is an agenda %q", name)
		}
	}
}

func TestMarkdownIsSanitised(t *testing.T) {
	markup, err := markdownHTML("## Hi <script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://example.org) ![c](https://example.org/x.png) <b onclick=x>d</b>")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"script", "javascript", "img", "onclick"} {
		if strings.Contains(string(markup), bad) {
			t.Errorf("%s is left in %s", bad, markup)
		}
	}
	if !strings.Contains(string(markup), `href="https://example.org"`) {
		t.Errorf("a good link is gone from %s", markup)
	}
}

func TestMarkdownReadsWellAsText(t *testing.T) {
	const source = "## Before\n\nRead *this* and\n[that](https://example.org).\n\n- one\n- two **bold**\n  - deeper\n\n3. three\n4. four\n\n> quoted"
	const want = "Before\n\nRead this and that (https://example.org).\n\n* one\n* two bold\n  * deeper\n\n3. three\n4. four\n\n  quoted"
	if got := markdownText([]byte(source)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
