package main

import (
	"os"
	"testing"
	"time"
)

func TestTheClockInAFileGoesOnAndCanBeMoved(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	path := tr.write("now", "2027-01-12T09:00:00Z\n")
	anHourAgo := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, anHourAgo, anHourAgo); err != nil {
		t.Fatal(err)
	}
	now, err := clockOf(path)
	if err != nil {
		t.Fatal(err)
	}
	near := func(want time.Time) {
		t.Helper()
		if off := now().Sub(want); off < 0 || off > time.Minute {
			t.Errorf("it shows %s, expected %s and a little", now(), want)
		}
	}
	near(time.Date(2027, 1, 12, 10, 0, 0, 0, time.UTC)) // an hour has passed since the file was written
	tr.write("now", "2027-06-01T12:00:00+02:00")
	near(time.Date(2027, 6, 1, 10, 0, 0, 0, time.UTC))
	tr.write("now", "") // somebody is writing it
	near(time.Date(2027, 6, 1, 10, 0, 0, 0, time.UTC))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	near(time.Date(2027, 6, 1, 10, 0, 0, 0, time.UTC))
}

func TestAClockThatTellsNoTimeIsRefused(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.write("clock", "tomorrow")
	tr.refused(exitWrong, "PEERPOST_CLOCK: found ", "program", "list")
	if err := os.Remove(tr.dir + "/clock"); err != nil {
		t.Fatal(err)
	}
	tr.refused(exitWrong, "PEERPOST_CLOCK: found ", "program", "list")
}
