package main

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
)

// sheet is a page as somebody who reads it takes it in.
type sheet struct {
	title string // of the heading
	text  string // all of it, a space between elements
	links []reference
	forms []*form
}

// reference is a link, with the words it is under.
type reference struct{ href, words string }

// form is a form to be filled in.
type form struct {
	action string
	fields []*field
	labels map[string]string // id of a field → its label
}

// field is one control, or one of several of the same name.
type field struct {
	name, kind, id, value string
	chosen                bool // radio, checkbox
	required              bool
	options               []string // select
}

// readSheet reads a page of HTML. encoding/xml reads ours in its lenient mode;
// what it cannot read is a page that no browser should be given either.
func readSheet(r io.Reader) (*sheet, error) {
	p := sheetReader{sheet: &sheet{}}
	decoder := xml.NewDecoder(r)
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			p.text = strings.Join(strings.Fields(p.all.String()), " ")
			return p.sheet, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			p.start(t.Name.Local, attributes(t.Attr))
		case xml.EndElement:
			p.end(t.Name.Local)
		case xml.CharData:
			p.words(string(t))
		}
	}
}

func attributes(list []xml.Attr) map[string]string {
	m := make(map[string]string, len(list))
	for _, a := range list {
		m[a.Name.Local] = a.Value
	}
	return m
}

// sheetReader is where the reading of a page stands.
type sheetReader struct {
	*sheet
	all     strings.Builder
	element strings.Builder
	form    *form
	field   *field // select, textarea
	target  string // of the open label
	href    string // of the open link
}

func (p *sheetReader) start(name string, attr map[string]string) {
	p.all.WriteByte(' ')
	switch name {
	case "form":
		p.form = &form{action: attr["action"], labels: map[string]string{}}
		p.forms = append(p.forms, p.form)
	case "a":
		p.href = attr["href"]
		p.element.Reset()
	case "h1", "label":
		p.target = attr["for"]
		p.element.Reset()
	case "input", "select", "textarea":
		if p.form != nil {
			p.addField(name, attr)
		}
	case "option":
		p.element.Reset()
		if p.field != nil {
			value, given := attr["value"]
			if !given {
				value = "\x00" // its words
			}
			p.field.options = append(p.field.options, value)
			if _, selected := attr["selected"]; selected {
				p.field.value, p.field.chosen = value, true
			}
		}
	}
}

func (p *sheetReader) addField(name string, attr map[string]string) {
	_, checked := attr["checked"]
	_, required := attr["required"]
	f := &field{name: attr["name"], kind: name, id: attr["id"], value: attr["value"], chosen: checked, required: required}
	if name == "input" {
		f.kind = attr["type"]
	} else {
		p.field = f
		p.element.Reset()
	}
	p.form.fields = append(p.form.fields, f)
}

func (p *sheetReader) end(name string) {
	p.all.WriteByte(' ')
	words := strings.Join(strings.Fields(p.element.String()), " ")
	switch name {
	case "form":
		p.form = nil
	case "a":
		p.links = append(p.links, reference{p.href, words})
	case "h1":
		p.title = words
	case "label":
		if p.form != nil && p.target != "" {
			p.form.labels[p.target] = words
		}
	case "option":
		p.endOption(words)
	case "textarea":
		if p.field != nil {
			p.field.value = strings.TrimSpace(p.element.String())
		}
		p.field = nil
	case "select":
		p.field = nil
	}
}

// endOption gives an option without a value its words (HTML section 4.10.10).
func (p *sheetReader) endOption(words string) {
	if p.field == nil || len(p.field.options) == 0 {
		return
	}
	last := &p.field.options[len(p.field.options)-1]
	if *last == "\x00" {
		if p.field.value == *last {
			p.field.value = words
		}
		*last = words
	}
}

func (p *sheetReader) words(text string) {
	p.all.WriteString(text)
	p.element.WriteString(text)
}

// link returns where the page's link to a purpose leads, "" where it has none.
func (s *sheet) link(purpose string) string {
	for _, l := range s.links {
		if u, err := url.Parse(l.href); err == nil && strings.Contains(u.Path+"/", "/"+purpose+"/") {
			return l.href
		}
	}
	return ""
}
