package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// MailboxPage is the mailbox of the embedded default: everyone's mail, and in
// demo the simulated clock. The form posts to Form.Action with "do": next.
type MailboxPage struct {
	Frame
	Form     // Action "" hides the clock's button
	Now      time.Time
	Next     string    // what happens next; "" where nothing does
	NextAt   time.Time // when
	Person   string    // whose messages are shown; "" is nobody's yet
	People   []MailboxPerson
	Messages []MailboxLine
	Story    []StoryLine // newest first
}

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
