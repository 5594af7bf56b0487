package main

import (
	"context"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
	"github.com/peerpost/peerpost/web"
	"github.com/peerpost/peerpost/web/link"
)

// demo is an installation whose clock stands still until it is moved, and
// whose jobs run inline whenever it was.
type demo struct {
	at      *place
	seed    int64
	auto    bool
	folder  demoFolder
	baseURL string
	store   *db.Store
	work    *jobs.Work
	program db.Program
	names   map[string]string // key of an address → what people call each other
	clock   *handClock
	post    *postbox
	box     *web.Mailbox
	story   *story

	turn     sync.Mutex  // held while jobs run: one step at a time
	moving   atomic.Bool // the clock is moving: what arrives is told when it rests
	meetings meetings

	takenBack map[program.ID]bool // drafts of which the story has told that they were discarded or undone
}

// handClock is a clock that somebody moves. It is safe for concurrent use.
type handClock struct {
	mu    sync.Mutex
	shows time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shows
}

// set moves the clock; it never goes back.
func (c *handClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.shows) {
		c.shows = t
	}
}

// open builds the installation and applies the sample program on the eve of
// its registration. The same seed gives the same ids, tokens and letters.
func (c *demoCommand) open(ctx context.Context, at *place, folder demoFolder, listener net.Listener) (*demo, error) {
	p, err := file.ReadProgram(examples.ProgramFile, examples.Program())
	if err != nil {
		return nil, err
	}
	rows, err := file.ReadPeople(examples.PeopleFile, c.pool(), p)
	if err != nil {
		return nil, err
	}
	if len(p.Strangers(personsIn(rows))) > 0 {
		p.Pairing.DoNotPair = nil // it names two of the sample's people
	}
	store, err := db.Open(ctx, "sqlite:"+folder.database()+"?synchronous=off")
	if err != nil {
		return nil, err
	}
	d := &demo{
		at: at, seed: c.Seed, auto: c.Auto, folder: folder, baseURL: "http://" + listener.Addr().String(), store: store,
		names: map[string]string{}, clock: &handClock{shows: p.RegistrationOpens().AddDate(0, 0, -1)}, story: &story{at: at, zone: p.Location()},
		takenBack: map[program.ID]bool{},
	}
	d.work = d.worker(c.Seed)
	d.post = &postbox{Maildir: mail.Maildir{Dir: folder.mail(), NoSync: true}, work: d.work, kinds: !c.Auto, kind: map[string]program.Kind{}}
	d.work.Mail = d.post
	if err := d.begin(ctx, *p, rows); err != nil {
		_ = store.Close()
		return nil, err
	}
	d.box = &web.Mailbox{Dir: folder.mail(), Zone: d.program.Zone, Now: d.clock.now, People: d.people, Story: d.story.newestFirst}
	return d, nil
}

func (d *demo) worker(seed int64) *jobs.Work {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], uint64(seed))
	random := rand.NewChaCha8(key)
	secret := make([]byte, secretLength)
	_, _ = random.Read(secret) // never fails
	return &jobs.Work{
		Store: d.store, IDs: &program.IDs{Random: random}, Links: link.Signer{BaseURL: d.baseURL, Secrets: [][]byte{secret}}, Secret: secret,
		From: "peerpost@example.org", FromName: "Peerpost",
		Log: slog.New(slog.NewTextHandler(d.at.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
}

func (d *demo) begin(ctx context.Context, p program.Program, rows []file.Row) (err error) {
	if err := d.store.Migrate(ctx); err != nil {
		return err
	}
	now := d.clock.now()
	if d.program, err = d.work.ApplyProgram(ctx, p, string(examples.Program()), now); err != nil {
		return err
	}
	if _, err = d.work.ImportPeople(ctx, d.program, rows, now); err != nil {
		return err
	}
	for _, r := range rows {
		d.names[r.Person.Address.Key()] = r.Person.DisplayName()
	}
	for _, a := range p.Admins {
		d.names[a.Key()] = addressName(a)
	}
	d.at.say("Everyone is made up, and nothing leaves this machine. Times are those of %s.\n\n", d.story.zone)
	d.story.tell(now, "%s is set up for %d people; %s are told", p.Name, len(rows), d.admins())
	if err := d.step(ctx, now); err != nil {
		return err
	}
	d.tellArrivals(now, "")
	return nil
}

// admins are the Administrators, as a sentence names them.
func (d *demo) admins() string {
	var all []string
	for _, a := range d.program.Admins {
		all = append(all, d.nameOf(string(a)))
	}
	return names(all)
}

// nameOf is what people call the holder of an address.
func (d *demo) nameOf(address string) string {
	if name := d.names[program.Address(address).Key()]; name != "" {
		return name
	}
	return address
}
