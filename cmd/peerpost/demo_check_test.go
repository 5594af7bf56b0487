package main

import (
	"context"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/mail"
)

// opened is a demo at its beginning, and what it tells.
func opened(t *testing.T, command demoCommand) (*demo, net.Listener, *output) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	folder, err := openDemoFolder(t.TempDir(), listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var said output
	d, err := command.open(t.Context(), &place{stdout: &said, stderr: &said}, folder, listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	return d, listener, &said
}

// played is a story that was played to its end, and what it told.
func played(t *testing.T, command demoCommand) (*cast, string) {
	t.Helper()
	d, listener, said := opened(t, command)
	ctx, stop := context.WithCancel(t.Context())
	c, err := d.cast(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = together(ctx, []service{d.serve(listener), func(ctx context.Context) error { defer stop(); return c.play(ctx) }})
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	return c, said.String()
}

// One story is played for both, as it takes long.
func TestDemoOfThreePeople(t *testing.T) {
	t.Parallel()
	c, story := played(t, demoCommand{Auto: true, People: 3, Seed: 2})
	t.Run("is the same for the same seed", func(t *testing.T) { isToldAgain(t, story) })
	t.Run("knows what a story lacks", func(t *testing.T) { findsHoles(t, c) })
}

// isToldAgain lets the command play the same people with the same seed.
func isToldAgain(t *testing.T, story string) {
	tr := newTrial(t)
	out := tr.done("demo", "--auto", "--people", "3", "--seed", "2")
	tr.says(out, "2 people in one pairing", "One person has no partner", "The story is complete", "\n1   Word that there is no partner this time\n")
	again, _, _ := strings.Cut(out, "\nThe story is complete")
	slow := regexp.MustCompile(`(?m)^.*… \d+ messages so far\n`)
	if diff := cmp.Diff(slow.ReplaceAllString(story, ""), slow.ReplaceAllString(again, "")); diff != "" {
		t.Errorf("found two stories (-first +second):\n%s", diff)
	}
}

func findsHoles(t *testing.T, c *cast) {
	holes := map[string]struct {
		spoil func(*cast)
		lack  string
	}{
		"nothing":                   {func(*cast) {}, ""},
		"a lost letter":             {func(c *cast) { c.read = c.read[1:] }, "has arrived 0 times"},
		"a letter that is twice":    {func(c *cast) { c.read = append(c.read, c.read[0]) }, "has arrived 2 times"},
		"a letter from nowhere":     {func(c *cast) { c.read = append(c.read, mail.Received{MessageID: "x@example.org"}) }, "letters have arrived"},
		"a letter to somebody else": {func(c *cast) { c.read[0].To = "eve@example.org" }, "has arrived 1 times"},
		"an invitation for others": {func(c *cast) {
			i := slices.IndexFunc(c.read, func(l mail.Received) bool { return l.ICS != nil })
			c.read[i].ICS = []byte(strings.ReplaceAll(string(c.read[i].ICS), "@example", "@elsewhere"))
		}, "with its reader among them"},
		"somebody who should not have registered": {func(c *cast) {
			for _, p := range c.players {
				p.absent = !p.admin
			}
		}, "is registered"},
		"an administrator who was told nothing": {func(c *cast) { c.tooLate = 0 }, "were told that somebody else"},
	}
	for name, hole := range holes {
		spoilt := *c
		spoilt.read, spoilt.players = slices.Clone(c.read), map[string]*player{}
		for key, p := range c.players {
			one := *p
			spoilt.players[key] = &one
		}
		hole.spoil(&spoilt)
		missing, err := spoilt.missing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if found := strings.Join(missing, "; "); hole.lack == "" && found != "" || !strings.Contains(found, hole.lack) {
			t.Errorf("%s: found %q, expected %q", name, found, hole.lack)
		}
	}
}
