package templates

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/peerpost/peerpost/program"
)

// parse reads a whole document.
func parse(t *testing.T, name, markup string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// elements lists all elements of these names, or all where none is named.
func elements(doc *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			found = append(found, n)
		}
	}
	return found
}

// textOf is what a person reads of a node, with one space between words.
func textOf(doc *html.Node) string {
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestTextAndHTMLSayTheSame finds each line of the text part, without its
// bullets and colons, among the words of the HTML part, and each address among
// its links.
func TestTextAndHTMLSayTheSame(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		doc := parse(t, s.Name, email.HTML)
		shown := textOf(doc)
		var links []string
		for _, a := range elements(doc, "a") {
			links = append(links, attr(a, "href"))
		}
		for line := range strings.Lines(email.Text) {
			line = strings.Join(strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "* ")), " ")
			switch {
			case line == "----":
			case strings.HasPrefix(line, "https://"):
				if !slices.Contains(links, line) {
					t.Errorf("%s: the HTML does not link to %s", s.Name, line)
				}
			case !strings.Contains(shown, strings.TrimSuffix(line, ":")) && !sentences(shown, line):
				t.Errorf("%s: the HTML does not say %q", s.Name, line)
			}
		}
		if title := textOf(elements(doc, "title")[0]); title != strings.Join(strings.Fields(email.Subject), " ") {
			t.Errorf("%s: the title is %q, the subject %q", s.Name, title, email.Subject)
		}
	}
}

// sentences reports whether shown holds each sentence of a line: one paragraph
// of the text may be several in the HTML.
func sentences(shown, line string) bool {
	for sentence := range strings.SplitSeq(line, ". ") {
		if !strings.Contains(shown, strings.TrimSuffix(sentence, ".")) {
			return false
		}
	}
	return true
}

func TestEveryLinkIsInBothParts(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		eachField(reflect.ValueOf(s.Data), "", func(path string, v reflect.Value) {
			link, isLink := v.Interface().(program.Link)
			if !isLink || link.Purpose == "" {
				return
			}
			if address := sampleURL(link); !strings.Contains(email.Text, address) || !strings.Contains(email.HTML, address) {
				t.Errorf("%s: the link %s is not in both parts", s.Name, path)
			}
		})
	}
}

func TestEveryEmailWithTheWayHomeSaysHowLongItIsGood(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		for part, body := range map[string]string{"text": email.Text, "HTML": email.HTML} {
			if strings.Contains(body, "example.org/home/") && !strings.Contains(body, "works once, within 15 minutes") {
				t.Errorf("%s leads home and does not say in its %s that the link expires", s.Name, part)
			}
		}
	}
}

func TestMetQuestionPreselectsAnAnswer(t *testing.T) {
	for _, s := range emailSamples() {
		if s.Kind != program.MetQuestion {
			continue
		}
		email := rendered(t, s)
		for _, answer := range []string{"?a=yes", "?a=no"} {
			want := sampleURL(sampleLink(program.ForMet)) + answer
			if !strings.Contains(email.Text, want+"\n") || !strings.Contains(email.HTML, `href="`+want+`"`) {
				t.Errorf("%s: no link to %s", s.Name, want)
			}
		}
	}
}

func TestEmailsUseOnlyWhatMailClientsKnow(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		doc := parse(t, s.Name, email.HTML)
		for _, n := range elements(doc) {
			switch n.Data {
			case "script", "img", "link", "form", "input", "iframe", "object", "video", "svg", "button":
				t.Errorf("%s: an element <%s>", s.Name, n.Data)
			case "table":
				if attr(n, "role") != "presentation" {
					t.Errorf("%s: a table without role=presentation", s.Name)
				}
			case "html":
				if attr(n, "lang") != "en" || attr(n, "dir") != "ltr" {
					t.Errorf("%s: no language or direction", s.Name)
				}
			case "p", "td", "h1", "h2", "a", "ul", "li":
				if attr(n, "style") == "" {
					t.Errorf("%s: a <%s> without a style of its own", s.Name, n.Data)
				}
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "background" || a.Key == "srcset" {
					t.Errorf("%s: an attribute %s", s.Name, a.Key)
				}
			}
			for _, property := range []string{"position:", "float:", "url(", "flex", "grid", "calc("} {
				if strings.Contains(attr(n, "style"), property) {
					t.Errorf("%s: a style with %s", s.Name, property)
				}
			}
		}
		for _, want := range []string{`name="color-scheme"`, "prefers-color-scheme: dark", "<!--[if mso]>", "<h1 "} {
			if strings.Count(email.HTML, want) < 1 {
				t.Errorf("%s lacks %s", s.Name, want)
			}
		}
		if strings.Contains(email.Subject, "\n") || email.Subject == "" {
			t.Errorf("%s has the subject %q", s.Name, email.Subject)
		}
	}
}
