package templates

import (
	"bytes"
	"fmt"
	html "html/template"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// textAndLinks is what Markdown may become. Making it takes longer than using it.
var textAndLinks = sync.OnceValue(func() *bluemonday.Policy {
	policy := bluemonday.NewPolicy()
	policy.AllowElements("h2", "h3", "p", "ul", "ol", "li", "strong", "em", "blockquote", "code", "hr")
	policy.AllowAttrs("href").OnElements("a")
	policy.AllowURLSchemes("https", "mailto")
	return policy
})

// markdownHTML renders Markdown and lets through nothing but text, its
// structure and links.
func markdownHTML(source string) (html.HTML, error) {
	var markup bytes.Buffer
	if err := goldmark.Convert([]byte(source), &markup); err != nil {
		return "", err
	}
	return html.HTML(textAndLinks().Sanitize(markup.String())), nil
}

// markdownText returns Markdown as people would type it into a plain email:
// headings and paragraphs on lines of their own, lists with stars or numbers,
// the address of a link behind its words.
func markdownText(source []byte) string {
	m := markdownWriter{source: source}
	m.blocks(goldmark.DefaultParser().Parse(text.NewReader(source)), "")
	return strings.TrimSpace(m.String())
}

type markdownWriter struct {
	strings.Builder
	source []byte
}

// blocks writes the children of a block, each behind the indent.
func (m *markdownWriter) blocks(parent ast.Node, indent string) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.List:
			m.list(node, indent)
			m.WriteString("\n")
		case *ast.Heading, *ast.Paragraph:
			m.line(node, indent)
			m.WriteString("\n")
		case *ast.TextBlock:
			m.line(node, indent)
		case *ast.Blockquote:
			m.blocks(node, indent+"  ")
		}
	}
}

func (m *markdownWriter) list(list *ast.List, indent string) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		bullet := "* "
		if list.IsOrdered() {
			bullet = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := markdownWriter{source: m.source}
		inner.blocks(item, indent+strings.Repeat(" ", len(bullet)))
		m.WriteString(indent + bullet + strings.TrimSpace(inner.String()) + "\n")
	}
}

func (m *markdownWriter) line(block ast.Node, indent string) {
	m.WriteString(indent)
	m.inline(block)
	m.WriteString("\n")
}

func (m *markdownWriter) inline(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Text:
			m.Write(node.Value(m.source))
			if node.SoftLineBreak() || node.HardLineBreak() {
				m.WriteString(" ")
			}
		case *ast.String:
			m.Write(node.Value)
		case *ast.AutoLink:
			m.Write(node.URL(m.source))
		case *ast.Link:
			m.inline(node)
			fmt.Fprintf(m, " (%s)", node.Destination)
		default:
			m.inline(node)
		}
	}
}
