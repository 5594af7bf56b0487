package main

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestWrongUsageIsOneLineAndCodeTwo(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"", "peerpost: found nothing, expected one of demo, serve, "},
		{"serv", `peerpost: found "serv", expected a command; did you mean serve?`},
		{"program", "peerpost: found nothing, expected one of check, apply, list, show; see peerpost program --help"},
		{"program apply", "peerpost: found nothing, expected <file>; see peerpost program apply --help"},
		{"program apply one two", `peerpost: found "two", expected nothing more; see peerpost program apply --help`},
		{"outbox --colour", `peerpost: found "--colour", expected a flag of this command; see peerpost outbox`},
		{"demo --speed 3", `peerpost: found "--speed", expected a flag of this command; did you mean --seed?`},
		{"pair", "peerpost: found nothing, expected <slug>; see peerpost pair --help"},
		{"switch eng-peers maybe", `peerpost: found "maybe", expected one of on, off; see peerpost switch --help`},
		{"switch eng-peers on --all", "peerpost switch: found --all with on, expected it with off; leave it out"},
		{"match --program p.yaml", "peerpost match: found no pair of files to match; name --program and --people, or --graph alone"},
		{"match --objective most", `peerpost: found "most" after --objective, expected one of score, participation; see peerpost match --help`},
		{"outbox eng-peers --limit many", `peerpost: found "many" after --limit, expected a whole number; see peerpost outbox list --help`},
		{"outbox eng-peers --limit -5", `peerpost: found "-5" after --limit, expected its value; see peerpost outbox list --help`},
		{"outbox eng-peers --limit=-5", "peerpost outbox list: found --limit -5, expected 1 or more; "},
		{"outbox eng-peers --limit", "peerpost: found nothing after --limit, expected its value; "},
		{"outbox --state", "peerpost: found nothing after --state, expected its value; "},
		{"demo --auto=5", `peerpost: found "5" after --auto, expected true, 1, yes, false, 0 or no; `},
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

func TestVersionSaysWhichBuildThisIs(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("--version"), "peerpost ", runtime.Version()+"\n")
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: "8030bdb8"}, {Key: "vcs.modified", Value: "true"}}
	for _, c := range []struct {
		build debug.BuildInfo
		want  string
	}{
		{debug.BuildInfo{GoVersion: "go1.26.1", Main: debug.Module{Version: "v1.2.0"}, Settings: vcs[:1]}, "peerpost v1.2.0, revision 8030bdb8, go1.26.1"},
		{debug.BuildInfo{GoVersion: "go1.26.1", Main: debug.Module{Version: "(devel)"}, Settings: vcs}, "peerpost (built without a version), revision 8030bdb8 with changes, go1.26.1"},
	} {
		if got := versionOf(&c.build); got != c.want {
			t.Errorf("found %q, expected %q", got, c.want)
		}
	}
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
