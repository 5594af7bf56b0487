package main

import (
	"cmp"
	"context"
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
	asked   int             // how many are expected to register
	tooLate int             // Administrators who were told that somebody else had approved
}

// plan is something a player means to do.
type plan struct {
	at time.Time
	do func(ctx context.Context) error
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
	c, looked := &cast{demo: d, players: map[string]*player{}}, map[string]int{}
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

// play goes from one event to the next: something becomes due, somebody does
// what they meant to do, somebody reads their mail.
func (c *cast) play(ctx context.Context) error {
	whole := context.WithoutCancel(ctx)
	for ctx.Err() == nil {
		if err := c.readMail(); err != nil {
			return err
		}
		next, err := c.store.NextDue(whole, c.clock.now())
		if err != nil {
			return err
		}
		planned := len(c.plans) > 0 && (next.IsZero() || !c.plans[0].at.After(next))
		if planned {
			next = c.plans[0].at
		}
		if next.IsZero() {
			return nil
		}
		c.clock.set(next)
		if planned {
			do := c.plans[0].do
			c.plans = c.plans[1:]
			err = do(whole) // the pages run what follows
		} else {
			err = c.step(ctx, next)
		}
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("on %s: %w", next.In(c.story.zone).Format("2 January 2006, 15:04"), err)
		}
		if c.story.quietFor() > 3*time.Second {
			c.story.tell(c.clock.now(), "… %d messages so far", c.post.count())
		}
	}
	return ctx.Err()
}

// mean adds something to what a player will do.
func (c *cast) mean(at time.Time, do func(ctx context.Context) error) {
	i, _ := slices.BinarySearchFunc(c.plans, at, func(p plan, at time.Time) int {
		return cmp.Or(p.at.Compare(at), -1) // behind what is planned for the same time
	})
	c.plans = slices.Insert(c.plans, i, plan{at, do})
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
		c.considers(reader, letter)
		from, to := filepath.Join(c.folder.mail(), "new", letter.ID), filepath.Join(c.folder.mail(), "cur", letter.ID+":2,S")
		if err := os.Rename(from, to); err != nil {
			return err
		}
		letter.Text, letter.HTML, letter.Links = "", "", nil
		c.read = append(c.read, letter)
	}
	return nil
}
