package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/peerpost/peerpost"

// layout is the table of what each package may import of this module. The
// nearest directory in the table speaks for those below it.
var layout = map[string][]string{
	"program":      {},
	"web/link":     {},
	"program/file": {"program"},
	"examples":     {"program"},
	"matching":     {"program"},
	"calendar":     {"program"},
	"db":           {"program"},
	"templates":    {"program"},
	"mail":         {"program", "templates"},
	"jobs":         {"program", "program/file", "web/link", "matching", "calendar", "db", "templates", "mail"},
	"web":          {"program", "program/file", "web/link", "matching", "calendar", "db", "templates", "mail", "jobs"},
	"cmd": {"program", "program/file", "web/link", "matching", "calendar", "db", "templates", "mail", "jobs", "web",
		"examples"},
}

// owners says which package alone may import what has consequences, and each
// dependency. What the list lacks may only be imported by tests.
var owners = map[string]string{
	"database/sql":                       "db",
	"github.com/jmoiron/sqlx":            "db",
	"github.com/go-sql-driver/mysql":     "db",
	"modernc.org/sqlite":                 "db",
	"github.com/pressly/goose":           "db",
	"github.com/wneessen/go-mail":        "mail",
	"github.com/emersion/go-message":     "mail",
	"github.com/emersion/go-imap":        "mail",
	"github.com/emersion/go-msgauth":     "mail",
	"github.com/emersion/go-ical":        "calendar",
	"github.com/teambition/rrule-go":     "calendar",
	"google.golang.org/api":              "calendar",
	"golang.org/x/oauth2":                "calendar",
	"github.com/hibiken/asynq":           "jobs",
	"github.com/redis/go-redis":          "jobs",
	"github.com/alicebob/miniredis":      "jobs",
	"html/template":                      "templates",
	"github.com/yuin/goldmark":           "templates",
	"github.com/microcosm-cc/bluemonday": "templates",
	"github.com/goccy/go-yaml":           "program/file",
	"golang.org/x/text":                  "program/file",
	"github.com/alecthomas/kong":         "cmd",
	"github.com/caarlos0/env":            "cmd",
}

// pure packages decide; they neither keep, nor send, nor log.
var pure = []string{"program", "matching"}

var impure = []string{"log", "net/http", "os"}

var statement = regexp.MustCompile(
	`(?is)^\s*(SELECT\s.*\sFROM\s|INSERT\s+(IGNORE\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+TABLE\s)`)

