package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// doctorCommand proves each setting by using it.
type doctorCommand struct{}

// checkWithin bounds each check, so that a host that swallows packets does not
// hide the others' findings.
const checkWithin = 20 * time.Second

// finding is what one check has found.
type finding struct {
	verdict verdict
	text    string // with a verdict other than ok: what to do, too
}

type verdict string

const (
	good verdict = "ok"
	warn verdict = "warn"
	fail verdict = "FAIL"
)

func found(v verdict, format string, args ...any) []finding {
	return []finding{{v, fmt.Sprintf(format, args...)}}
}

// Run implements the command.
func (c *doctorCommand) Run(ctx context.Context, at *place) error {
	s, now, err := at.settings()
	if err != nil {
		return err
	}
	d := doctor{Settings: s, now: now, given: at.environ}
	failed := 0
	for _, check := range []struct {
		name string
		run  func(context.Context) []finding
	}{
		{"settings", d.warnings}, {"secret", d.secret}, {"clock", d.clock}, {"time zones", d.zones}, {"database", d.database},
		{"redis", d.redis}, {"mail", d.mail}, {"dkim", d.dkim}, {"inbox", d.inbox}, {"google", d.google}, {"listen", d.listen}, {"pages", d.pages},
	} {
		done := at.progress("looking at " + check.name)
		ctx, cancel := context.WithTimeout(ctx, checkWithin)
		findings := check.run(ctx)
		cancel()
		done()
		for _, f := range findings {
			at.say("%-4s  %-10s  %s\n", f.verdict, check.name, oneLine(f.text))
			if f.verdict == fail {
				failed++
			}
		}
	}
	if failed > 0 {
		return errors.New(count(failed, "one check failed; do what its line says", "%d checks failed; do what their lines say"))
	}
	return nil
}

// doctor looks at an installation.
type doctor struct {
	Settings
	now   func() time.Time
	given []string // the environment
}

func (d doctor) warnings(context.Context) []finding {
	all := found(good, "they agree with each other; data is in %s", d.Data)
	for _, w := range d.Warnings {
		all = append(all, finding{warn, w})
	}
	return all
}
