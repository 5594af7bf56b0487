package calendar

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/program"
)

// everyKind of failure that passes.
var everyKind = []googlefake.Kind{googlefake.RateLimited, googlefake.UserRateLimited, googlefake.QuotaExceeded, googlefake.TooManyRequests,
	googlefake.InternalError, googlefake.Unavailable, googlefake.InternalAfterCommit, googlefake.LostAfterCommit}

// life is an event, the acts it has been through and what guests should have
// heard of it.
type life struct {
	event     GoogleEvent
	sessions  map[int]int // the revision of each that was moved
	skipped   map[int]bool
	told      int // mails that a guest should have
	cancelled bool
}

// untilDone repeats an act as its queue does, each time maybe in a new process.
func untilDone(t rapid.TB, act func(g *Google) error, clients ...*Google) {
	for try := range 200 {
		err := act(clients[try%len(clients)])
		if err == nil {
			return
		}
		if failed, ok := errors.AsType[*GoogleError](err); !ok || !failed.Again() {
			t.Fatalf("found %v, expected a failure that passes", err)
		}
	}
	t.Fatal("found 200 failures, expected an end")
}

// next draws one act, which rolls rules by 0 to 5.
func (l *life) next(t rapid.TB, roll, session int, clients ...*Google) {
	ctx := context.Background()
	s := GoogleSession{EventID: l.event.ID, Duration: l.event.Series.Duration, Zone: l.event.Series.Zone}
	starts, err := Occurrences(l.event.Series)
	if err != nil {
		t.Fatal(err)
	}
	s.Original = starts[session]
	switch {
	case l.cancelled:
		return
	case roll == 0:
		l.event.Revision++
		l.event.Description = fmt.Sprintf("Agenda %d", l.event.Revision)
	case roll == 1:
		l.event.Revision++
		l.event.Summary = fmt.Sprintf("Summary %d", l.event.Revision)
		l.told++
	case roll <= 3 && !l.skipped[session]:
		l.sessions[session]++
		l.told++
		s.Revision, s.Start = l.sessions[session], s.Original.Add(time.Duration(l.sessions[session])*time.Hour)
		untilDone(t, func(g *Google) error { return g.PutSession(ctx, ada, s) }, clients...)
		return
	case roll == 4 && !l.skipped[session]:
		l.skipped[session], s.Cancelled = true, true
		l.told++
		untilDone(t, func(g *Google) error { return g.PutSession(ctx, ada, s) }, clients...)
		return
	case roll == 5 && session == 0:
		l.cancelled = true
		l.told++
		untilDone(t, func(g *Google) error { return g.CancelEvent(ctx, ada, l.event.ID) }, clients...)
		return
	}
	l.put(t, clients...)
}

func (l *life) put(t rapid.TB, clients ...*Google) {
	untilDone(t, func(g *Google) error { _, err := g.Put(context.Background(), ada, l.event); return err }, clients...)
}

func newLife(n int) *life {
	l := &life{event: pair(n), sessions: map[int]int{}, skipped: map[int]bool{}, told: 1}
	l.event.Guests = []Party{{"Ada", ada}, {"Outside", guestOf(n)}}
	return l
}

// check compares the event with what the server has.
func (l *life) check(t rapid.TB, server *googlefake.Server, mails []googlefake.Mail) {
	event := server.Event(ada, l.event.ID)
	if event == nil || (event.Status == "cancelled") != l.cancelled {
		t.Fatalf("found %+v, expected it cancelled: %t", event, l.cancelled)
	}
	if !l.cancelled && (event.Summary != l.event.Summary || event.Description != describe(l.event.Description)) {
		t.Errorf("found %q, %q, expected %q, %q", event.Summary, event.Description, l.event.Summary, l.event.Description)
	}
	if len(mails) != l.told {
		t.Errorf("found %d mails, expected %d: %+v", len(mails), l.told, mails)
	}
	heard := map[googlefake.Mail]bool{}
	for _, mail := range mails {
		if heard[mail] {
			t.Errorf("found the same news twice: %+v", mail)
		}
		heard[mail] = true
	}
	starts, err := Occurrences(l.event.Series)
	if err != nil {
		t.Fatal(err)
	}
	for i, original := range starts {
		s := GoogleSession{EventID: l.event.ID, Original: original}
		one := server.Event(ada, s.instanceID())
		if l.cancelled {
			continue
		}
		want := original.Add(time.Duration(l.sessions[i]) * time.Hour)
		if (one.Status == "cancelled") != l.skipped[i] || !l.skipped[i] && !instantOf(one.Start).Equal(want) {
			t.Errorf("found session %d %s at %s, expected %s, cancelled: %t", i, one.Status, one.Start.DateTime, want, l.skipped[i])
		}
	}
}

func guestOf(n int) program.Address {
	return program.Address(fmt.Sprintf("guest%d@elsewhere.example", n))
}

func TestTwoHundredPairsHaveOneEventEachAndHearNothingTwiceWhateverFails(t *testing.T) {
	server, g := workspace(t)
	g.Tries = 2
	other := client(t, server)
	other.Tries = 2
	server.BreakSometimes(1, 0.05, everyKind...)
	random := rand.New(rand.NewPCG(2, 3))
	lives := make([]*life, 200)
	for n := range lives {
		lives[n] = newLife(n + 1)
		lives[n].put(t, g, other)
	}
	for range 600 {
		lives[random.IntN(len(lives))].next(t, random.IntN(6), random.IntN(4), g, other)
	}
	server.Mend()
	standing := 0
	mails := map[string][]googlefake.Mail{}
	for _, mail := range server.Mails() {
		mails[mail.To] = append(mails[mail.To], mail)
	}
	for n, l := range lives {
		l.check(t, server, mails[string(guestOf(n+1))])
		if !l.cancelled {
			standing++
		}
	}
	if n := len(server.Events()); n != standing {
		t.Errorf("found %d events, expected %d", n, standing)
	}
	failed := 0
	for _, r := range server.Requests() {
		if r.Status == 0 || r.Status >= 429 || r.Status == 403 {
			failed++
		}
	}
	t.Logf("%d of %d calls failed", failed, len(server.Requests()))
	if failed < len(server.Requests())/4 {
		t.Errorf("found %d of %d calls failed, expected faults that matter", failed, len(server.Requests()))
	}
}

func TestAnyLifeOfAnEventEndsAsItWasToldWhateverFails(t *testing.T) {
	server, g := workspace(t)
	g.Tries = 2
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		server.BreakSometimes(rapid.Uint64().Draw(t, "seed"), 0.08, everyKind...)
		l := newLife(n)
		l.put(t, g)
		for range rapid.IntRange(0, 10).Draw(t, "acts") {
			l.next(t, rapid.IntRange(0, 5).Draw(t, "act"), rapid.IntRange(0, 3).Draw(t, "session"), g)
		}
		server.Mend()
		l.check(t, server, server.MailsTo(string(guestOf(n))))
	})
}
