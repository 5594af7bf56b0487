package main

import (
	"strings"
	"testing"
)

func TestWrongUsageIsOneLineAndCodeTwo(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"", `peerpost: expected one of "`},
		{"serv", "peerpost: unexpected argument serv"},
		{"program", "peerpost: expected one of "},
		{"program apply", `peerpost: expected "<file>"; see peerpost program apply --help`},
		{"program apply one two", "peerpost: unexpected argument two"},
		{"outbox --colour", "peerpost: unknown flag --colour; see peerpost outbox"},
		{"pair", `peerpost: expected "<slug>"`},
		{"switch eng-peers maybe", "peerpost: <position> must be one of "},
		{"switch eng-peers on --all", "peerpost switch: found --all with on, expected it with off; leave it out"},
		{"match --program p.yaml", "peerpost match: found no pair of files to match; name --program and --people, or --graph alone"},
		{"outbox eng-peers --limit many", "peerpost: --limit: expected a valid 64 bit int"},
		{"outbox --state lost", `peerpost outbox list: found --state "lost", expected a state of messages`},
		{"admin invite ada", `peerpost admin invite: found "ada", expected one email address`},
		{"program check /nowhere", "peerpost program check: /nowhere: it cannot be read (no such file or directory); name a file"},
		{"people import eng-peers /nowhere", "peerpost people import: /nowhere: it cannot be read "},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			newTrial(t).refused(exitWrong, test.want, strings.Fields(test.args)...)
		})
	}
}

func TestHelpIsNoFailure(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("--help"), "serve", "program apply", "doctor")
	tr.says(tr.done("outbox", "show", "--help"), "links lead nowhere")
}

func TestEverythingWrongWithSettingsIsToldBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, "LISTEN=8025", "FROM=nobody")
	for _, command := range []string{"serve", "migrate", "program list", "doctor"} {
		code, stdout, stderr := tr.run(strings.Fields(command)...)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		if code != exitWrong || stdout != "" || len(lines) != 2 ||
			!strings.HasPrefix(lines[0], "PEERPOST_LISTEN: ") || !strings.HasPrefix(lines[1], "PEERPOST_FROM: ") {
			t.Errorf("%s: exit code %d, said:\n%s%s", command, code, stdout, stderr)
		}
	}
}

func TestADataFolderThatCannotBeMadeSaysWhatToDo(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.environ = append(tr.environ, "PEERPOST_DATA="+tr.write("file", "")+"/below")
	tr.refused(exitWrong, "PEERPOST_DATA: found ", "program", "list")
}

func TestWhatPeopleSayCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	var out output
	at := &place{stdout: &out}
	at.say("%s\n", "a\x1b[2Jb\u202ec\u009bd\x07")
	at.table([][]string{{"one\ttwo\nthree", "four"}})
	if want := "a[2Jbcd\none two three  four\n"; out.String() != want {
		t.Errorf("found %q, expected %q", out.String(), want)
	}
}
