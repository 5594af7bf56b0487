package file

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// reader walks the tree of program.yaml. It records errors and goes on, so
// that all of them are told at once.
type reader struct {
	problems
	at map[string]place // where each value stands, by its field
}

type place struct{ line, column int }

// value is one value of the file, or its absence.
type value struct {
	node  ast.Node // nil is absent
	field string   // path, like pairing.odd or questionnaire[2].type
}

func (v value) given() bool { return v.node != nil }

// has reports whether the file gives the field, even if it gives it nothing.
func (r *reader) has(field string) bool {
	_, ok := r.at[field]
	return ok
}

// blame records what is wrong with the value that stands at field.
func (r *reader) blame(field, found, expected, do string) {
	at, ok := r.at[field]
	for up := field; !ok && up != ""; {
		if up = up[:max(strings.LastIndexAny(up, ".["), 0)]; up != "" {
			at, ok = r.at[up]
		}
	}
	r.add(Error{Line: at.line, Column: at.column, Field: field, Found: found, Expected: expected, Do: do})
}

// object is the content of a mapping.
type object struct {
	field  string
	values map[string]value
	order  []string
}

// get returns the value under key, given or absent.
func (o object) get(key string) value {
	if v, ok := o.values[key]; ok {
		return v
	}
	return value{field: join(o.field, key)}
}

func join(field, key string) string {
	if field == "" {
		return key
	}
	return field + "." + key
}

// keyField is the field of a key that people chose: bare where it is one
// plain word, quoted otherwise.
func keyField(field, key string) string {
	const longest = 200
	switch {
	case idForm.MatchString(key) && len(key) <= shown:
		return join(field, key)
	case utf8.RuneCountInString(key) > longest:
		key = string([]rune(key)[:longest]) + "…"
	}
	return join(field, strconv.Quote(key))
}

// object reads a mapping whose keys are all in known; none known allows any.
func (r *reader) object(v value, known ...string) object {
	o := object{field: v.field, values: map[string]value{}}
	if !v.given() {
		return o
	}
	mapping, ok := v.node.(*ast.MappingNode)
	if !ok {
		r.blame(v.field, shape(v.node), "settings like key: value", "indent them below it, or write {key: value}")
		return o
	}
	for _, pair := range mapping.Values {
		key := clean(scalar(pair.Key))
		field := keyField(v.field, key)
		at := placeOf(pair.Key)
		switch {
		case len(known) > 0 && !slices.Contains(known, key):
			r.add(Error{Line: at.line, Column: at.column, Field: field, Found: "an unknown key", Expected: anyOf(known), Do: didYouMean(key, known, "delete it")})
		case o.values[key].given():
			r.add(Error{Line: at.line, Column: at.column, Field: field, Found: "the key twice", Expected: "it once", Do: "delete one of the two"})
		default:
			r.at[field] = placeOf(pair.Value)
			o.values[key] = value{pair.Value, field}
			o.order = append(o.order, key)
		}
	}
	return o
}

// need records the keys that o lacks; each comes with an example.
func (r *reader) need(o object, examples ...string) {
	for _, example := range examples {
		key, _, _ := strings.Cut(example, ":")
		if !o.get(key).given() {
			r.blame(join(o.field, key), nothing, "a value", "add a line like "+example)
		}
	}
}

// list reads a sequence.
func (r *reader) list(v value, expected string) []value {
	if !v.given() {
		return nil
	}
	sequence, ok := v.node.(*ast.SequenceNode)
	if !ok {
		r.blame(v.field, shape(v.node), expected, "write it as a list, like [a, b]")
		return nil
	}
	items := make([]value, len(sequence.Values))
	for i, node := range sequence.Values {
		items[i] = value{node, v.field + "[" + strconv.Itoa(i+1) + "]"}
		r.at[items[i].field] = placeOf(node)
	}
	return items
}

// scalar returns the text of a scalar as the file has it: 010 stays 010.
func scalar(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	}
	return ""
}

// isScalar reports whether node is one text or number.
func isScalar(node ast.Node) bool {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return true
	}
	return false
}

// shape says what kind of value was found.
func shape(node ast.Node) string {
	switch node.(type) {
	case *ast.MappingNode:
		return "settings"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return nothing
	}
	if isScalar(node) {
		return found(clean(scalar(node)))
	}
	return "something else"
}

func placeOf(node ast.Node) place {
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 && !mapping.IsFlowStyle {
		node = mapping.Values[0].Key
	}
	if t := node.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{}
}
