package templates

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		return
	}
	emails, pages := Samples()
	for _, s := range emails {
		e, err := RenderEmail(s.Kind, s.Data, sampleURL)
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(dir+"/e_"+s.Name+".html", []byte(e.HTML), 0o644)
		os.WriteFile(dir+"/e_"+s.Name+".txt", []byte("Subject: "+e.Subject+"\n\n"+e.Text), 0o644)
	}
	for _, s := range pages {
		var b bytes.Buffer
		if err := RenderPage(&b, s.Page); err != nil {
			t.Fatal(err)
		}
		os.WriteFile(dir+"/p_"+s.Name+".html", []byte(strings.Replace(b.String(), `href="/style.css"`, `href="style.css"`, 1)), 0o644)
	}
	os.WriteFile(dir+"/style.css", Stylesheet(), 0o644)
}
