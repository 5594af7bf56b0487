package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
)

// Maildir delivers into one directory in the Maildir layout (tmp, new, cur),
// for the embedded default: the demo shows it as everybody's mailbox.
type Maildir struct {
	Dir string

	// NoSync leaves it to the system when messages reach the disk: for mail
	// that nobody misses after a power cut.
	NoSync bool
}

// Open makes the directories.
func (m *Maildir) Open(context.Context) (Conn, error) {
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(m.Dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("maildir: %w; use a directory that this user may write", err)
		}
	}
	return maildirConn{m}, nil
}

// Probe implements Transport: it writes a file where messages begin.
func (m *Maildir) Probe(ctx context.Context) error {
	if _, err := m.Open(ctx); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Join(m.Dir, "tmp"), "probe")
	if err != nil {
		return fmt.Errorf("maildir: %w; use a directory that this user may write", err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

type maildirConn struct{ maildir *Maildir }

// Send implements Conn. The file's name is made of the Message-ID, so a
// message sent again replaces itself.
func (c maildirConn) Send(ctx context.Context, p Parcel) Outcome {
	deferred := func(err error) Outcome {
		return Outcome{Status: Deferred, Systemic: true, At: atMaildir, Text: clean(err.Error())}
	}
	if err := p.check(); err != nil {
		return Outcome{Status: Refused, At: "the envelope", Text: err.Error()}
	}
	if err := ctx.Err(); err != nil {
		return deferred(err)
	}
	if p.BeforeData != nil {
		if err := p.BeforeData(); err != nil {
			return Outcome{Status: Withheld, At: atMaildir, Err: err}
		}
	}
	name := fileName(p.Data)
	tmp, err := c.write(p.Data)
	if err != nil {
		return deferred(err)
	}
	if err := os.Rename(tmp, filepath.Join(c.maildir.Dir, "new", name)); err != nil {
		os.Remove(tmp)
		return deferred(err)
	}
	if err := c.syncNew(); err != nil {
		return Outcome{Status: Unknown, At: atMaildir, Text: clean(err.Error())}
	}
	return Outcome{Status: Delivered, At: atMaildir}
}

// Close implements Conn.
func (maildirConn) Close() {}

func (c maildirConn) write(data []byte) (path string, err error) {
	f, err := os.CreateTemp(filepath.Join(c.maildir.Dir, "tmp"), "message")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil && !c.maildir.NoSync {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// syncNew makes the rename durable.
func (c maildirConn) syncNew() error {
	if c.maildir.NoSync {
		return nil
	}
	dir, err := os.Open(filepath.Join(c.maildir.Dir, "new"))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// fileName is 32 hexadecimal digits: a hash, because a Message-ID may hold
// what a file name must not.
func fileName(data []byte) string {
	id := data
	if m, err := netmail.ReadMessage(bytes.NewReader(data)); err == nil && m.Header.Get("Message-ID") != "" {
		id = []byte(m.Header.Get("Message-ID"))
	}
	sum := sha256.Sum256(id)
	return hex.EncodeToString(sum[:16])
}
