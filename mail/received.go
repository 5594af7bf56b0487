package mail

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"
	gomessage "github.com/emersion/go-message/mail"
)

// Received is a message read back from a Maildir, as a recipient sees it.
type Received struct {
	ID        string // names the message in its Maildir; safe in a URL
	MessageID string // without angle brackets
	From      string // address
	FromName  string
	To        string // address
	ToName    string
	ReplyTo   []string // addresses
	Subject   string
	Date      time.Time
	Text      string
	HTML      string
	ICS       []byte   // the iCalendar object, or nil
	Links     []string // URLs in Text, in order, each once

	Arrived time.Time // when the Maildir got it
}

// Bounds of what is read back, so that a broken file cannot exhaust memory.
const (
	largestFile = 8 << 20
	mostParts   = 50
	deepest     = 8
)

var errNoMessage = errors.New("no such message")

// Messages returns all messages of a Maildir, oldest Date first, and of the same
// second in the order in which they arrived. A directory that does not exist is
// empty.
func Messages(dir string) ([]Received, error) {
	var all []Received
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("list messages: %w", err)
		}
		for _, e := range entries {
			if !messageName.MatchString(e.Name()) {
				continue
			}
			m, err := readFile(filepath.Join(dir, sub, e.Name()))
			if errors.Is(err, os.ErrNotExist) {
				continue // another program took it away
			}
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b Received) int {
		return cmp.Or(a.Date.Compare(b.Date), a.Arrived.Compare(b.Arrived), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

var messageName = regexp.MustCompile(`^[0-9a-f]{32}(:2,[A-Za-z]*)?$`)

// Read returns one message of a Maildir by its ID. Any text is safe as id.
func Read(dir, id string) (Received, error) {
	if !messageName.MatchString(id) {
		return Received{}, errNoMessage
	}
	for _, sub := range []string{"new", "cur"} {
		m, err := readFile(filepath.Join(dir, sub, id))
		if !errors.Is(err, os.ErrNotExist) {
			return m, err
		}
	}
	return Received{}, errNoMessage
}

func readFile(path string) (Received, error) {
	f, err := os.Open(path)
	if err != nil {
		return Received{}, err
	}
	defer f.Close()
	m, err := parse(io.LimitReader(f, largestFile))
	if err != nil {
		return Received{}, fmt.Errorf("read message %s: %w", filepath.Base(path), err)
	}
	m.ID = filepath.Base(path)
	info, err := f.Stat()
	if err != nil {
		return Received{}, fmt.Errorf("read message %s: %w", m.ID, err)
	}
	m.Arrived = info.ModTime()
	return m, nil
}

func parse(r io.Reader) (Received, error) {
	entity, err := message.Read(r)
	if err != nil && !message.IsUnknownCharset(err) {
		return Received{}, err
	}
	header := gomessage.Header{Header: entity.Header}
	var m Received
	m.From, m.FromName = firstAddress(header, "From")
	m.To, m.ToName = firstAddress(header, "To")
	replies, _ := header.AddressList("Reply-To")
	for _, a := range replies {
		m.ReplyTo = append(m.ReplyTo, a.Address)
	}
	m.Subject, _ = header.Subject()
	m.Date, _ = header.Date()
	m.MessageID, _ = header.MessageID()
	if err := m.readParts(entity); err != nil {
		return Received{}, err
	}
	m.Links = links(m.Text)
	return m, nil
}

func firstAddress(h gomessage.Header, name string) (address, display string) {
	list, err := h.AddressList(name)
	if err != nil || len(list) == 0 {
		return "", ""
	}
	return list[0].Address, list[0].Name
}

// readParts takes the first part of each kind.
func (m *Received) readParts(entity *message.Entity) error {
	count := 0
	return entity.Walk(func(path []int, part *message.Entity, _ error) error {
		if count++; count > mostParts || len(path) > deepest {
			return errors.New("too many parts")
		}
		kind, _, _ := part.Header.ContentType()
		if strings.HasPrefix(kind, "multipart/") {
			return nil
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		switch {
		case kind == "text/plain" && m.Text == "":
			m.Text = strings.ReplaceAll(string(body), "\r\n", "\n")
		case kind == "text/html" && m.HTML == "":
			m.HTML = strings.ReplaceAll(string(body), "\r\n", "\n")
		case (kind == "text/calendar" || kind == "application/ics") && m.ICS == nil:
			m.ICS = body
		}
		return nil
	})
}

var aLink = regexp.MustCompile(`https?://[^\s<>"'()\[\]]+`)

func links(text string) []string {
	var all []string
	for _, link := range aLink.FindAllString(text, -1) {
		if link = strings.TrimRight(link, ".,;:!?"); !slices.Contains(all, link) {
			all = append(all, link)
		}
	}
	return all
}
