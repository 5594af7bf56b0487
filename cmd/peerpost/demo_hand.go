package main

import (
	"context"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
	"github.com/peerpost/peerpost/web/link"
)

// hand is the visitor's: it moves the clock and decides for Administrators.
// Everyone else answers by themselves, but for the messages that the visitor
// has opened.
type hand struct {
	*cast
	over atomic.Bool // the demo ends

	mu     sync.Mutex              // held while the clock moves: one move at a time
	alone  bool                    // the visitor plays everyone
	newest map[program.Kind]string // ids of the messages to the first Administrator
	home   string                  // id of the newest that leads to the administrator's home
}

// byHand gives the clock to the visitor.
func (d *demo) byHand(ctx context.Context) (*hand, error) {
	c, err := d.cast(ctx)
	if err != nil {
		return nil, err
	}
	h := &hand{cast: c, newest: map[program.Kind]string{}}
	c.hand = h
	d.box.Clock, d.box.Move, d.box.Alone = h.ahead, h.move, h.playAlone
	return h, nil
}

// play tells where everything is and leaves the rest to the visitor.
func (h *hand) play(ctx context.Context) error {
	admins := make([]string, len(h.program.Admins))
	for i, a := range h.program.Admins {
		admins[i] = string(a)
	}
	h.at.say(`
Everyone's mailbox:  %s
Administrators:      %s
First:               open the mailbox, and move the clock to the day when registration opens.
Then:                read anybody's email, follow its links, and answer as they would. Everyone whose email
                     you leave unopened answers by themselves. Administrators' decisions are yours.
Ctrl-C ends it. The messages stay in %s

`, h.mailboxURL(), strings.Join(admins, " and "), h.folder.mail())
	<-ctx.Done()
	h.over.Store(true)
	return nil
}

// ahead says what happens next, and what waits for the visitor.
func (h *hand) ahead(ctx context.Context) (templates.MailboxClock, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	clock := templates.MailboxClock{Alone: h.alone}
	if err := h.readMail(); err != nil {
		return clock, err
	}
	clock.Report = h.newest[program.ProgramReport]
	_, draft, err := h.latestDraft(ctx)
	if err == nil && draft.State == program.DraftReady {
		clock.Decide = h.newest[program.ApprovalRequest]
	}
	if err != nil && !errors.Is(err, program.ErrNotFound) {
		return clock, err
	}
	if gone, err := h.cameToNothing(ctx, draft); err != nil {
		return clock, err
	} else if gone {
		clock.Home = h.home
	}
	clock.Next, err = h.next(ctx)
	return clock, err
}

// cameToNothing reports whether nobody was introduced by the newest Draft, nor
// by one before it, and only an Administrator can still bring on another.
func (h *hand) cameToNothing(ctx context.Context, newest program.Draft) (bool, error) {
	ended := newest.State == program.DraftDiscarded || newest.State == program.DraftUndone || newest.State == program.DraftExpired
	if !ended || h.program.Over(h.clock.now()) {
		return false, nil
	}
	pairings, err := h.store.Pairings(ctx, h.program.ID)
	if err != nil || slices.ContainsFunc(pairings, func(p program.Pairing) bool { return !p.IntroducedAt.IsZero() }) {
		return false, err
	}
	return h.work.CanPair(ctx, h.program, h.clock.now())
}

// move plays everything until then, and leaves the clock there.
func (h *hand) move(ctx context.Context, until time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moving.Store(true)
	defer h.moving.Store(false)
	if err := h.playUntil(ctx, until.Add(-time.Microsecond)); err != nil {
		return err
	}
	h.tellArrivals(until, "Meanwhile: ")
	if err := h.playUntil(ctx, until); err != nil {
		return err
	}
	h.tellArrivals(until, "")
	return nil
}

func (h *hand) playUntil(ctx context.Context, until time.Time) error {
	for more := true; more; {
		var err error
		more, err = h.playNext(ctx, until)
		if h.over.Load() {
			return nil
		}
		if err != nil {
			return err
		}
	}
	h.clock.set(until)
	return nil
}

// playAlone says whether the visitor plays everyone. What the others mean to
// do waits meanwhile.
func (h *hand) playAlone(alone bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.alone = alone
}

// plays reports whether the visitor plays everyone.
func (h *hand) plays() bool { return h != nil && h.alone }

// receives notes a message to an Administrator.
func (h *hand) receives(p *player, letter mail.Received) {
	if p.order == 0 {
		h.newest[h.post.kindOf(letter)] = letter.ID
		if linkTo(letter, program.ForHome, "") != "" {
			h.home = letter.ID
		}
	}
}

// took reports whether the visitor has taken something on: they have opened
// the message that asks for it, or it is done already.
func (h *hand) took(ctx context.Context, p plan) (bool, error) {
	if h.box.WasRead(p.letter) {
		return true, nil
	}
	taken, err := h.done(ctx, p.link)
	if errors.Is(err, program.ErrNotFound) {
		return true, nil // who was to do it takes part no more
	}
	return taken, err
}

// done reports whether somebody has done what a link asks them for.
func (h *hand) done(ctx context.Context, href string) (bool, error) {
	u, err := url.Parse(href)
	if err != nil {
		return false, err
	}
	l, err := h.store.Link(ctx, program.ID(link.ID(path.Base(u.Path))))
	if err != nil {
		return false, err
	}
	p, err := h.store.ParticipantOf(ctx, l.ProgramID, l.PersonID)
	if err != nil {
		return false, err
	}
	switch l.Purpose {
	case program.ForMet:
		answers, err := h.store.MetAnswers(ctx, l.Object)
		_, given := answers[p.ID]
		return given, err
	case program.ForSurvey:
		answer, err := h.store.Answer(ctx, l.Object, p.ID)
		return !answer.AnsweredAt.IsZero(), err
	default:
		return p.State != program.Invited, nil
	}
}
