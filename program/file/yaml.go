package file

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The bounds of program.yaml. The parser's effort grows with the square of
// the keys of one mapping and with the depth: these bounds keep it far below a
// second, and no program comes near them.
const (
	maxYAML   = 1 << 20 // bytes
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
	tokens := lexer.Tokenize(string(data))
	if r.refuseTokens(tokens) {
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

// refuseTokens looks for what a program's file never needs, before the parser
// spends any time on it.
func (r *reader) refuseTokens(tokens token.Tokens) bool {
	before, keys, nested, content := r.count(), 0, 0, false
	for _, t := range tokens {
		refuse := func(found, expected, do string) {
			r.add(Error{Line: t.Position.Line, Column: t.Position.Column, Found: found, Expected: expected, Do: do})
		}
		switch t.Type {
		case token.CommentType:
			continue
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			refuse("the anchor or alias "+quote(nameOf(t)), "every value written where it belongs", "write the value itself; put text that begins with & or * in quotes")
		case token.TagType, token.DirectiveType:
			refuse("the tag or directive "+quote(t.Value), "plain values", "delete it; put text that begins with ! or % in quotes")
		case token.MappingKeyType:
			refuse("a ? before a key", "keys like name:", "delete the ?; put text that begins with ? in quotes")
		case token.DocumentHeaderType:
			if content {
				refuse("a second document", "one program a file", "move what follows the --- to a file of its own")
			}
		case token.SequenceStartType, token.MappingStartType:
			nested++
		case token.SequenceEndType, token.MappingEndType:
			nested--
		case token.MappingValueType:
			keys++
		}
		switch {
		case keys > maxKeys:
			refuse(fmt.Sprintf("more than %d keys", maxKeys), "the settings of one program", "check that this is the right file")
		case nested > maxNested || nested == 0 && t.Type == token.SequenceEntryType && t.Position.Column > maxIndent,
			nested == 0 && t.Type == token.MappingValueType && t.Position.IndentNum > maxIndent:
			refuse("values nested too deep", "the settings of one program", "check the brackets and the indentation")
		}
		if r.count() > before {
			return true
		}
		content = content || t.Type != token.DocumentHeaderType
	}
	return false
}

// nameOf is an anchor or an alias as the file has it.
func nameOf(t *token.Token) string {
	if t.Type != token.MergeKeyType && t.Next != nil {
		return t.Value + t.Next.Value
	}
	return t.Value
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
