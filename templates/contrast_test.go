package templates

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// contrast is the ratio of WCAG 2.2, section 1.4.3, of two colours like
// "#0b5d57".
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	linear := func(c uint64) float64 {
		s := float64(c&255) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

func TestContrastIsComputedAsWCAGSays(t *testing.T) {
	if got := contrast(t, "#ffffff", "#000000"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white is 21, got %g", got)
	}
	if got := contrast(t, "#777777", "#ffffff"); math.Abs(got-4.478) > 0.001 {
		t.Errorf("#777777 on white is 4.478, got %g", got)
	}
}

var (
	darkRule = regexp.MustCompile(`\.(\w+) \{ ([^}]*) \}`)
	colour   = regexp.MustCompile(`(?:^|[; ])(background-color|color):\s*(#[0-9a-f]{6})`)
)

// paint is the colours in force at an element.
type paint struct{ color, background string }

func (p paint) with(css string) paint {
	for _, m := range colour.FindAllStringSubmatch(css, -1) {
		if m[1] == "color" {
			p.color = m[2]
		} else {
			p.background = m[2]
		}
	}
	return p
}

func TestEmailsAreReadableInLightAndDark(t *testing.T) {
	for _, s := range emailSamples() {
		doc := parse(t, s.Name, rendered(t, s).HTML)
		dark := map[string]string{}
		_, rules, _ := strings.Cut(elements(doc, "style")[0].FirstChild.Data, "prefers-color-scheme: dark")
		for _, m := range darkRule.FindAllStringSubmatch(rules, -1) {
			dark[m[1]] = m[2]
		}
		if len(dark) < 8 {
			t.Fatalf("%s: only %d dark rules", s.Name, len(dark))
		}
		body := elements(doc, "body")[0]
		readable(t, s.Name+", light", body, paint{"#000000", "#ffffff"}, nil)
		readable(t, s.Name+", dark", body, paint{"#000000", "#ffffff"}, dark)
	}
}

func readable(t *testing.T, name string, n *html.Node, p paint, dark map[string]string) {
	t.Helper()
	if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
		if ratio := contrast(t, p.color, p.background); ratio < 4.5 {
			t.Errorf("%s: %q has a contrast of %.1f (%s on %s)", name, strings.TrimSpace(n.Data), ratio, p.color, p.background)
		}
		return
	}
	if n.Type == html.ElementNode {
		style := attr(n, "style")
		if strings.Contains(style, "display:none") {
			return
		}
		p = p.with(style)
		for class := range strings.FieldsSeq(attr(n, "class")) {
			p = p.with(dark[class])
		}
	}
	for child := range n.ChildNodes() {
		readable(t, name, child, p, dark)
	}
}

func TestPagesAreReadableInLightAndDark(t *testing.T) {
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "page", 4.5}, {"ink", "card", 4.5}, {"ink", "tint", 4.5}, {"ink", "bad-tint", 4.5}, {"ink", "warn-tint", 4.5},
		{"soft", "page", 4.5}, {"soft", "card", 4.5}, {"soft", "tint", 4.5},
		{"go", "page", 4.5}, {"go", "card", 4.5}, {"go", "tint", 4.5}, {"on-go", "go", 4.5},
		{"bad", "card", 4.5}, {"bad", "bad-tint", 4.5}, {"on-bad", "bad", 4.5},
		{"edge", "card", 3}, {"focus", "card", 3}, {"focus", "page", 3},
	}
	light, dark, _ := strings.Cut(string(Stylesheet()), "@media (prefers-color-scheme: dark)")
	variable := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, m := range variable.FindAllStringSubmatch(css, -1) {
			colours[m[1]] = m[2]
		}
		for _, pair := range pairs {
			if ratio := contrast(t, colours[pair.front], colours[pair.back]); ratio < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.1f, want %.1f", scheme, pair.front, pair.back, ratio, pair.least)
			}
		}
	}
}
