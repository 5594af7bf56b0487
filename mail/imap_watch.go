package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Watch takes every message that nobody has seen, the oldest first, and goes on with
// those that come until ctx ends; then it returns nil. A message is marked as seen
// once take has returned nil, so that each is taken at least once: an interruption
// leaves it for the next time. One of more than 10 MB is marked without a look.
// Any error is trouble with the server, or that some messages could not be taken, of
// which it wraps the first: those behind them were. The caller watches again later.
func (b *Inbox) Watch(ctx context.Context, take func(ctx context.Context, raw []byte) error) error {
	err := b.watch(ctx, take)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (b *Inbox) watch(ctx context.Context, take func(ctx context.Context, raw []byte) error) error {
	news := make(chan struct{}, 1)
	session, err := b.open(ctx, false, news)
	if err != nil {
		return err
	}
	defer session.Close()
	for {
		if err := takeUnseen(ctx, session, take); err != nil {
			return err
		}
		if err := b.wait(ctx, session, news); err != nil {
			return err
		}
	}
}

// wait returns when something may have come.
func (b *Inbox) wait(ctx context.Context, session *imapclient.Client, news <-chan struct{}) error {
	pause := time.NewTimer(b.PollEvery)
	defer pause.Stop()
	if !session.Caps().Has(imap.CapIdle) {
		select {
		case <-pause.C:
			return session.Noop().Wait()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	idle, err := session.Idle()
	if err != nil {
		return fmt.Errorf("wait for mail: %s", clean(err.Error()))
	}
	ended := make(chan error, 1)
	go func() { ended <- idle.Wait() }()
	select {
	case <-news:
	case <-pause.C: // and look, whatever the server says
	case err := <-ended:
		return errors.Join(errors.New("wait for mail: the server ended it"), err)
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := idle.Close(); err != nil {
		return fmt.Errorf("wait for mail: %s", clean(err.Error()))
	}
	return <-ended
}

// takeUnseen takes what nobody has seen, one message after another, also where one
// cannot be taken: it may never be.
func takeUnseen(ctx context.Context, session *imapclient.Client, take func(ctx context.Context, raw []byte) error) error {
	found, err := session.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
	if err != nil {
		return fmt.Errorf("look for mail: %s", clean(err.Error()))
	}
	var failures []error
	for _, uid := range found.AllUIDs() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := takeOne(ctx, session, uid, take); err != nil {
			failures = append(failures, err)
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("%d of %d messages could not be taken: %w", len(failures), len(found.AllUIDs()), failures[0])
	}
	return nil
}

func takeOne(ctx context.Context, session *imapclient.Client, uid imap.UID, take func(ctx context.Context, raw []byte) error) error {
	one := imap.UIDSetNum(uid)
	sizes, err := session.Fetch(one, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return fmt.Errorf("read mail: %s", clean(err.Error()))
	}
	if len(sizes) == 0 {
		return nil // somebody else has moved it away
	}
	if sizes[0].RFC822Size <= largestIncoming {
		body := &imap.FetchItemBodySection{Peek: true}
		messages, err := session.Fetch(one, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}}).Collect()
		if err != nil {
			return fmt.Errorf("read mail: %s", clean(err.Error()))
		}
		if len(messages) == 0 {
			return nil
		}
		if err := take(ctx, messages[0].FindBodySection(body)); err != nil {
			return err
		}
	}
	seen := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}
	if err := session.Store(one, seen, nil).Close(); err != nil {
		return fmt.Errorf("mark mail as seen: %s", clean(err.Error()))
	}
	return nil
}
