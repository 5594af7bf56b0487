package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
	"github.com/peerpost/peerpost/web"
)

// postbox is a stage whose requests go to the mailbox.
func postbox(s *stage, m *web.Mailbox) *stage {
	now := s.Now
	m.Dir, m.Now = s.Maildir, func() time.Time { return now }
	box := *s
	box.pages = m.Handler()
	return &box
}

func TestMailboxShowsEverybodysMail(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	later, alone := s.Now.Add(time.Hour).UTC(), false
	var moved []time.Time
	box := postbox(s, &web.Mailbox{
		People: func(context.Context) ([]program.Person, error) {
			return []program.Person{{Address: "quiet@example.org"}}, nil
		},
		Clock: func(context.Context) (templates.MailboxClock, error) {
			return templates.MailboxClock{Next: []templates.MailboxEvent{{What: "the next thing", At: later}}, Decide: "0123", Alone: alone}, nil
		},
		Move:  func(_ context.Context, until time.Time) error { moved = append(moved, until); return nil },
		Alone: func(yes bool) { alone = yes },
		Story: func() []templates.StoryLine { return []templates.StoryLine{{At: s.Now, Text: "A draft was made"}} },
	})
	box.want(box.get("/mailbox/"), http.StatusOK, "quiet@example.org", "ada@example.org", "the next thing", "A draft was made", "/mailbox/0123", "Open the approval email", "To ada")
	list := box.want(box.get("/mailbox/?to=Ada%40example.org"), http.StatusOK, "Mailbox of ", "New")
	if n := strings.Count(list.body, `class="unread"`); n < 2 {
		t.Errorf("%d messages are new, want 2 or more", n)
	}
	here := "/mailbox/?to=ada%40example.org"
	for _, form := range [][]string{{"do", "move", "until", later.Format(time.RFC3339Nano)}, {"do", "alone"}} {
		if a := box.want(box.post(here, form...), http.StatusSeeOther); a.header.Get("Location") != here {
			t.Errorf("%s leads to %q", form, a.header.Get("Location"))
		}
	}
	if len(moved) != 1 || !moved[0].Equal(later) {
		t.Errorf("the clock was moved to %v, want %v", moved, later)
	}
	box.want(box.get(here), http.StatusOK, "You play everyone")
	box.want(box.post(here, "do", "together"), http.StatusSeeOther)
	box.want(box.get(here), http.StatusOK, "Email that you leave unopened is answered by its recipient")
	box.want(box.post(here, "do", "move", "until", "tomorrow"), http.StatusBadRequest)
}

func TestMessageIsShownInASandbox(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	s.ApproveDraft()
	s.RunTo(s.Now.Add(30 * time.Hour))
	box := postbox(s, &web.Mailbox{})
	for _, m := range s.Delivered() {
		path := "/mailbox/" + m.ID
		page := box.want(box.get(path), http.StatusOK, `sandbox="allow-popups allow-popups-to-escape-sandbox"`, `src="`+path+`/html"`)
		if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("the page's policy is %q", csp)
		}
		body := box.want(box.get(path+"/html"), http.StatusOK, `<base target="_blank">`)
		if csp := body.header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox allow-popups allow-popups-to-escape-sandbox") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("the message's policy is %q", csp)
		}
		text := box.want(box.get(path+"/text"), http.StatusOK)
		for _, link := range m.Links {
			if !strings.Contains(text.body, `<a href="`+link+`">`) {
				t.Errorf("the text of %q does not lead to its links", m.Subject)
				break
			}
		}
		box.want(box.get(path+"/source"), http.StatusOK, "Message-ID: ")
		if m.ICS != nil {
			box.want(box.get(path+"/calendar"), http.StatusOK, "BEGIN:VCALENDAR")
		}
	}
	for _, bad := range []string{"/mailbox/x", "/mailbox/..%2f..%2fetc%2fpasswd", "/mailbox/" + strings.Repeat("0", 32) + "/source", "/mailbox/%00"} {
		box.want(box.get(bad), http.StatusNotFound)
	}
	box.want(box.post("/mailbox/"), http.StatusNotFound) // there is no clock to advance
}

func TestHostileMessageStaysInItsFrame(t *testing.T) {
	t.Parallel()
	s := invited(t)
	const id = "0123456789abcdef0123456789abcdef"
	message := "From: \"<script>alert(1)</script>\" <a@example.org>\r\nTo: b@example.org\r\nSubject: <img src=x onerror=alert(1)>\r\nDate: Mon, 11 Jan 2027 10:00:00 +0000\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n</pre><script>alert(1)</script> https://evil.example/\"onmouseover=alert(1)\r\n"
	if err := os.WriteFile(filepath.Join(s.Maildir, "new", id), []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
	box := postbox(s, &web.Mailbox{})
	for _, path := range []string{"/mailbox/?to=b@example.org", "/mailbox/" + id, "/mailbox/" + id + "/text"} {
		a := box.want(box.get(path), http.StatusOK)
		if strings.Contains(a.body, "<script") || strings.Contains(a.body, "<img") || strings.Contains(a.body, `"onmouseover`) {
			t.Errorf("%s shows text as markup:\n%s", path, a.body)
		}
	}
}

func TestPreviewShowsEverySampleAndSavesNothing(t *testing.T) {
	t.Parallel()
	preview := web.PreviewHandler()
	ask := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		preview.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(url.Values{}.Encode())))
		return w
	}
	list := ask("GET", "/").Body.String()
	emails, pages := templates.Samples()
	for _, s := range emails {
		for _, suffix := range []string{".html", ".txt"} {
			path := "/email/" + s.Name + suffix
			if w := ask("GET", path); w.Code != http.StatusOK || !strings.Contains(list, path) {
				t.Errorf("%s answers %d", path, w.Code)
			}
		}
	}
	for _, s := range pages {
		path := "/page/" + s.Name
		if w := ask("GET", path); w.Code != http.StatusOK || !strings.Contains(list, path) {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
	if w := ask("POST", "/approve"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/" {
		t.Errorf("a form answers %d", w.Code)
	}
	if w := ask("GET", "/style.css"); w.Code != http.StatusOK {
		t.Errorf("the style sheet answers %d", w.Code)
	}
}
