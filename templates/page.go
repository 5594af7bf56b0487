package templates

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/peerpost/peerpost/program"
)

//go:embed page
var pageFiles embed.FS

// RenderPage writes the page as HTML. Nothing is written where it fails.
func RenderPage(w io.Writer, p Page) error {
	r, err := newPageReader(p)
	if err != nil {
		return err
	}
	templates, err := pageSources()
	if err != nil {
		return err
	}
	template, err := templates[p.page()].Clone()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := template.Funcs(r.funcs()).ExecuteTemplate(&b, "layout", p); err != nil {
		return fmt.Errorf("render the page %s: %w", p.page(), err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Stylesheet is the one style sheet of all pages; they link to it as
// "/style.css".
func Stylesheet() []byte {
	css, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		panic(err) // it is part of the binary
	}
	return css
}

// pageReader is who reads a page.
type pageReader struct{ reader }

// frame makes every page's struct give its Frame.
func (f Frame) frame() Frame { return f }

func newPageReader(p Page) (*pageReader, error) {
	frame := p.(interface{ frame() Frame }).frame()
	texts, err := catalogueOf(frame.Language)
	if err != nil {
		return nil, err
	}
	zone := time.UTC
	if frame.Zone != "" {
		if zone, err = program.LoadZone(frame.Zone); err != nil {
			return nil, fmt.Errorf("the reader's zone: %w", err)
		}
	}
	return &pageReader{reader{catalogue: texts, zone: zone}}, nil
}

var pageSources = sync.OnceValues(func() (map[string]*html.Template, error) {
	funcs := (&pageReader{}).funcs() // names only; each rendering brings its own
	names, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		return nil, err
	}
	parsed := map[string]*html.Template{}
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".html")
		if page == "layout" || page == "parts" {
			continue
		}
		parsed[page], err = html.New("").Option("missingkey=error").Funcs(funcs).
			ParseFS(pageFiles, "page/layout.html", "page/parts.html", name)
		if err != nil {
			return nil, err
		}
	}
	return parsed, nil
})
