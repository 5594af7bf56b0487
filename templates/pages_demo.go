package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// MailboxPage is the mailbox of the embedded default: everyone's mail, and in
// demo the simulated clock. Its forms post to Form.Action with "do": move and
// "until", a time as RFC 3339 writes it; alone; together.
type MailboxPage struct {
	Frame
	Form     // Action "" hides the clock
	Clock    MailboxClock
	Now      time.Time
	Person   string // whose messages are shown; "" is everyone's
	Everyone string // URL of everyone's newest messages
	People   []MailboxPerson
	Messages []MailboxLine
	Story    []StoryLine // newest first
}

// MailboxClock is what lies ahead in a simulated time.
type MailboxClock struct {
	Next   []MailboxEvent // what happens next, and what changes the story next; none where nothing does
	Decide string         // URL of a message that waits for an Administrator's decision; "" where none does
	Home   string         // URL of a message by which an Administrator can have a new draft made; "" while that is no help
	Report string         // URL of the program's report; "" until there is one
	Alone  bool           // nobody but the visitor answers
}

// MailboxEvent is something to come.
type MailboxEvent struct {
	What string
	At   time.Time
}

// Until is the event's time as a form posts it.
func (e MailboxEvent) Until() string { return e.At.UTC().Format(time.RFC3339Nano) }

// MailboxPerson is one mailbox.
type MailboxPerson struct {
	Name     string
	Address  string
	URL      string
	Messages int
	Unread   int
	Selected bool
}

// MailboxLine is one message in a mailbox.
type MailboxLine struct {
	From     string
	To       string // "" where everything shown is to one person
	Subject  string
	At       time.Time
	URL      string
	Unread   bool
	Calendar bool // carries an invitation
}

// StoryLine is one thing that happened.
type StoryLine struct {
	At   time.Time
	Text string
}

// MessagePage shows one message around a sandboxed iframe.
type MessagePage struct {
	Frame
	Subject  string
	From, To string
	ReplyTo  string // "" hides it
	Date     time.Time
	Headers  []Header // further ones
	Body     string   // URL of what is shown in the iframe
	Text     bool     // the iframe shows the text part
	Toggle   string   // URL of this page with the other part; "" hides it
	Calendar string   // URL of the .ics; "" hides it
	Source   string   // URL of the raw message; "" hides it
	Back     string   // URL of the mailbox
}

// Header is one line of a message's header.
type Header struct{ Name, Value string }

// PreviewPage lists every email and page with sample data.
type PreviewPage struct {
	Frame
	Emails []PreviewEmail
	Pages  []PreviewLink
}

// PreviewEmail is one email with sample data.
type PreviewEmail struct {
	Name    string
	Kind    program.Kind
	Subject string
	HTML    string // URL
	Text    string // URL
}

// PreviewLink is one page with sample data.
type PreviewLink struct {
	Name string
	URL  string
}

func (MailboxPage) page() string { return "mailbox" }
func (MessagePage) page() string { return "message" }
func (PreviewPage) page() string { return "preview" }
