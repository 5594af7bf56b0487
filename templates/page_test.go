package templates

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// eachPage renders every sample of a page and visits its document.
func eachPage(t *testing.T, visit func(t *testing.T, s PageSample, doc *html.Node)) {
	t.Helper()
	_, pages := Samples()
	names := map[string]bool{}
	for _, s := range pages {
		if names[s.Name] {
			t.Errorf("two samples are called %s", s.Name)
		}
		names[s.Name] = true
		t.Run(s.Name, func(t *testing.T) {
			var b bytes.Buffer
			if err := RenderPage(&b, s.Page); err != nil {
				t.Fatal(err)
			}
			visit(t, s, parse(t, s.Name, b.String()))
		})
	}
}

func TestEveryPageHasASample(t *testing.T) {
	sampled := map[string]bool{}
	_, pages := Samples()
	for _, s := range pages {
		sampled[s.Page.page()] = true
	}
	files, err := filepath.Glob("page/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d pages, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		if name != "layout" && name != "parts" && !sampled[name] {
			t.Errorf("no sample of the page %s", name)
		}
	}
}

func TestPagesHaveOneHeadingALanguageATitleAndASkipLink(t *testing.T) {
	eachPage(t, func(t *testing.T, _ PageSample, doc *html.Node) {
		if n := len(elements(doc, "h1")); n != 1 {
			t.Errorf("%d first-level headings", n)
		}
		if attr(elements(doc, "html")[0], "lang") != "en" {
			t.Error("no language")
		}
		if textOf(elements(doc, "title")[0]) == "" {
			t.Error("no title")
		}
		if first := elements(doc, "a")[0]; attr(first, "href") != "#main" {
			t.Errorf("the first link leads to %q", attr(first, "href"))
		}
		if n := len(elements(doc, "main")); n != 1 {
			t.Errorf("%d main elements", n)
		}
		level := 1
		for _, h := range elements(doc, "h1", "h2", "h3") {
			next := int(h.Data[1] - '0')
			if next > level+1 {
				t.Errorf("the heading %q skips a level", textOf(h))
			}
			level = next
		}
	})
}

// TestPagesObeyTheContentSecurityPolicy: default-src 'none'; style-src 'self';
// img-src 'self' data:; form-action 'self'.
func TestPagesObeyTheContentSecurityPolicy(t *testing.T) {
	eachPage(t, func(t *testing.T, _ PageSample, doc *html.Node) {
		for _, n := range elements(doc) {
			if n.Data == "script" || n.Data == "style" || hasAttr(n, "style") {
				t.Errorf("a <%s> with script or style of its own", n.Data)
			}
			if n.Data == "link" && attr(n, "rel") == "stylesheet" && attr(n, "href") != "/style.css" {
				t.Errorf("a style sheet %s", attr(n, "href"))
			}
			if n.Data == "iframe" && attr(n, "sandbox") != "allow-popups allow-popups-to-escape-sandbox" {
				t.Errorf("an iframe with the sandbox %q", attr(n, "sandbox"))
			}
		}
	})
}

func TestFormsPostTheTokenInTheBody(t *testing.T) {
	eachPage(t, func(t *testing.T, s PageSample, doc *html.Node) {
		for _, form := range elements(doc, "form") {
			if attr(form, "method") != "post" || !strings.HasPrefix(attr(form, "action"), "/") || strings.Contains(attr(form, "action"), sampleToken) {
				t.Errorf("a form to %s %s", attr(form, "method"), attr(form, "action"))
			}
			token := ""
			for _, input := range elements(form, "input") {
				if attr(input, "name") == "token" {
					token = attr(input, "value")
				}
			}
			if want := strings.Count(attr(form, "action"), "/") == 1 && attr(form, "action") != "/home" && attr(form, "action") != "/clock"; want && token != sampleToken {
				t.Errorf("the form to %s has the token %q", attr(form, "action"), token)
			}
			if len(elements(form, "button")) != 1 {
				t.Errorf("the form to %s has not one button", attr(form, "action"))
			}
		}
	})
}