func TestImportsFollowTheTable(t *testing.T) {
	broken, err := brokenRules(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range broken {
		t.Error(line)
	}
}

func TestImportsCheckerSeesEachViolation(t *testing.T) {
	tests := []struct{ name, file, source, want string }{
		{"a lower package imports a higher one", "matching/m.go", `import _ "` + module + `/db"`,
			"matching/m.go:2: found an import of db, expected only program"},
		{"program imports its own subpackage", "program/p.go", `import _ "` + module + `/program/file"`,
			"program/p.go:2: found an import of program/file, expected only the standard library"},
		{"a folder below obeys the package above", "db/migrations/m.go", `import _ "` + module + `/mail"`,
			"db/migrations/m.go:2: found an import of mail, expected only program"},
		{"web/link needs nothing", "web/link/l.go", `import _ "` + module + `/program"`,
			"web/link/l.go:2: found an import of program, expected only the standard library"},
		{"a fake in the product", "web/w.go", `import _ "` + module + `/calendar/googlefake"`,
			"web/w.go:2: found an import of calendar/googlefake, expected it only in tests"},
		{"a package without a place", "util/u.go", `import _ "strings"`,
			"util/u.go: found a package outside the table of imports_test.go, expected a place in it"},
		{"SQL outside db", "jobs/j.go", `import _ "database/sql"`,
			"jobs/j.go:2: found an import of database/sql, expected it only in db"},
		{"a versioned dependency", "cmd/peerpost/c.go", `import _ "github.com/redis/go-redis/v9"`,
			"cmd/peerpost/c.go:2: found an import of github.com/redis/go-redis/v9, expected it only in jobs"},
		{"Markdown outside templates", "web/w.go", `import _ "github.com/yuin/goldmark/ast"`,
			"web/w.go:2: found an import of github.com/yuin/goldmark/ast, expected it only in templates"},
		{"HTML outside templates", "mail/m.go", `import _ "html/template"`,
			"mail/m.go:2: found an import of html/template, expected it only in templates"},
		{"a test library in the product", "mail/m.go", `import _ "github.com/google/go-cmp/cmp"`,
			"mail/m.go:2: found an import of github.com/google/go-cmp/cmp, expected it only in tests"},
		{"program logs", "program/p.go", `import _ "log/slog"`,
			"program/p.go:2: found an import of log/slog, expected a pure package without it"},
		{"a statement outside db", "web/w.go", "const q = `\n\tselect id from people`",
			"web/w.go:2: found SQL, expected it only in db"},
		{"the environment outside cmd", "mail/m.go", `import env "os"; var _, _ = env.LookupEnv("X")`,
			"mail/m.go:2: found os.LookupEnv, expected only cmd to read the environment"},
		{"the clock in a decision", "mail/m.go", `import "time"; var now = time.Now`,
			"mail/m.go:2: found time.Now, expected the time as an argument"},
		{"a test that skips", "mail/m_test.go", `import "testing"; func TestX(t *testing.T) { t.Skipf("later") }`,
			"mail/m_test.go:2: found t.Skipf, expected a test that runs or fails"},
		{"a harness that skips", "mail/mailtest/m.go", `func (h harness) need() { h.t.Skip() }`,
			"mail/mailtest/m.go:2: found t.Skip, expected a test that runs or fails"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := fstest.MapFS{test.file: {Data: []byte("package x\n" + test.source + "\n")}}
			broken, err := brokenRules(tree)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.want}, broken); diff != "" {
				t.Errorf("broken rules (-want +got):\n%s", diff)
			}
		})
	}
}

func TestImportsCheckerAcceptsWhatTheTableAllows(t *testing.T) {
	tree := fstest.MapFS{
		"jobs/j.go":                {Data: []byte("package jobs\nimport (_ \"" + module + "/db\"; _ \"github.com/hibiken/asynq\"; \"time\")\nvar _ = time.Now\n")},
		"db/migrations/mysql/m.go": {Data: []byte("package mysql\nimport _ \"" + module + "/db/migrations\"\nconst q = `SELECT id FROM people`\n")},
		"cmd/peerpost/config.go":   {Data: []byte("package main\nimport \"os\"\nvar _ = os.Getenv\n")},
		"mail/mailtest/m.go":       {Data: []byte("package mailtest\nimport (_ \"" + module + "/mail\"; \"time\")\nvar _ = time.Now()\n")},
		"mail/socket.go":           {Data: []byte("package mail\nimport (\"net\"; \"time\")\nfunc bound(c net.Conn) error { return c.SetDeadline(time.Now().Add(time.Second)) }\n")},
		"mail/m_test.go":           {Data: []byte("package mail\nimport (_ \"" + module + "/mail/mailtest\"; _ \"pgregory.net/rapid\")\n")},
		"matching/testdata/bad.go": {Data: []byte("not Go")},
	}
	broken, err := brokenRules(tree)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string(nil), broken); diff != "" {
		t.Errorf("broken rules (-want +got):\n%s", diff)
	}
}

// brokenRules reads every Go file of the tree and returns a line for each rule
// it breaks.
func brokenRules(tree fs.FS) ([]string, error) {
	var broken []string
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (entry.Name() == "testdata" || strings.ContainsAny(entry.Name()[:1], "._")) {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		source, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		file := sourceFile{name: name, syntax: parsed, lines: files}
		broken = append(broken, file.broken()...)
		return nil
	})
	return broken, err
}

type sourceFile struct {
	name   string
	syntax *ast.File
	lines  *token.FileSet
	found  []string
}

