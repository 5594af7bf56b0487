package templates

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"io"
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
	press, err := takePagePress(p.page())
	if err != nil {
		return err
	}
	defer press.giveBack()
	press.pageReader = *r
	var b bytes.Buffer
	if err := press.html.ExecuteTemplate(&b, "layout", p); err != nil {
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

// pagePress holds the parsed templates of one page, whose functions speak to
// the reader who is in it. Presses are kept, as those of emails are.
type pagePress struct {
	pageReader
	pool *sync.Pool
	html *html.Template
}

var pagePresses sync.Map // name of a page → *sync.Pool of *pagePress

func takePagePress(page string) (*pagePress, error) {
	pool, _ := pagePresses.LoadOrStore(page, &sync.Pool{})
	if p, ok := pool.(*sync.Pool).Get().(*pagePress); ok {
		return p, nil
	}
	p := &pagePress{pool: pool.(*sync.Pool)}
	var err error
	p.html, err = html.New("").Option("missingkey=error").Funcs(p.funcs()).
		ParseFS(pageFiles, "page/layout.html", "page/parts.html", "page/"+page+".html")
	return p, err
}

// giveBack empties the press and keeps it for the next reader of its page.
func (p *pagePress) giveBack() {
	p.pageReader = pageReader{}
	p.pool.Put(p)
}
