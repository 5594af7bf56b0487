package web

import (
	"bytes"
	"errors"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/templates"
)

// messagePolicy is what a message may do in its frame: look as it does. Links
// open in a new window, which the sandbox lets go free.
const messagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"

// inNewWindow makes every link of a framed message open a window of its own.
const inNewWindow = `<base target="_blank">`

// showMessage shows one message's header around the frame with its body.
func (m *Mailbox) showMessage(w http.ResponseWriter, r *http.Request) error {
	received, found := m.message(w, r)
	if !found {
		return nil
	}
	if r.Method == http.MethodGet {
		m.noteRead(received.ID)
	}
	path := messageAt(received.ID)
	page := templates.MessagePage{
		Frame: templates.Frame{Zone: m.Zone}, Subject: received.Subject, From: withName(received.FromName, received.From), To: withName(received.ToName, received.To),
		ReplyTo: strings.Join(received.ReplyTo, ", "), Date: received.Date, Text: r.URL.Query().Has("text"),
		Source: path + "/source", Back: mailboxOf(received.To),
	}
	page.Body, page.Toggle = path+"/html", path+"?text"
	if page.Text {
		page.Body, page.Toggle = path+"/text", path
	}
	if received.ICS != nil {
		page.Calendar = path + "/calendar"
	}
	return renderMailbox(w, page)
}

// showHTML is the HTML part, alone at its own URL.
func (m *Mailbox) showHTML(w http.ResponseWriter, r *http.Request) error {
	received, found := m.message(w, r)
	if !found {
		return nil
	}
	writeMessage(w, strings.Replace(received.HTML, "<head>", "<head>"+inNewWindow, 1))
	return nil
}

// showText is the text part as people see it, with its links to click on.
func (m *Mailbox) showText(w http.ResponseWriter, r *http.Request) error {
	received, found := m.message(w, r)
	if !found {
		return nil
	}
	text := html.EscapeString(received.Text)
	for _, link := range received.Links {
		l := html.EscapeString(link)
		text = strings.ReplaceAll(text, l+"\n", `<a href="`+l+`">`+l+"</a>\n")
	}
	writeMessage(w, "<!DOCTYPE html><html><head>"+inNewWindow+`<meta charset="utf-8"><title>Text</title><meta name="color-scheme" content="light dark"></head>`+
		`<body><pre style="white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1rem">`+text+"</pre></body></html>")
	return nil
}

func writeMessage(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Security-Policy", messagePolicy)
	writePage(w, http.StatusOK, []byte(body))
}

// downloadCalendar is the invitation, for a calendar to open.
func (m *Mailbox) downloadCalendar(w http.ResponseWriter, r *http.Request) error {
	received, found := m.message(w, r)
	if !found {
		return nil
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="invite.ics"`)
	_, err := w.Write(received.ICS)
	return err
}

// showSource is the message as it would have left.
func (m *Mailbox) showSource(w http.ResponseWriter, r *http.Request) error {
	received, found := m.message(w, r)
	if !found {
		return nil
	}
	for _, sub := range []string{"new", "cur"} {
		source, err := os.ReadFile(filepath.Join(m.Dir, sub, received.ID))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = w.Write(source)
		return err
	}
	return nil
}

// message is the one that the path names. It answers 404 where there is none.
func (m *Mailbox) message(w http.ResponseWriter, r *http.Request) (mail.Received, bool) {
	received, err := mail.Read(m.Dir, r.PathValue("message"))
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		_ = renderMailbox(w, templates.NotFoundPage{})
	}
	return received, err == nil
}

func renderMailbox(w http.ResponseWriter, page templates.Page) error {
	var b bytes.Buffer
	if err := templates.RenderPage(&b, page); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(b.Bytes())
	return err
}

func mailboxOf(address string) string { return "/mailbox/?to=" + url.QueryEscape(address) }

func withName(name, address string) string {
	if name == "" {
		return address
	}
	return name + " <" + address + ">"
}
