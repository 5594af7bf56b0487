package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
)

const (
	samplePeople   = 24
	mostDemoPeople = 2000
)

// demoCommand plays a whole program on the embedded default, with the clock in
// the hand. Nothing leaves the machine.
type demoCommand struct {
	Auto   bool   `help:"Play everyone's part and tell the story; done only if it is complete."`
	People int    `default:"24" help:"How many people take part."`
	Seed   int64  `default:"1" help:"Another number makes other people, who decide otherwise."`
	Listen string `default:"127.0.0.1:0" placeholder:"ADDRESS" help:"Where the pages are, on this machine; port 0 is a free one."`

	csv []byte // people.csv of others than those that the flags ask for
}

// Run implements the command.
func (c *demoCommand) Run(ctx context.Context, at *place) error {
	listener, err := c.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // the heap is small: collecting it seldom saves a quarter of the time
	folder, err := openDemoFolder(at.dataFolder(), listener.Addr().String())
	if err != nil {
		return err
	}
	defer folder.close()
	d, err := c.open(ctx, at, folder, listener)
	if err != nil {
		return err
	}
	defer d.store.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	part := d.playEveryone
	if !c.Auto {
		h, err := d.byHand(ctx)
		if err != nil {
			return err
		}
		part = h.play
	}
	play := func(ctx context.Context) error {
		defer stop()
		return part(ctx)
	}
	return together(ctx, []service{d.serve(listener), play})
}

// listen takes the port before anything is made. The pages ask for no
// password, so they are for this machine alone.
func (c *demoCommand) listen() (net.Listener, error) {
	host, _, err := net.SplitHostPort(c.Listen)
	ip, parsed := netip.ParseAddr(host)
	if err != nil || host != "localhost" && (parsed != nil || !ip.IsLoopback()) {
		return nil, wrongInput{fmt.Errorf("found --listen %q, expected an address of this machine alone", c.Listen), "name one like 127.0.0.1:8025"}
	}
	if c.People < 2 || c.People > mostDemoPeople {
		return nil, wrongInput{fmt.Errorf("found --people %d, expected 2 to %d", c.People, mostDemoPeople), "name a number between them"}
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("%w; free the port, or name another with --listen", err)
	}
	return listener, nil
}

// pool is the people.csv of those who take part.
func (c *demoCommand) pool() []byte {
	if c.csv != nil {
		return c.csv
	}
	if c.People == samplePeople && c.Seed == 1 {
		return examples.SamplePeople()
	}
	return examples.People(c.People, c.Seed)
}

// dataFolder is where installations of this machine keep what they have. The
// demo looks at no other setting: it is always the embedded default.
func (at *place) dataFolder() string {
	folder := "./peerpost-data"
	for _, pair := range at.environ {
		if value, ok := strings.CutPrefix(pair, prefix+"DATA="); ok && value != "" {
			folder = value
		}
	}
	return folder
}

// names joins names as a sentence does.
func names(all []string) string {
	switch n := len(all); n {
	case 0:
		return "nobody"
	case 1:
		return all[0]
	default:
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
}

// errNotComplete is a story with a hole.
var errNotComplete = errors.New("the story is not complete")

func addressName(a program.Address) string {
	local, _, _ := strings.Cut(string(a), "@")
	return local
}
