// Peerpost runs peer-mentoring programs by email and calendar.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line: one file a command.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Play a whole program on this machine, with the clock in your hand."`
	Serve   serveCommand   `cmd:"" help:"Run everything, or only the roles that are named, until it is stopped."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this build's schema."`
	Program programCommand `cmd:"" help:"Check, apply, list and show programs."`
	People  peopleCommand  `cmd:"" help:"Import and export the people of a program."`
	Admin   adminCommand   `cmd:"" help:"Mail an administrator the way in."`
	Pair    pairCommand    `cmd:"" help:"Make a round of pairing due now."`
	Switch  switchCommand  `cmd:"" help:"Switch the pairing of a program on or off."`
	Match   matchCommand   `cmd:"" help:"Pair a file of people offline: no database, no mail."`
	Receive receiveCommand `cmd:"" help:"Take one message from standard input, as a mail server pipes it: answers to invitations count."`
	Outbox  outboxCommand  `cmd:"" help:"List messages; show one, send it again or cancel it."`
	Report  reportCommand  `cmd:"" help:"Say how a program has gone, as the emailed report does."`
	Preview previewCommand `cmd:"" help:"Show every email and page with made-up data, in the browser."`
	Doctor  doctorCommand  `cmd:"" help:"Prove each setting by using it."`

	Version kong.VersionFlag `help:"Say which build this is."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait
	code := run(ctx, os.Args[1:], &place{environ: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr})
	os.Exit(code)
}

// run runs one command and returns its exit code: 0 done, 1 failed, 2 wrong
// usage or input.
func run(ctx context.Context, args []string, at *place) int {
	var c commands
	helped := false
	build, _ := debug.ReadBuildInfo() // the builds of modules have it
	parser, err := kong.New(&c, kong.Name("peerpost"), kong.Description("Peer-mentoring programs by email and calendar."),
		kong.Writers(at.stdout, at.stderr), kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(at),
		kong.Vars{"version": versionOf(build)})
	if err != nil {
		return at.fail("", err)
	}
	selected, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	if err != nil {
		return at.fail("", usage(err))
	}
	if err := selected.Run(); err != nil {
		return at.fail(commandName(selected), err)
	}
	return exitDone
}

// commandName is what was typed to choose a command, like "program apply".
func commandName(c *kong.Context) string {
	name, _, _ := strings.Cut(c.Command(), " <")
	return name
}
