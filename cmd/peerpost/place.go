package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/peerpost/peerpost/program/file"
)

const (
	exitDone   = 0
	exitFailed = 1
	exitWrong  = 2

	exitTempFail = 75 // EX_TEMPFAIL of sysexits.h: the mail server is to try again
)

// place is where a command runs: what it knows of the world, and where it
// speaks.
type place struct {
	environ        []string // as os.Environ
	stdin          io.Reader
	stdout, stderr io.Writer
}

// wrongInput is a mistake in what the command was given, and what to do.
type wrongInput struct {
	error
	advice string // "" where the error says what to do
}

func (w wrongInput) Error() string {
	if w.advice == "" {
		return w.error.Error()
	}
	return w.error.Error() + "; " + w.advice
}

func (w wrongInput) Unwrap() error { return w.error }

// ExitCode is that of wrong usage or input.
func (w wrongInput) ExitCode() int { return exitWrong }

// fail tells a failure on stderr, each problem in one line, and returns the
// exit code.
func (at *place) fail(command string, err error) int {
	var located *file.Error
	var settings badSettings
	var passes tempFail
	if errors.As(err, &passes) {
		at.tell(at.stderr, "peerpost %s: %s\n", command, oneLine(err.Error()))
		return exitTempFail
	}
	if errors.As(err, &located) || errors.As(err, &settings) {
		at.tell(at.stderr, "%s\n", err)
		return exitWrong
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted before it was done; start it again")
	}
	at.tell(at.stderr, "%s: %s\n", strings.TrimSpace("peerpost "+command), oneLine(err.Error()))
	var coded wrongInput
	if errors.As(err, &coded) {
		return exitWrong
	}
	return exitFailed
}

// oneLine joins the lines of joined errors.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }), "; ")
}

// say writes to stdout.
func (at *place) say(format string, args ...any) { at.tell(at.stdout, format, args...) }

// tell writes text that may hold what people or foreign servers said, without
// what could steer a terminal.
func (at *place) tell(w io.Writer, format string, args ...any) {
	fmt.Fprint(w, strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, fmt.Sprintf(format, args...)))
}

// table writes rows in columns to stdout.
func (at *place) table(rows [][]string) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = strings.Join(strings.Fields(cell), " ")
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	w.Flush()
	for line := range strings.Lines(b.String()) {
		at.say("%s\n", strings.TrimRight(line, " \n"))
	}
}

// largestInput bounds the files that are read whole.
const largestInput = 64 << 20

// readInput reads a file that was named on the command line.
func readInput(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > largestInput {
		return nil, wrongInput{fmt.Errorf("%s: found %d bytes, expected at most %d", path, info.Size(), largestInput), "check that this is the right file"}
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, wrongInput{fmt.Errorf("%s: it cannot be read (%v)", path, reason(err)), "name a file that this user may read"}
	}
	return data, nil
}
