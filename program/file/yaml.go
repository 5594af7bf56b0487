package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/scanner"
	"github.com/goccy/go-yaml/token"
)

// The bounds of program.yaml. The parser's effort grows with the square of
// the keys of one mapping and with the depth: these bounds keep it far below a
// second, and no program comes near them.
const (
	maxYAML   = 1 << 20 // bytes
	maxTokens = 50_000  // words, brackets, commas and so on
	maxKeys   = 5000
	maxNested = 16 // brackets
	maxIndent = 80 // characters
)

// parse returns the mapping of a YAML text of one document, or nil when it
// has recorded why there is none.
func (r *reader) parse(data []byte) ast.Node {
	if r.refuseBytes(data) {
		return nil
	}
	data = bytes.TrimPrefix(data, bom)
	tokens, ok := r.scan(string(data))
	if !ok {
		return nil
	}
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		r.add(Error{Found: "an empty file", Expected: "the settings of a program", Do: "begin with its name, like name: Engineering peer mentoring"})
		return nil
	}
	return tree.Docs[0].Body
}

func (r *reader) refuseBytes(data []byte) bool {
	before := r.count()
	lineOf := func(offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }
	switch bad := firstInvalid(data); {
	case wide(data) != "":
		r.add(Error{Found: "a text in " + wide(data), Expected: "a text in UTF-8", Do: "save the file as UTF-8"})
	case len(data) > maxYAML:
		r.add(Error{Found: fmt.Sprintf("%d bytes", len(data)), Expected: "at most 1 MB", Do: "check that this is the right file"})
	case bad >= 0:
		r.add(Error{Line: lineOf(bad), Found: fmt.Sprintf("the byte 0x%02X, which is not UTF-8", data[bad]), Expected: "a text in UTF-8", Do: "save the file as UTF-8"})
	default:
		if at := bytes.IndexByte(data, 0); at >= 0 {
			r.add(Error{Line: lineOf(at), Found: "a NUL character", Expected: "a text in UTF-8", Do: "save the file as UTF-8"})
		}
		if at := loneCR(data); at >= 0 {
			r.add(Error{Line: lineOf(at), Found: "a carriage return without a line feed", Expected: "lines that end as on Linux, macOS or Windows", Do: "save the file with line ends LF"})
		}
	}
	return r.count() > before
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		_, size := utf8.DecodeRune(data[i:])
		if size == 1 && data[i] >= utf8.RuneSelf {
			return i
		}
		i += size
	}
	return -1
}

// loneCR returns the offset of the first CR that no LF follows, or -1.
func loneCR(data []byte) int {
	for i, c := range data {
		if c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			return i
		}
	}
	return -1
}

// scan splits text into tokens, and stops at the first that a program's file
// never needs, before the parser spends any time on it.
func (r *reader) scan(text string) (token.Tokens, bool) {
	var s scanner.Scanner
	s.Init(text)
	var tokens token.Tokens
	g := guardian{reader: r}
	for {
		batch, err := s.Scan()
		if errors.Is(err, io.EOF) {
			return tokens, true
		}
		for _, t := range batch {
			if g.seen++; !g.admits(t) {
				return nil, false
			}
		}
		tokens.Add(batch...)
		if err != nil { // the last token is invalid and says why
			return tokens, true
		}
	}
}

// guardian watches the tokens go by.
type guardian struct {
	*reader
	seen, keys, nested int
	content            bool // there was more than comments and the first ---
	ended              bool // by ..., behind which the parser drops what it finds
}

func (g *guardian) admits(t *token.Token) bool {
	refuse := func(found, expected, do string) bool {
		g.add(Error{Line: t.Position.Line, Column: t.Position.Column, Found: found, Expected: expected, Do: do})
		return false
	}
	const inPlace = "every value written where it belongs"
	if g.ended && t.Type != token.CommentType && t.Type != token.DocumentEndType {
		return refuse("a second document", "one program a file", "delete the ... above it, or move what follows to a file of its own")
	}
	switch t.Type {
	case token.CommentType:
		return true
	case token.DocumentEndType:
		g.ended = true
		return true
	case token.AnchorType:
		return refuse("an anchor (&)", inPlace, "delete it; put text that begins with & in quotes")
	case token.AliasType:
		return refuse("an alias (*)", inPlace, "write the value itself; put text that begins with * in quotes")
	case token.MergeKeyType:
		return refuse("a merge (<<)", inPlace, "write the keys themselves")
	case token.TagType, token.DirectiveType:
		return refuse("a tag or directive (! or %)", "plain values", "delete it; put text that begins with ! or % in quotes")
	case token.MappingKeyType:
		return refuse("a ? before a key", "keys like name:", "delete the ?; put text that begins with ? in quotes")
	case token.DocumentHeaderType:
		if g.content {
			return refuse("a second document", "one program a file", "move what follows the --- to a file of its own")
		}
		return true
	case token.SequenceStartType, token.MappingStartType:
		g.nested++
	case token.SequenceEndType, token.MappingEndType:
		g.nested--
	case token.MappingValueType:
		g.keys++
	}
	g.content = true
	item := g.nested == 0 && t.Type == token.SequenceEntryType && t.Position.Column > maxIndent
	key := g.nested == 0 && t.Type == token.MappingValueType && t.Position.IndentNum > maxIndent
	switch {
	case g.keys > maxKeys || g.seen > maxTokens:
		return refuse(fmt.Sprintf("more than %d keys or %d words", maxKeys, maxTokens), "the settings of one program", "check that this is the right file")
	case g.nested > maxNested || item || key:
		return refuse("values nested too deep", "the settings of one program", "check the brackets and the indentation")
	}
	return true
}

// syntax records what the parser could not read. (The whole text of such an
// error shows the source around it; its message is one line.)
func (r *reader) syntax(err error) {
	e := Error{Found: "a slip in the YAML", Expected: "YAML that can be read", Do: "correct the line, or the one above it"}
	var at yaml.Error
	if errors.As(err, &at) {
		e.Found += " (" + quote(at.GetMessage()) + ")"
		if strings.Contains(at.GetMessage(), "\t") || strings.Contains(at.GetMessage(), "tab character") {
			e.Do = "indent with spaces, not with tabs"
		}
		if t := at.GetToken(); t != nil && t.Position != nil {
			e.Line, e.Column = t.Position.Line, t.Position.Column
		}
	}
	r.add(e)
}
