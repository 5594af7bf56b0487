package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// cast is everyone who takes part, played from their mailboxes.
type cast struct {
	*demo
	players map[string]*player // by key of their address
	admins  []*player
	plans   []plan
	read    []mail.Received // every message, once its reader has seen it; Text and HTML are gone
	seen    map[string]bool // ids of messages that their readers have considered
	asked   int             // how many are expected to register
	tooLate int             // Administrators who were told that somebody else had approved
	hand    *hand           // the visitor's; nil where every part is played
}

// plan is something a player means to do.
type plan struct {
	at     time.Time
	letter string // id of the message that asks for it
	link   string // by which it is done
	do     func(ctx context.Context) error
}

// playEveryone plays every part until nothing more is planned, and looks
// whether the story is complete.
func (d *demo) playEveryone(ctx context.Context) error {
	began := time.Now()
	c, err := d.cast(ctx)
	if err != nil {
		return err
	}
	if err := c.play(ctx); err != nil {
		return err
	}
	missing, err := c.missing(ctx)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: %s; the messages are in %s", errNotComplete, names(missing[:min(3, len(missing))]), d.folder.mail())
	}
	return c.conclude(ctx, time.Since(began))
}

func (d *demo) cast(ctx context.Context) (*cast, error) {
	people, err := d.store.Participants(ctx, d.program.ID)
	if err != nil {
		return nil, err
	}
	c, looked := &cast{demo: d, players: map[string]*player{}, seen: map[string]bool{}}, map[string]int{}
	if !d.auto {
		looked = nil // somebody else may change the database meanwhile
	}
	slices.SortFunc(people, func(a, b program.Participant) int { return cmp.Compare(a.Person.Address.Key(), b.Person.Address.Key()) })
	for i, p := range people {
		one := newPlayer(d.seed, string(p.Person.Address), p.Person.DisplayName(), i, len(people), false)
		c.players[p.Person.Address.Key()] = one
		if !one.absent {
			c.asked++
		}
	}
	for i, a := range d.program.Admins {
		one := newPlayer(d.seed, string(a), d.nameOf(string(a)), i, len(people), true)
		c.players[a.Key()], c.admins = one, append(c.admins, one)
	}
	for _, one := range c.players {
		one.browser = newBrowser(d.baseURL, d.folder, looked)
	}
	return c, nil
}

// play goes on until nothing more is planned.
func (c *cast) play(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = c.playNext(context.WithoutCancel(ctx), time.Time{}); err != nil && ctx.Err() == nil {
			return err
		}
		if c.story.quietFor() > 3*time.Second {
			c.story.tell(c.clock.now(), "… %d messages so far", c.post.count())
		}
	}
	return ctx.Err()
}

// playNext goes to the next event, if there is one until then (zero: ever):
// somebody reads their mail, something becomes due, somebody does what they
// meant to do.
func (c *cast) playNext(ctx context.Context, until time.Time) (more bool, err error) {
	if err := c.readMail(); err != nil {
		return false, err
	}
	next, err := c.store.NextDue(ctx, c.clock.now())
	if err != nil {
		return false, err
	}
	planned := len(c.plans) > 0 && (next.IsZero() || !c.plans[0].at.After(next)) && !c.hand.plays()
	if planned {
		next = c.plans[0].at
	}
	if next.IsZero() || !until.IsZero() && next.After(until) {
		return false, nil
	}
	c.clock.set(next)
	if planned {
		p := c.plans[0]
		c.plans = c.plans[1:]
		err = c.act(ctx, p) // the pages run what follows
	} else {
		err = c.step(ctx, next)
	}
	if err != nil {
		err = fmt.Errorf("on %s: %w", next.In(c.story.zone).Format("2 January 2006, 15:04"), err)
	}
	return true, err
}

// mean adds something to what a player will do about a message.
func (c *cast) mean(at time.Time, letter mail.Received, link string, do func(ctx context.Context) error) {
	i, _ := slices.BinarySearchFunc(c.plans, at, func(p plan, at time.Time) int {
		return cmp.Or(p.at.Compare(at), -1) // behind what is planned for the same time
	})
	c.plans = slices.Insert(c.plans, i, plan{at, letter.ID, link, do})
}

// act does what a player meant to do, unless the visitor has taken it on.
func (c *cast) act(ctx context.Context, p plan) error {
	if c.hand == nil {
		return p.do(ctx)
	}
	taken, err := c.hand.took(ctx, p)
	if err == nil && !taken {
		err = p.do(ctx)
	}
	if errors.Is(err, errOtherwise) {
		return nil // the visitor has changed what was there to do
	}
	return err
}

// readMail gives every new message to its reader, in the order of their names,
// so that the story is the same each time, and marks it as seen.
func (c *cast) readMail() error {
	entries, err := os.ReadDir(filepath.Join(c.folder.mail(), "new"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var letters []mail.Received
	for _, e := range entries {
		if c.seen[e.Name()] {
			continue
		}
		letter, err := mail.Read(c.folder.mail(), e.Name())
		if err != nil {
			return err
		}
		letters = append(letters, letter)
	}
	slices.SortFunc(letters, func(a, b mail.Received) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.To, b.To), cmp.Compare(a.MessageID, b.MessageID))
	})
	for _, letter := range letters {
		reader := c.players[program.Address(letter.To).Key()]
		if reader == nil {
			return fmt.Errorf("a message went to %s, who takes no part", letter.To)
		}
		c.seen[letter.ID] = true
		switch {
		case !reader.admin:
			c.considers(reader, letter)
		case c.hand == nil:
			c.administers(reader, letter)
		default:
			c.hand.receives(reader, letter)
		}
		if c.hand != nil {
			continue // new to the visitor
		}
		from, to := filepath.Join(c.folder.mail(), "new", letter.ID), filepath.Join(c.folder.mail(), "cur", letter.ID+":2,S")
		if err := os.Rename(from, to); err != nil {
			return err
		}
		letter.Text, letter.HTML, letter.Links = "", "", nil
		c.read = append(c.read, letter)
	}
	return nil
}
