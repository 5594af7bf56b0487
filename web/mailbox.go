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

	// Clock says what lies ahead in a simulated time; nil hides the clock. A
	// message that it names is given by its ID. Move goes on to until, and Alone
	// says whether anybody but the visitor answers.
	Clock func(context.Context) (templates.MailboxClock, error)
	Move  func(ctx context.Context, until time.Time) error
	Alone func(bool)

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
		"POST /mailbox/{$}":               m.moveClock,
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

// mostNewest is how many messages are shown of everyone's.
const mostNewest = 12

// showList shows the people, and the messages of one of them or the newest of
// all.
func (m *Mailbox) showList(w http.ResponseWriter, r *http.Request) error {
	all, err := mail.Messages(m.Dir)
	if err != nil {
		return err
	}
	page := templates.MailboxPage{Frame: templates.Frame{Zone: m.Zone}, Now: m.Now(), Everyone: "/mailbox/"}
	chosen := r.URL.Query().Get("to")
	if page.People, err = m.people(r.Context(), all, chosen); err != nil {
		return err
	}
	for _, p := range page.People {
		if p.Selected {
			page.Person = p.Name
		}
	}
	page.Messages = m.lines(all, chosen, page.People)
	if m.Clock != nil {
		page.Action = "/mailbox/?" + r.URL.RawQuery
		if page.Clock, err = m.Clock(r.Context()); err != nil {
			return err
		}
		page.Clock.Decide, page.Clock.Home, page.Clock.Report = messageAt(page.Clock.Decide), messageAt(page.Clock.Home), messageAt(page.Clock.Report)
	}
	if m.Story != nil {
		page.Story = m.Story()
	}
	return renderMailbox(w, page)
}

// lines are the messages to the one who was chosen, or the newest of all with
// the names of their recipients; newest first.
func (m *Mailbox) lines(all []mail.Received, chosen string, people []templates.MailboxPerson) []templates.MailboxLine {
	var lines []templates.MailboxLine
	names := map[string]string{}
	for _, p := range people {
		names[key(p.Address)] = p.Name
	}
	for _, received := range slices.Backward(all) {
		if chosen == "" && len(lines) == mostNewest {
			break
		}
		if chosen == "" || key(received.To) == key(chosen) {
			line := m.line(received)
			if chosen == "" {
				line.To = names[key(received.To)]
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// moveClock lets the simulated time go on, or changes who answers meanwhile.
func (m *Mailbox) moveClock(w http.ResponseWriter, r *http.Request) error {
	if m.Clock == nil {
		http.NotFound(w, r)
		return nil
	}
	switch do := r.PostFormValue("do"); do {
	case "alone", "together":
		m.Alone(do == "alone")
	default:
		until, err := time.Parse(time.RFC3339Nano, r.PostFormValue("until"))
		if err != nil {
			http.Error(w, "Go back to the mailbox and move the clock there.", http.StatusBadRequest)
			return nil
		}
		if err := m.Move(r.Context(), until); err != nil {
			return err
		}
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
			if !m.WasRead(received.ID) {
				list[i].Unread++
			}
		}
	}
	return list, nil
}

func (m *Mailbox) line(r mail.Received) templates.MailboxLine {
	return templates.MailboxLine{
		From: nameOr(r.FromName, r.From), Subject: r.Subject, At: r.Date, URL: messageAt(r.ID), Unread: !m.WasRead(r.ID), Calendar: r.ICS != nil,
	}
}

// WasRead reports whether somebody has opened a message here.
func (m *Mailbox) WasRead(id string) bool {
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

// messageAt is where a message is shown; "" for none.
func messageAt(id string) string {
	if id == "" {
		return ""
	}
	return "/mailbox/" + id
}

func key(address string) string { return strings.ToLower(address) }

func nameOr(name, address string) string {
	if name != "" {
		return name
	}
	return address
}