func TestFieldsHaveLabelsAndTheirProblemsAreFound(t *testing.T) {
	eachPage(t, func(t *testing.T, s PageSample, doc *html.Node) {
		ids := map[string]*html.Node{}
		labelled := map[string]bool{}
		for _, n := range elements(doc) {
			if id := attr(n, "id"); id != "" {
				if ids[id] != nil {
					t.Errorf("two elements have the id %s", id)
				}
				ids[id] = n
			}
			if n.Data == "label" {
				labelled[attr(n, "for")] = true
			}
		}
		for _, n := range elements(doc, "input", "select", "textarea") {
			if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && n.Parent.Data != "label" {
				t.Errorf("the field %s has no label", attr(n, "name"))
			}
		}
		for _, n := range elements(doc) {
			for id := range strings.FieldsSeq(attr(n, "aria-describedby") + " " + attr(n, "aria-labelledby")) {
				if ids[id] == nil {
					t.Errorf("<%s> is described by %s, which is not there", n.Data, id)
				}
			}
			if n.Data == "fieldset" && (n.FirstChild.NextSibling == nil || n.FirstChild.NextSibling.Data != "legend") {
				t.Error("a group of fields does not begin with a legend")
			}
			if target, inside := strings.CutPrefix(attr(n, "href"), "#"); inside && ids[target] == nil {
				t.Errorf("a link leads to #%s, which is not there", target)
			}
		}
		wrong := problems(s.Page)
		for _, w := range wrong {
			if field := ids[w.Target]; field == nil || field.Data == "div" {
				t.Errorf("the problem of %s leads to no field", w.Target)
			}
			if ids[w.Target+"-problem"] == nil {
				t.Errorf("the problem of %s is not said beside it", w.Target)
			}
		}
		if said := strings.HasPrefix(textOf(elements(doc, "title")[0]), "Error:"); said != (len(wrong) > 0) {
			t.Errorf("%d problems, and the title says error: %v", len(wrong), said)
		}
	})
}

func TestAnswersArePrefilled(t *testing.T) {
	_, pages := Samples()
	var b bytes.Buffer
	if err := RenderPage(&b, pages[0].Page); err != nil {
		t.Fatal(err)
	}
	doc := parse(t, "register", b.String())
	got := map[string][]string{}
	for _, n := range elements(doc, "input", "option", "textarea") {
		switch {
		case n.Data == "option" && hasAttr(n, "selected"):
			got[attr(n.Parent, "name")] = append(got[attr(n.Parent, "name")], textOf(n))
		case n.Data == "textarea":
			got[attr(n, "name")] = append(got[attr(n, "name")], n.FirstChild.Data)
		case n.Data == "input" && (attr(n, "type") == "text" || hasAttr(n, "checked")):
			got[attr(n, "name")] = append(got[attr(n, "name")], attr(n, "value"))
		}
	}
	want := map[string]string{
		"q.skills_wanted": "Leadership|Organization", "q.level": "1 to 3 years", "q.experience": "", "q.confidence": "4",
		"q.hobby": `Bread, "real" bread`, "q.worth": "Somebody who asks <b>hard</b> questions.\n", "zone": "Europe/Berlin (UTC+01:00)", "hours": "Mon-Fri 09:00-17:00",
	}
	for name, values := range want {
		if strings.Join(got[name], "|") != values {
			t.Errorf("%s is %q, want %q", name, got[name], values)
		}
	}
}

func TestNothingIsWrittenOfAPageThatFails(t *testing.T) {
	var b bytes.Buffer
	if err := RenderPage(&b, DonePage{Outcome: "vanished"}); err == nil || b.Len() > 0 {
		t.Errorf("got %d bytes and %v", b.Len(), err)
	}
	if err := RenderPage(io.Discard, GonePage{Frame: Frame{Zone: "Middle/Earth"}, Reason: GoneUsed}); err == nil {
		t.Error("an unknown zone is no error")
	}
}

func TestPagesRenderedAtOnceSpeakEachToItsReader(t *testing.T) {
	var all sync.WaitGroup
	for _, zone := range []string{"Europe/Berlin", "Asia/Tokyo", "America/Lima", "Africa/Nairobi"} {
		all.Go(func() {
			city := zone[strings.Index(zone, "/")+1:]
			for range 50 {
				var b bytes.Buffer
				page := MailboxPage{Frame: Frame{Zone: zone}, Form: Form{Action: "/clock"}, Now: at(1, 11, 8, 0)}
				if err := RenderPage(&b, page); err != nil || !strings.Contains(b.String(), "("+city+" time)") {
					t.Errorf("%v: the page of %s names another zone", err, zone)
				}
			}
		})
	}
	all.Wait()
}