func (f *sourceFile) broken() []string {
	place := placeOf(path.Dir(f.name))
	if place == "" {
		return []string{f.name + ": found a package outside the table of imports_test.go, expected a place in it"}
	}
	inTests := strings.HasSuffix(f.name, "_test.go") || isTestPackage(path.Dir(f.name))
	if !inTests {
		f.checkImports(place)
		f.checkProduct(place)
	}
	f.checkSkips()
	return f.found
}

func (f *sourceFile) checkImports(place string) {
	for _, spec := range f.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		inner, ours := strings.CutPrefix(imported, module+"/")
		owner := ownerOf(imported)
		switch {
		case ours && isTestPackage(inner):
			f.note(spec, "an import of %s, expected it only in tests", inner)
		case ours && placeOf(inner) != place && !slices.Contains(layout[place], placeOf(inner)):
			f.note(spec, "an import of %s, expected only %s", inner, allowed(place))
		case ours:
		case owner != "" && owner != place:
			f.note(spec, "an import of %s, expected it only in %s", imported, owner)
		case owner == "" && strings.Contains(strings.Split(imported, "/")[0], "."):
			f.note(spec, "an import of %s, expected it only in tests", imported)
		case slices.Contains(pure, place) && slices.ContainsFunc(impure, func(p string) bool { return within(imported, p) }):
			f.note(spec, "an import of %s, expected a pure package without it", imported)
		}
	}
}

func (f *sourceFile) checkProduct(place string) {
	imports := f.localNames()
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			// A socket's deadline is of this machine's clock, whatever the time is.
			method, ok := node.Fun.(*ast.SelectorExpr)
			return !ok || method.Sel.Name != "SetDeadline"
		case *ast.BasicLit:
			if text, err := strconv.Unquote(node.Value); err == nil && place != "db" && statement.MatchString(text) {
				f.note(node, "SQL, expected it only in db")
			}
		case *ast.SelectorExpr:
			name, ok := node.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch called := imports[name.Name] + "." + node.Sel.Name; called {
			case "os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "syscall.Getenv", "syscall.Environ":
				if place != "cmd" {
					f.note(node, "%s, expected only cmd to read the environment", called)
				}
			case "time.Now":
				if !slices.Contains([]string{"cmd", "jobs", "web"}, place) {
					f.note(node, "%s, expected the time as an argument", called)
				}
			}
		}
		return true
	})
}

// checkSkips knows a test's handle by its usual names, t, b, f and tb.
func (f *sourceFile) checkSkips() {
	ast.Inspect(f.syntax, func(node ast.Node) bool {
		method, ok := node.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, method.Sel.Name) {
			return true
		}
		var handle string
		switch x := method.X.(type) {
		case *ast.Ident:
			handle = x.Name
		case *ast.SelectorExpr:
			handle = x.Sel.Name
		}
		if slices.Contains([]string{"t", "b", "f", "tb"}, strings.ToLower(handle)) {
			f.note(node, "%s.%s, expected a test that runs or fails", handle, method.Sel.Name)
		}
		return true
	})
}

// localNames returns the standard library's packages by their name in the file.
func (f *sourceFile) localNames() map[string]string {
	names := map[string]string{}
	for _, spec := range f.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}

func (f *sourceFile) note(node ast.Node, format string, args ...any) {
	line := f.lines.Position(node.Pos()).Line
	f.found = append(f.found, fmt.Sprintf("%s:%d: found %s", f.name, line, fmt.Sprintf(format, args...)))
}

// placeOf returns the entry of layout that speaks for a directory, or "".
func placeOf(dir string) string {
	for ; dir != "." && dir != "/"; dir = path.Dir(dir) {
		if _, ok := layout[dir]; ok {
			return dir
		}
	}
	return ""
}

func ownerOf(imported string) string {
	for prefix, owner := range owners {
		if within(imported, prefix) {
			return owner
		}
	}
	return ""
}

func within(imported, prefix string) bool {
	return imported == prefix || strings.HasPrefix(imported, prefix+"/")
}

func isTestPackage(dir string) bool {
	return strings.HasSuffix(dir, "test") || path.Base(dir) == "googlefake"
}

func allowed(place string) string {
	if len(layout[place]) == 0 {
		return "the standard library"
	}
	return strings.Join(layout[place], ", ")
}
