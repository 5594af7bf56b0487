package web

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// PreviewHandler shows every email and page with made-up data, at "/". Nothing
// behind it can be sent or saved: it has no store, and every form leads back
// to the list.
func PreviewHandler() http.Handler {
	emails, pages := templates.Samples()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(templates.Stylesheet())
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { showPreview(w, previewList(emails, pages)) })
	for _, s := range emails {
		mux.HandleFunc("GET "+emailPath(s)+".html", func(w http.ResponseWriter, _ *http.Request) { showPreviewEmail(w, s, true) })
		mux.HandleFunc("GET "+emailPath(s)+".txt", func(w http.ResponseWriter, _ *http.Request) { showPreviewEmail(w, s, false) })
	}
	for _, s := range pages {
		mux.HandleFunc("GET "+pagePath(s), func(w http.ResponseWriter, _ *http.Request) { showPreview(w, s.Page) })
	}
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		w.Header().Set("Content-Security-Policy", mailboxPolicy)
		mux.ServeHTTP(w, r)
	})
}

func emailPath(s templates.EmailSample) string { return "/email/" + s.Name }

func pagePath(s templates.PageSample) string { return "/page/" + s.Name }

func previewList(emails []templates.EmailSample, pages []templates.PageSample) templates.PreviewPage {
	var list templates.PreviewPage
	for _, s := range emails {
		line := templates.PreviewEmail{Name: s.Name, Kind: s.Kind, HTML: emailPath(s) + ".html", Text: emailPath(s) + ".txt"}
		if email, err := templates.RenderEmail(s.Kind, s.Data, neutral); err == nil {
			line.Subject = email.Subject
		} else {
			line.Subject = err.Error()
		}
		list.Emails = append(list.Emails, line)
	}
	for _, s := range pages {
		list.Pages = append(list.Pages, templates.PreviewLink{Name: strings.ReplaceAll(s.Name, "_", " "), URL: pagePath(s)})
	}
	return list
}

// neutral is where the links of a preview lead: nowhere.
func neutral(l program.Link) string {
	return "https://peerpost.invalid/" + string(l.Purpose) + "/preview"
}

func showPreviewEmail(w http.ResponseWriter, s templates.EmailSample, asHTML bool) {
	email, err := templates.RenderEmail(s.Kind, s.Data, neutral)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	case asHTML:
		writeMessage(w, email.HTML)
	default:
		w.Header().Set("Content-Security-Policy", messagePolicy) // the page of a message holds it in a frame
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("Subject: " + email.Subject + "\n\n" + email.Text))
	}
}

func showPreview(w http.ResponseWriter, page templates.Page) {
	var b bytes.Buffer
	if err := templates.RenderPage(&b, page); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writePage(w, http.StatusOK, b.Bytes())
}
