package templates

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/peerpost/peerpost/program"
)

func TestNamesAreMadePlainAndNeverLinks(t *testing.T) {
	const wj = "\u2060"
	tests := []struct{ name, given, want string }{
		{"a name", "Ana Lindqvist", "Ana Lindqvist"},
		{"initials stay", "J. R. Smith Jr.", "J. R. Smith Jr."},
		{"a domain", "evil.example", "evil." + wj + "example"},
		{"an address of the web", "https://evil.example", "https:" + wj + "//evil." + wj + "example"},
		{"an address of mail", "me@evil.example", "me@" + wj + "evil." + wj + "example"},
		{"a full-width dot", "evil．com", "evil．" + wj + "com"},
		{"an ideographic full stop stays in its script", "東京。大阪", "東京。大阪"},
		{"lines and tabs", " Ana\r\nBcc: x\t ", "Ana Bcc: x"},
		{"control characters", "A\x00n\x1ba", "Ana"},
		{"overrides of direction", "Ana\u202egnp.\u2066exe\u2069", "Anagnp." + wj + "exe"},
		{"a right-to-left name is isolated", "נועה", "\u2068נועה\u2069"},
		{"joiners of scripts stay", "می\u200cخواهم", "\u2068می\u200cخواهم\u2069"},
		{"broken UTF-8", "A\xffna", "Ana"},
	}
	for _, test := range tests {
		if got := unlinked(plain(test.given)); got != test.want {
			t.Errorf("%s: got %+q, want %+q", test.name, got, test.want)
		}
	}
}

// hostile is what somebody might enter as a name or an answer.
const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)></title></textarea></style>{{.}} javascript:alert(1) https://evil.example me@evil.example` + "\r\nBcc: x@evil.example\u202e"

// eachField visits every field of a struct, and those of the structs and
// slices in it.
func eachField(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachField(v.Elem(), path, visit)
		}
	case reflect.Struct:
		visit(path, v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachField(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachField(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	default:
		visit(path, v)
	}
}

// poison writes hostile text into every string that people may supply. Names
// of zones, languages and agendas come from fixed lists.
func poison(v reflect.Value) (fields int) {
	eachField(v, "", func(path string, v reflect.Value) {
		fixed := slices.ContainsFunc([]string{"Zone", "Language", "Agenda", "Slug"}, func(name string) bool {
			return strings.HasSuffix(path, "."+name)
		})
		if v.Type() == reflect.TypeFor[string]() && !fixed {
			v.SetString(hostile)
			fields++
		}
	})
	return fields
}

func TestHostileTextInEmailsIsHarmless(t *testing.T) {
	fields := 0
	for _, s := range emailSamples() {
		fields += poison(reflect.ValueOf(s.Data))
		email := render(t, s)
		doc := parse(t, s.Name, email.HTML)
		harmless(t, s.Name, doc)
		for part, text := range map[string]string{"subject": email.Subject, "text": email.Text, "HTML": textOf(doc)} {
			for _, link := range []string{"evil.example", "https://evil", "me@evil", "x@evil"} {
				if strings.Contains(text, link) {
					t.Errorf("%s: the %s part has %q, which clients make a link of", s.Name, part, link)
				}
			}
			if strings.Contains(text, "\r") || part == "subject" && strings.Contains(text, "\n") {
				t.Errorf("%s: the %s part has a line break from a person's text", s.Name, part)
			}
		}
	}
	if fields < 100 {
		t.Errorf("only %d fields were tried", fields)
	}
}

func TestHostileTextInPagesIsHarmless(t *testing.T) {
	_, pages := Samples()
	for _, s := range pages {
		page := reflect.New(reflect.TypeOf(s.Page))
		page.Elem().Set(reflect.ValueOf(s.Page))
		poison(page)
		var b bytes.Buffer
		if err := RenderPage(&b, page.Elem().Interface().(Page)); err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		harmless(t, s.Name, parse(t, s.Name, b.String()))
	}
}

func harmless(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	for _, n := range elements(doc) {
		if n.Data == "script" || n.Data == "img" {
			t.Errorf("%s: hostile text became a <%s>", name, n.Data)
		}
		for _, a := range n.Attr {
			isURL := a.Key == "href" || a.Key == "action" || a.Key == "src"
			if strings.HasPrefix(a.Key, "on") || isURL && strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("%s: hostile text became %s=%q", name, a.Key, a.Val)
			}
		}
	}
}

func TestMailtoCannotCarryHeaders(t *testing.T) {
	got := string(mailto(program.Address("ana?bcc=x@example.org")))
	if got != "mailto:ana%3Fbcc=x@example.org" {
		t.Errorf("got %s", got)
	}
}
