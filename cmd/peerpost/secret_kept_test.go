package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
)

// host is one of the hosts of an installation, with a secret of its own.
func host(t *testing.T, database, secret, before string) *trial {
	t.Helper()
	settings := []string{"DATABASE_URL=" + database, "SECRET=" + secret, "LISTEN=" + freeAddress(t)}
	if before != "" {
		settings = append(settings, "SECRET_OLD="+before)
	}
	return newTrial(t, settings...)
}

const strange = "PEERPOST_SECRET: found another secret than the one of this installation, expected "

func TestAHostWithAnotherSecretIsRefused(t *testing.T) {
	t.Parallel()
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			database := dbtest.NewURL(t, dialect)
			const third = "fghijklmnopqrstuvwxyz0123456789-abcde"
			if code, stdout, _ := host(t, database, otherSecret, "").run("doctor"); code != exitDone {
				t.Errorf("the doctor of an installation without a secret: exit code %d, said:\n%s", code, stdout)
			}
			host(t, database, goodSecret, "").sample()
			stranger := host(t, database, otherSecret, "")
			for _, command := range []string{"program list", "admin invite ada@example.org", "pair eng-peers", "serve", "serve --web"} {
				if t.Failed() {
					t.FailNow() // it would serve
				}
				stranger.refused(exitWrong, strange, strings.Fields(command)...)
			}
			if code, stdout, _ := stranger.run("doctor"); code != exitFailed || !strings.Contains(stdout, "FAIL  database    "+strange) {
				t.Errorf("doctor: exit code %d, said:\n%s", code, stdout)
			}
			host(t, database, goodSecret, "").done("program", "list")

			// It is changed on one host after the other.
			changed := host(t, database, otherSecret, goodSecret)
			if code, stdout, _ := changed.run("doctor"); code != exitDone {
				t.Errorf("the doctor of a host with the next secret: exit code %d, said:\n%s", code, stdout)
			}
			host(t, database, goodSecret, "").done("program", "list") // a doctor only looks
			changed.done("program", "list")
			host(t, database, otherSecret, goodSecret).done("program", "list")
			host(t, database, otherSecret, "").done("program", "list")
			host(t, database, goodSecret, "").refused(exitWrong, strange, "serve")

			lost := host(t, database, third, "")
			lost.refused(exitWrong, strange, "serve")
			lost.says(lost.done("migrate", "--new-secret"), "PEERPOST_SECRET is this installation's now.")
			lost.done("program", "list")
			stranger.refused(exitWrong, strange, "serve")
		})
	}
}

func TestOfTwoFirstHostsWithTwoSecretsOneIsRefused(t *testing.T) {
	t.Parallel()
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			database := dbtest.NewURL(t, dialect)
			hosts := []*trial{host(t, database, goodSecret, ""), host(t, database, otherSecret, ""), host(t, database, goodSecret, ""), host(t, database, otherSecret, "")}
			codes := make([]int, len(hosts))
			var all sync.WaitGroup
			for i, h := range hosts {
				all.Go(func() { codes[i], _, _ = h.run("program", "list") })
			}
			all.Wait()
			if codes[0] != codes[2] || codes[1] != codes[3] || codes[0]+codes[1] != exitWrong {
				t.Errorf("found the exit codes %v, expected done for one secret and wrong for the other", codes)
			}
		})
	}
}
