package templates

import (
	"embed"
	"fmt"
	html "html/template"
	"strconv"
	"strings"
)

// An agenda is a Markdown file. Its first-level headings say for which session
// the text below them is: "Session 1", "Last session", and "Every session" for
// all that have none of their own.
//
//go:embed agenda
var agendaFiles embed.FS

// Agenda returns the agenda of session number of count, rendered from
// Markdown and sanitised, and the same as plain text. Numbers begin at 1.
func Agenda(name string, number, count int) (html.HTML, string, error) {
	source, err := agendaFiles.ReadFile("agenda/" + name + ".md")
	if err != nil {
		return "", "", fmt.Errorf("no agenda %q", name)
	}
	section, err := sectionOf(string(source), number, count)
	if err != nil {
		return "", "", fmt.Errorf("agenda %q: %w", name, err)
	}
	markup, err := markdownHTML(section)
	if err != nil {
		return "", "", fmt.Errorf("agenda %q: %w", name, err)
	}
	return markup, markdownText([]byte(section)), nil
}

// Agendas names the agenda templates in alphabetical order.
func Agendas() []string {
	files, err := agendaFiles.ReadDir("agenda")
	if err != nil {
		panic(err) // it is part of the binary
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".md"))
	}
	return names
}

// sectionOf picks the part of an agenda that is for session number of count.
// The last session has a part of its own, unless it is the first one as well.
func sectionOf(source string, number, count int) (string, error) {
	if number < 1 || count < number {
		return "", fmt.Errorf("there is no session %d of %d", number, count)
	}
	sections := sectionsOf(source)
	wanted := []string{"Session " + strconv.Itoa(number), "Every session"}
	if number == count && number > 1 {
		wanted = append([]string{"Last session"}, wanted...)
	}
	for _, heading := range wanted {
		if body, found := sections[heading]; found {
			return body, nil
		}
	}
	return "", fmt.Errorf("nothing is written for session %d of %d", number, count)
}

// sectionsOf are the parts of an agenda by their headings.
func sectionsOf(source string) map[string]string {
	sections := map[string]string{}
	for part := range strings.SplitSeq("\n"+source, "\n# ") {
		heading, body, _ := strings.Cut(part, "\n")
		sections[strings.TrimSpace(heading)] = strings.TrimSpace(body)
	}
	return sections
}

// usualPlan is what an agenda has for sessions without a part of their own, as plain
// text; "" where each has its own.
func usualPlan(name string) (string, error) {
	source, err := agendaFiles.ReadFile("agenda/" + name + ".md")
	if err != nil {
		return "", fmt.Errorf("no agenda %q", name)
	}
	return markdownText([]byte(sectionsOf(string(source))["Every session"])), nil
}

// agendaStyles give the elements of an agenda the style and the dark colours
// of the rest of an email.
var agendaStyles = func() *strings.Replacer {
	var pairs []string
	for element, name := range map[string]string{"h2": "h2", "h3": "h3", "p": "p", "ul": "ul", "ol": "ol", "blockquote": "quiet"} {
		pairs = append(pairs, "<"+element+">", fmt.Sprintf(`<%s class="ink" style="%s">`, element, styles[name]))
	}
	pairs = append(pairs, "<li>", fmt.Sprintf(`<li style="%s">`, styles["li"]),
		"<a ", fmt.Sprintf(`<a class="go" style="%s" `, styles["link"]))
	return strings.NewReplacer(pairs...)
}()

// agendaHTML is an agenda inside an email.
func agendaHTML(name string, number, count int) (html.HTML, error) {
	markup, _, err := Agenda(name, number, count)
	return html.HTML(agendaStyles.Replace(string(markup))), err
}

// agendaText is an agenda inside the text of an email.
func agendaText(name string, number, count int) (string, error) {
	_, text, err := Agenda(name, number, count)
	return text, err
}
