package main

import (
	"bytes"
	"context"
	"sync"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// postbox delivers into the demo's Maildir and remembers what it was.
type postbox struct {
	mail.Maildir
	work  *jobs.Work
	kinds bool // remember also what kind each message was

	mu       sync.Mutex
	arrivals []program.OutboxRow     // since they were last taken
	kind     map[string]program.Kind // of what has arrived, by Message-ID
	total    int
}

// Open implements mail.Transport.
func (b *postbox) Open(ctx context.Context) (mail.Conn, error) {
	conn, err := b.Maildir.Open(ctx)
	if err != nil {
		return nil, err
	}
	return postboxConn{conn, b}, nil
}

type postboxConn struct {
	mail.Conn
	box *postbox
}

// Send implements mail.Conn.
func (c postboxConn) Send(ctx context.Context, p mail.Parcel) mail.Outcome {
	out := c.Conn.Send(ctx, p)
	if out.Status == mail.Delivered {
		c.box.arrived(ctx, p)
	}
	return out
}

// arrived notes a message. What it is stands in its row, which is one of the
// few that are leaving at this moment.
func (b *postbox) arrived(ctx context.Context, p mail.Parcel) {
	var rows []program.OutboxRow
	if b.kinds {
		rows, _ = b.work.Store.Outbox(ctx, db.OutboxFilter{States: []program.OutboxState{program.OutboxSending}, Limit: 100}) // none: the story is shorter
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total++
	for _, r := range rows {
		id := mail.MessageID(b.work.Secret, r.ID, r.Generation, b.work.From.Domain())
		if bytes.Contains(p.Data, []byte("Message-ID: <"+id+">")) {
			b.arrivals, b.kind[id] = append(b.arrivals, r), r.Kind
		}
	}
}

// kindOf is what kind a message that has arrived is.
func (b *postbox) kindOf(letter mail.Received) program.Kind {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kind[letter.MessageID]
}

// take returns what has arrived since the last call.
func (b *postbox) take() []program.OutboxRow {
	b.mu.Lock()
	defer b.mu.Unlock()
	arrivals := b.arrivals
	b.arrivals = nil
	return arrivals
}

// count is how many messages have arrived in all.
func (b *postbox) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total
}
