package jobs_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

func TestAnAgendaLeavesAMeetingWhereSomebodyHasMovedItByHand(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	w.SyncEvery = 6 * time.Hour
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	first := sessionsOf(t, w, pairing.ID)[0]
	byHand, mails := first.StartsAt.Add(26*time.Hour), len(server.Mails())
	id := series.EventID + "_" + first.StartsAt.UTC().Format("20060102T150405Z")
	if err := server.Edit(office, id, func(e *gcal.Event) error {
		e.Start.DateTime, e.End.DateTime = byHand.Format(time.RFC3339), byHand.Add(45*time.Minute).Format(time.RFC3339)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	w.RunTo(first.StartsAt.Add(-24 * time.Hour))
	if n := w.Sent()[program.SeriesEventChanged]; n != 1 {
		t.Errorf("%d descriptions were written", n)
	}
	got := instanceOf(server, series, first.StartsAt)
	if at, err := time.Parse(time.RFC3339, got.Start.DateTime); err != nil || !at.Equal(byHand) {
		t.Errorf("the meeting is at %s, want where it was moved to, %s", got.Start.DateTime, byHand)
	}
	if n := len(server.Mails()); n != mails {
		t.Errorf("guests got %d mails for a description", n-mails)
	}
}

func TestTheLogSaysWhatSomebodyHasChangedByHandOnGoogle(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	var log bytes.Buffer
	w.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	sessions := sessionsOf(t, w, pairing.ID)
	c := choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if err := w.SkipSession(t.Context(), choices(t, w, pairing.ID), c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if log.Len() > 0 {
		t.Errorf("our own changes are taken for somebody's: %s", log.String())
	}
	for i, change := range []func(*gcal.Event){
		func(e *gcal.Event) {
			e.Start.DateTime, e.End.DateTime = sessions[1].StartsAt.Add(time.Hour).Format(time.RFC3339), sessions[1].EndsAt.Add(time.Hour).Format(time.RFC3339)
		},
		func(e *gcal.Event) { e.Status = "cancelled" },
	} {
		session := sessions[i+1]
		id := series.EventID + "_" + session.StartsAt.UTC().Format("20060102T150405Z")
		if err := server.Edit(office, id, func(e *gcal.Event) error { change(e); return nil }); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(time.Hour))
		if !strings.Contains(log.String(), "by hand") || !strings.Contains(log.String(), string(session.ID)) {
			t.Errorf("the log says %q", log.String())
		}
		log.Reset()
	}
}
