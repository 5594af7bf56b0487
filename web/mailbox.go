package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// Mailbox shows everybody's mail out of one Maildir, for the embedded default
// and demonstrations. It is meant for loopback: whoever reaches it reads all.
type Mailbox struct {
	Dir  string
	Zone string // in which times are shown; "" is UTC
	Now  func() time.Time

	// People names the owners of mailboxes; nil leaves it to the messages.
	People func(context.Context) ([]program.Person, error)

	// Next says what happens next in a simulated time, and Advance goes there.
	// Both nil hide the clock. what is "" where nothing is planned.
	Next    func(context.Context) (what string, at time.Time, err error)
	Advance func(context.Context) error

	// Story tells what has happened, newest first; nil hides it.
	Story func() []templates.StoryLine

	mu   sync.Mutex
	read map[string]bool // ids of messages that were opened
}

// mailboxPolicy lets the page hold the frame with the message.
const mailboxPolicy = pagePolicy + "; frame-src 'self'"

// Handler serves the pages below /mailbox/. The style sheet is Server's.
func (m *Mailbox) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /mailbox/{$}":                m.showList,
		"POST /mailbox/{$}":               m.advance,
		"GET /mailbox/{message}":          m.showMessage,
		"GET /mailbox/{message}/html":     m.showHTML,
		"GET /mailbox/{message}/text":     m.showText,
		"GET /mailbox/{message}/calendar": m.downloadCalendar,
		"GET /mailbox/{message}/source":   m.showSource,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := h(w, r); err != nil {
				http.Error(w, clean(err.Error()), http.StatusInternalServerError)
			}
		})
	}
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		w.Header().Set("Content-Security-Policy", mailboxPolicy)
		guarded.ServeHTTP(w, r)
	})
}

// showList shows the people, and the messages of one of them.
func (m *Mailbox) showList(w http.ResponseWriter, r *http.Request) error {
	all, err := mail.Messages(m.Dir)
	if err != nil {
		return err
	}
	page := templates.MailboxPage{Frame: templates.Frame{Zone: m.Zone}, Now: m.Now()}
	chosen := r.URL.Query().Get("to")
	if page.People, err = m.people(r.Context(), all, chosen); err != nil {
		return err
	}
	for _, p := range page.People {
		if p.Selected {
			page.Person = p.Name
		}
	}
	for _, received := range slices.Backward(all) {
		if chosen != "" && key(received.To) == key(chosen) {
			page.Messages = append(page.Messages, m.line(received))
		}
	}
	if m.Next != nil && m.Advance != nil {
		page.Action = "/mailbox/?" + r.URL.RawQuery
		if page.Next, page.NextAt, err = m.Next(r.Context()); err != nil {
			return err
		}
	}
	if m.Story != nil {
		page.Story = m.Story()
	}
	return renderMailbox(w, page)
}

// advance lets the simulated time go on.
func (m *Mailbox) advance(w http.ResponseWriter, r *http.Request) error {
	if m.Advance == nil {
		http.NotFound(w, r)
		return nil
	}
	if err := m.Advance(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.RequestURI(), http.StatusSeeOther)
	return nil
}

// people lists those whom People names, in its order, and then everyone else
// who has mail.
func (m *Mailbox) people(ctx context.Context, all []mail.Received, chosen string) ([]templates.MailboxPerson, error) {
	var list []templates.MailboxPerson
	at := map[string]int{}
	add := func(name, address string) {
		if _, known := at[key(address)]; known || address == "" {
			return
		}
		at[key(address)] = len(list)
		list = append(list, templates.MailboxPerson{Name: name, Address: address, URL: mailboxOf(address), Selected: key(address) == key(chosen)})
	}
	if m.People != nil {
		people, err := m.People(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			add(p.DisplayName(), string(p.Address))
		}
	}
	for _, received := range all {
		add(nameOr(received.ToName, received.To), received.To)
		if i, known := at[key(received.To)]; known {
			list[i].Messages++
			if !m.wasRead(received.ID) {
				list[i].Unread++
			}
		}
	}
	return list, nil
}

func (m *Mailbox) line(r mail.Received) templates.MailboxLine {
	return templates.MailboxLine{
		From: nameOr(r.FromName, r.From), Subject: r.Subject, At: r.Date, URL: "/mailbox/" + r.ID, Unread: !m.wasRead(r.ID), Calendar: r.ICS != nil,
	}
}

func (m *Mailbox) wasRead(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read[id]
}

func (m *Mailbox) noteRead(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read == nil {
		m.read = map[string]bool{}
	}
	m.read[id] = true
}

func key(address string) string { return strings.ToLower(address) }

func nameOr(name, address string) string {
	if name != "" {
		return name
	}
	return address
}
