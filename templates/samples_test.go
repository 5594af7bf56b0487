package templates

import (
	"io"
	"testing"

	"github.com/peerpost/peerpost/program"
)

func sampleURL(link program.Link) string {
	return "https://peerpost.example.org/" + string(link.Purpose) + "/" + string(link.ID) + ".AbCdEf"
}

func TestEverySampleRenders(t *testing.T) {
	emails, pages := Samples()
	for _, s := range emails {
		if _, err := RenderEmail(s.Kind, s.Data, sampleURL); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	for _, s := range pages {
		if err := RenderPage(io.Discard, s.Page); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func BenchmarkRenderEmail(b *testing.B) {
	emails, _ := Samples()
	for b.Loop() {
		s := emails[len(emails)-1]
		if _, err := RenderEmail(s.Kind, s.Data, sampleURL); err != nil {
			b.Fatal(err)
		}
	}
}
