package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

func TestRealProcesses(t *testing.T) {
	t.Parallel()
	binary := buildBinary(t)
	for name, test := range map[string]func(t *testing.T, binary string){
		"run a whole program, and everybody hears what they should":              wholeProgram,
		"break while people are introduced, and nobody is missed or hears twice": faults,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, binary)
		})
	}
}

// shortDates make the sample program one of five weeks after registration, for
// people who are all allowed to meet each other.
var shortDates = strings.NewReplacer(
	"{opens: 2027-01-11, closes: 2027-01-22}", "{opens: 2027-01-11, closes: 2027-01-15}",
	"{opens: 2027-01-25, closes: 2027-02-05}", "{opens: 2027-01-18, closes: 2027-01-22}",
	"starts: 2027-02-08", "starts: 2027-01-25",
	"length: 6 months", "length: 1 month",
	"  do_not_pair: [[dwayne.carter@example.org, maya.rosen@example.org]]\n", "",
)

const (
	firstAdmin, secondAdmin = "ada@example.org", "grace@example.org" // the sample's Administrators
	// farAway is in a zone that no requirement of the sample lets pair with the others'.
	farAway = "aroha.ngata@example.org"
	// onlyOne is registered by the file of a program that has nobody else.
	onlyOne = "alone@example.org"
)

// wholeProgram is one of thirteen people, beside one of a single person, which
// covers every kind of Message there is.
func wholeProgram(t *testing.T, binary string) {
	s := newSite(t, binary, 11)
	servers := []*process{s.serveWeb(), s.serveWorker(), s.serveWorker()}
	c := s.applyPrograms()
	nobody := func() bool { return c.readMail() }

	s.playTo(c.program.RegistrationCloses(), nobody)
	s.playTo(c.program.RoundDue().Add(time.Minute), nobody)
	c.nothingIsDecided()
	s.playTo(c.program.RoundDue().Add(49*time.Hour), nobody) // after the reminder
	c.approve()
	s.playTo(s.in.now().Add(9*time.Minute), nobody)
	c.nothingIsIntroduced()
	s.playTo(s.in.now().Add(30*time.Hour), nobody)
	c.changeMinds()
	s.playTo(c.program.ReportDue().Add(24*time.Hour), nobody)

	c.everyKindWasSent()
	c.everybodyHeardWhatTheyShould()
	s.onlyLeavingCancels()
	s.outboxIsTheTruth()
	s.invitationsAreGood()
	s.says(s.command("report", "eng-peers"), "Registered: 12\n", "Perhaps delivered: 0\n")
	s.says(s.command("outbox"), "Messages in all: ")
	for _, p := range servers {
		p.stops()
	}
	for _, p := range servers {
		p.keepsSecrets()
		p.ranWell()
	}
}

// cohort is the program under test, with who takes part.
type cohort struct {
	*guests
	program db.Program
	leaver  *guest
	partner *guest
	third   *guest // of a trio, who leaves
	stay    map[*guest]bool
}

// aroha is one who has answered everything, of whatever address.
const aroha = ",Aroha,Ngata,,Pacific/Auckland,,Data,Lead,Auckland,ruth.adler@example.org,E000013,active,Testing,Presenting,Learn something new,3\n"

// applyPrograms applies the program with its people, and one of a single person,
// whom its file registers and nobody can be paired with.
func (s *site) applyPrograms() *cohort {
	s.Helper()
	text := shortDates.Replace(anyone())
	pool := string(examples.People(12, 1))
	people := pool + farAway + aroha
	one := onlyOne + strings.Replace(aroha, "E000013", "E000014", 1)
	s.says(s.command("program", "apply", s.write("program.yaml", text)), "eng-peers")
	alone := strings.NewReplacer("slug: eng-peers", "slug: alone", "people: invite", "people: register").Replace(text)
	heading, _, _ := strings.Cut(pool, "\n")
	s.command("program", "apply", s.write("alone.yaml", alone))
	s.says(s.command("people", "import", "alone", s.write("one.csv", heading+"\n"+one)), "1 registered")
	s.says(s.command("people", "import", "eng-peers", s.write("people.csv", people)), "13 people: 13 new")
	return &cohort{guests: newGuests(s, addressesIn(s, text, people+one), habits), program: s.programBySlug("eng-peers")}
}

