package file

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// oneLineEach fails unless err is made of Errors of one line that say everything.
func oneLineEach(t *testing.T, err error) {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("%T joins nothing", err)
	}
	for _, one := range joined.Unwrap() {
		var e *Error
		if !errors.As(one, &e) {
			t.Fatalf("%T is no *Error", one)
		}
		if strings.ContainsAny(e.Error(), "\n\r\x00") || e.Found == "" || e.Expected == "" || e.Do == "" || e.File == "" {
			t.Fatalf("%q says too little, or on more than one line: %+v", e.Error(), *e)
		}
	}
}

func FuzzReadProgram(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(asking))
	f.Add([]byte("a: &a [*a]\n---\n"))
	f.Add([]byte("? [\x00\r\xff"))
	f.Add([]byte("name: \"\\u202e\"\npairing: {odd: 010}\nclosures: [..]\n"))
	for _, name := range []string{"testdata/every_word.yaml", "../../examples/eng-peers.yaml", "../../examples/form-export.yaml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadProgram("program.yaml", data)
		if err != nil {
			if p != nil {
				t.Fatal("a refused file gave a program")
			}
			oneLineEach(t, err)
			return
		}
		if p.Name == "" || p.Slug == "" || len(p.Admins) == 0 || p.Support == "" || p.Location() == nil || p.Sessions.Every.IsZero() {
			t.Fatalf("read a program without %+v", p)
		}
		_ = Runnable("program.yaml", data, p)
	})
}

func FuzzReadPeople(f *testing.F) {
	form, err := os.ReadFile("testdata/form.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(form)
	f.Add([]byte("email,name,skills,about\nada@example.org,\"Lovelace, Ada\",Leadership;Organization,\"a\r\nb\"\n"))
	f.Add([]byte("sep=;\nemail;sure\na@example.org;6\n"))
	f.Add([]byte("\xff\xfee\x00,\x00"))
	f.Add([]byte("email\r'=a@example.org\r"))
	p := mustRead(f, asking)
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ReadPeople("people.csv", data, p)
		if err != nil {
			if rows != nil {
				t.Fatal("a refused file gave people")
			}
			oneLineEach(t, err)
			return
		}
		var b bytes.Buffer
		if err := WritePeople(&b, p, rows); err != nil {
			t.Fatal(err)
		}
		again, err := ReadPeople("people.csv", b.Bytes(), p)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%q", err, b.String())
		}
		if diff := cmp.Diff(rows, again, cmpopts.IgnoreFields(Row{}, "Line"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("what was written reads differently (-want +got)\n%s", diff)
		}
	})
}
