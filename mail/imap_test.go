package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/mail/mailtest"
)

// letterNo is a message whose Subject is its number.
func letterNo(n int) string {
	return fmt.Sprintf("From: a@example.org\r\nTo: peers@example.org\r\nSubject: %d\r\n\r\nHello\r\n", n)
}

func numberOf(raw []byte) string {
	_, rest, _ := strings.Cut(string(raw), "Subject: ")
	number, _, _ := strings.Cut(rest, "\r\n")
	return number
}

func inboxOf(t *testing.T, d *mailtest.Dovecot, name string) *Inbox {
	t.Helper()
	b, err := ParseIMAP("imap://" + name + ":secret@" + d.Address + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// watched collects what a Watch takes until want have come, and then a while.
func watched(t *testing.T, b *Inbox, want int, during func(taken int)) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var numbers []string
	err := b.Watch(ctx, func(_ context.Context, raw []byte) error {
		numbers = append(numbers, numberOf(raw))
		if during != nil {
			during(len(numbers))
		}
		if len(numbers) == want {
			time.AfterFunc(200*time.Millisecond, cancel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return numbers
}

func TestUnseenMailIsTakenInOrderOnceAndWhatComesLaterAtOnce(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]string{"with IDLE": nil, "without": {"protocol imap {\n  imap_capability = IMAP4rev1 LITERAL+\n}"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := mailtest.StartDovecot(t, options...)
			b := inboxOf(t, d, "peers")
			if name == "without" {
				b.PollEvery = 100 * time.Millisecond
			}
			for n := range 3 {
				d.Deliver(t, "peers", letterNo(n))
			}
			got := watched(t, b, 5, func(taken int) {
				if taken == 3 {
					time.AfterFunc(300*time.Millisecond, func() {
						d.Deliver(t, "peers", letterNo(3))
						d.Deliver(t, "peers", letterNo(4))
					})
				}
			})
			if want := []string{"0", "1", "2", "3", "4"}; !slices.Equal(want, got) {
				t.Errorf("took %v, want %v", got, want)
			}
			d.Deliver(t, "peers", letterNo(5))
			if got := watched(t, b, 1, nil); !slices.Equal(got, []string{"5"}) {
				t.Errorf("the next time it takes %v", got)
			}
		})
	}
}

func TestMessageWhoseTakingFailsOrIsInterruptedIsTakenAgain(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	b := inboxOf(t, d, "peers")
	d.Deliver(t, "peers", letterNo(1))
	trouble := errors.New("the store is away")
	if err := b.Watch(t.Context(), func(context.Context, []byte) error { return trouble }); !errors.Is(err, trouble) {
		t.Errorf("a failure: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := b.Watch(ctx, func(context.Context, []byte) error { cancel(); return ctx.Err() }); err != nil {
		t.Errorf("an interruption: %v", err)
	}
	if got := watched(t, b, 1, nil); !slices.Equal(got, []string{"1"}) {
		t.Errorf("took %v", got)
	}
}

func TestMessageThatCannotBeTakenBlocksNoneBehindIt(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	b := inboxOf(t, d, "peers")
	for n := range 4 {
		d.Deliver(t, "peers", letterNo(n))
	}
	trouble := errors.New("the store is away")
	var tried []string
	pass := func() error {
		tried = nil
		return b.Watch(t.Context(), func(_ context.Context, raw []byte) error {
			tried = append(tried, numberOf(raw))
			if n := numberOf(raw); n == "0" || n == "2" {
				return fmt.Errorf("message %s: %w", n, trouble)
			}
			return nil
		})
	}
	err := pass()
	if want := []string{"0", "1", "2", "3"}; !slices.Equal(tried, want) || !errors.Is(err, trouble) || err.Error() != "2 of 4 messages could not be taken: message 0: the store is away" {
		t.Errorf("tried %v, want %v: %v", tried, want, err)
	}
	err = pass()
	if want := []string{"0", "2"}; !slices.Equal(tried, want) || !errors.Is(err, trouble) {
		t.Errorf("later tried %v, want %v: %v", tried, want, err)
	}
}

func TestServerThatGoesIsToldAndTheNextWatchGoesOn(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	b := inboxOf(t, d, "peers")
	d.Deliver(t, "peers", letterNo(1))
	gone := make(chan struct{})
	err := b.Watch(t.Context(), func(context.Context, []byte) error {
		time.AfterFunc(300*time.Millisecond, func() {
			d.Kill()
			close(gone)
		})
		return nil
	})
	<-gone
	if err == nil {
		t.Fatal("a server that went away was no trouble")
	}
	if err := b.Probe(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "reach the mailbox: ") {
		t.Errorf("away: %v", err)
	}
	d.Restart(t)
	d.Deliver(t, "peers", letterNo(2))
	if got := watched(t, b, 1, nil); !slices.Equal(got, []string{"2"}) {
		t.Errorf("took %v", got)
	}
}

func TestTwoWatchesLoseNothing(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	const all = 300
	for n := range all {
		d.Deliver(t, "peers", letterNo(n))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	var lock sync.Mutex
	taken := map[string]bool{}
	var watches sync.WaitGroup
	for range 2 {
		b := inboxOf(t, d, "peers")
		watches.Go(func() {
			if err := b.Watch(ctx, func(_ context.Context, raw []byte) error {
				lock.Lock()
				defer lock.Unlock()
				if taken[numberOf(raw)] = true; len(taken) == all {
					cancel()
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	watches.Wait()
	if len(taken) != all {
		t.Errorf("took %d of %d", len(taken), all)
	}
}

func TestLargeMailIsPassedOver(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	d.Deliver(t, "peers", letterNo(1)+strings.Repeat("a line of a large message\r\n", 450_000))
	d.Deliver(t, "peers", letterNo(2))
	if got := watched(t, inboxOf(t, d, "peers"), 1, nil); !slices.Equal(got, []string{"2"}) {
		t.Errorf("took %v", got)
	}
}

func TestMailboxThatCannotBeReadSaysWhatToDo(t *testing.T) {
	t.Parallel()
	d := mailtest.StartDovecot(t)
	for raw, want := range map[string]string{
		"imap://peers:wrongword@" + d.Address + "?tls=none":      "log in to the mailbox: ",
		"imap://peers:secret@" + d.Address + "/Answers?tls=none": "open the folder Answers: ",
		"imap://peers:secret@" + d.Address:                       "reach the mailbox: ",
		"imaps://peers:secret@" + d.Address:                      "reach the mailbox: ",
		"imap://peers:secret@" + d.Address + "/INBOX?tls=none":   "",
	} {
		b, err := ParseIMAP(raw)
		if err != nil {
			t.Fatal(err)
		}
		err = b.Probe(t.Context())
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "wrongword") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v, want %s", raw, err, want)
		}
	}
}

func TestBadMailboxIsRefusedWithoutShowingThePassword(t *testing.T) {
	for _, raw := range []string{
		"", "imap.example.org", "pop3://u:secret@host", "imap://host", "imap://u@host", "imaps://:secret@host", "imap://u:secret@", "imap://u:secret@host:0", "imap://u:secret@host:port",
		"imap://u:secret@host#x", "imaps://u:secret@host?tls=none", "imap://u:secret@host?tls=maybe", "imap://u:secret%zz@host",
	} {
		if _, err := ParseIMAP(raw); err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", raw, err)
		}
	}
	b, err := ParseIMAP("imaps://u:pa%40ss@mail.example.org/Peer%20answers")
	if err != nil || b.String() != "mail.example.org:993/Peer answers" || b.password != "pa@ss" {
		t.Errorf("%v, %v", b, err)
	}
}