func (s *site) programBySlug(slug string) db.Program {
	s.Helper()
	p, err := s.in.store.ProgramBySlug(s.Context(), slug)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

func addressesIn(s *site, programText, people string) []string {
	s.Helper()
	p, err := file.ReadProgram("program.yaml", []byte(programText))
	if err != nil {
		s.Fatal(err)
	}
	rows, err := file.ReadPeople("people.csv", []byte(people), p)
	if err != nil {
		s.Fatal(err)
	}
	addresses := make([]string, len(rows))
	for i, r := range rows {
		addresses[i] = string(r.Person.Address)
	}
	return addresses
}

// habits make people differ: two register only when reminded, one never; of
// the surveys more are not answered at once.
func habits(order int) guest {
	g := guest{registers: atOnce, answers: atOnce, met: "yes"}
	switch order {
	case 2, 7:
		g.registers = reminded
	case 5, 13: // 13 is the only one of a program, and is registered already
		g.registers = never
	}
	switch order % 4 {
	case 1:
		g.answers = reminded
	case 3:
		g.answers, g.met = never, "no"
	}
	return g
}

// newest is the newest message of a kind that an address got; about a program,
// where one is given.
func (s *site) newest(kind program.Kind, about db.Program, to string) delivery {
	s.Helper()
	ids := map[string]bool{}
	for _, row := range s.rows(program.OutboxDone) {
		if row.Kind == kind && (about.ID == "" || row.ProgramID == about.ID) && string(row.To) == to {
			ids[s.messageID(row)] = true
		}
	}
	var found delivery
	for _, d := range s.sink.all() {
		if ids[d.MessageID] && !d.Date.Before(found.Date) {
			found = d
		}
	}
	if found.MessageID == "" {
		s.Fatalf("%s has no %s", to, kind)
	}
	return found
}

// approve approves the Draft by the first Administrator's mail. A wrong number
// does not, and the second Administrator comes too late.
func (c *cohort) approve() {
	c.Helper()
	f, name, number := c.approval(c.program)
	c.posts(http.StatusUnprocessableEntity, f, url.Values{name: {"1" + number}})
	c.nothingIsDecided()
	c.sends(f, url.Values{name: {number}})
	late := c.page(http.StatusOK, c.newest(program.ApprovalReminder, c.program, secondAdmin).link(program.ForApprove, ""))
	if len(late.forms) != 0 {
		c.Errorf("the page “%s” lets a second Administrator approve again", late.title)
	}
}

// approval is the form to approve a program's newest Draft, and what it asks
// the first Administrator to type where.
func (s *site) approval(p db.Program) (f *form, name, number string) {
	s.Helper()
	review := s.page(http.StatusOK, s.newest(program.ApprovalRequest, p, firstAdmin).link(program.ForReview, ""))
	f = s.onlyForm(review.link(string(program.ForApprove)))
	name, number = numberAskedFor(f)
	return f, name, number
}

// changeMinds makes one of a pair and one of a trio leave and the unpaired one
// pause, and an Administrator go home.
func (c *cohort) changeMinds() {
	c.Helper()
	pairings, err := c.in.store.Pairings(c.Context(), c.program.ID)
	if err != nil {
		c.Fatal(err)
	}
	pair := pairings[slices.IndexFunc(pairings, func(p program.Pairing) bool { return len(p.Members) == 2 })]
	c.leaver, c.partner = c.guestOf(pair.Members[0].ParticipantID), c.guestOf(pair.Members[1].ParticipantID)
	c.takesPart(c.leaver, "leave", url.Values{"sure": {"yes"}})
	trio := pairings[slices.IndexFunc(pairings, func(p program.Pairing) bool { return len(p.Members) == 3 })]
	c.third = c.guestOf(trio.Members[0].ParticipantID)
	c.stay = map[*guest]bool{c.guestOf(trio.Members[1].ParticipantID): true, c.guestOf(trio.Members[2].ParticipantID): true}
	c.takesPart(c.third, "leave", url.Values{"sure": {"yes"}})
	until := program.DateOf(c.in.now()).AddDays(3)
	c.takesPart(c.all[farAway], "pause", url.Values{"until": {until.String()}})

	c.sends(c.onlyForm("/"), url.Values{"address": {secondAdmin}})
	c.awaitIdle()
	c.fillsIn(c.newest(program.AdministratorHome, db.Program{}, secondAdmin).link(program.ForHome, ""))
}

func (c *cohort) guestOf(id program.ID) *guest {
	c.Helper()
	p, err := c.in.store.Participant(c.Context(), id)
	if err != nil {
		c.Fatal(err)
	}
	return c.all[string(p.Person.Address)]
}

// takesPart sends the form of a guest's own page that does this.
func (c *cohort) takesPart(g *guest, do string, typed url.Values) {
	c.Helper()
	page := c.page(http.StatusOK, g.mail[len(g.mail)-1].link(program.ForParticipation, ""))
	i := slices.IndexFunc(page.forms, func(f *form) bool { return f.answered().Get("do") == do })
	if i < 0 {
		c.Fatalf("the page “%s” has no form to %s", page.title, do)
	}
	c.sends(page.forms[i], typed)
}
