package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// story is what has happened, a line an event. It is safe for concurrent use.
type story struct {
	at   *place
	zone *time.Location

	mu    sync.Mutex
	lines []templates.StoryLine
	told  time.Time // on this machine's clock
}

// tell adds a line and writes it to stdout.
func (s *story) tell(at time.Time, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := templates.StoryLine{At: at, Text: fmt.Sprintf(format, args...)}
	s.lines = append(s.lines, line)
	s.at.say("%s  %s\n", at.In(s.zone).Format("2006-01-02 15:04"), line.Text)
	s.told = time.Now()
}

// quietFor is how long nothing was told.
func (s *story) quietFor() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Since(s.told)
}

// newestFirst are the last lines of the story.
func (s *story) newestFirst() []templates.StoryLine {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := slices.Clone(s.lines[max(0, len(s.lines)-100):])
	slices.Reverse(lines)
	return lines
}

// step moves the clock to t, runs what is due, and tells what came of it. It
// is short, so it is never cut off: a context that may end costs SQLite's
// driver a goroutine a statement.
func (d *demo) step(ctx context.Context, t time.Time) error {
	ctx = context.WithoutCancel(ctx)
	d.turn.Lock()
	defer d.turn.Unlock()
	d.clock.set(t)
	now := d.clock.now()
	due, err := d.store.DueMoments(ctx, now, now, 100_000)
	if err != nil {
		return err
	}
	if err := d.work.Drain(ctx, now); err != nil {
		return fmt.Errorf("at %s: %w", now.Format(time.RFC3339), err)
	}
	slices.SortStableFunc(due, func(a, b program.Moment) int {
		return ones(a.Kind == jobs.EndProgram) - ones(b.Kind == jobs.EndProgram)
	})
	for _, m := range due {
		if err := d.tellMoment(ctx, m, now); err != nil {
			return err
		}
	}
	return nil
}

// follow runs what has become due by what somebody did, if anything has.
func (d *demo) follow(ctx context.Context) error {
	now := d.clock.now()
	moments, err := d.store.DueMoments(ctx, now, now, 1)
	if err != nil {
		return err
	}
	shards, err := d.store.DueShards(ctx, now)
	if err != nil || len(moments)+len(shards) == 0 {
		return err
	}
	if err := d.tellTakenBack(ctx, now); err != nil {
		return err
	}
	if err := d.step(ctx, now); err != nil {
		return err
	}
	if !d.moving.Load() {
		d.tellArrivals(now, "")
	}
	return nil
}

// tellArrivals sums up what people got: a line a kind, each beginning so.
func (d *demo) tellArrivals(now time.Time, begin string) {
	arrivals := d.post.take()
	slices.SortStableFunc(arrivals, func(a, b program.OutboxRow) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	for len(arrivals) > 0 {
		kind, to := arrivals[0].Kind, []string{}
		for len(arrivals) > 0 && arrivals[0].Kind == kind {
			to = append(to, d.nameOf(string(arrivals[0].To)))
			arrivals = arrivals[1:]
		}
		d.story.tell(now, "%s%s to %s", begin, kindWords[kind], few(to))
	}
}

// few are up to four names, or how many there are.
func few(all []string) string {
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > 4 {
		return fmt.Sprintf("%d people", len(all))
	}
	return names(all)
}

// kindWords name the kinds of message as the story does.
var kindWords = map[program.Kind]string{
	program.AdministratorWelcome:   "Welcome as an administrator",
	program.AdministratorHome:      "Link to the administrator's home",
	program.RegisterInvitation:     "Invitation to register",
	program.RegisterReminder:       "Reminder to register",
	program.RegistrationConfirmed:  "Confirmation of what was answered",
	program.ImportConfirmed:        "Word of what the file has answered",
	program.ApprovalRequest:        "Request to approve the draft",
	program.ApprovalReminder:       "Reminder of the draft that waits",
	program.DraftDecided:           "Word of what became of the draft",
	program.RoundFailedNotice:      "Word that no draft could be made",
	program.MatchingClosedNotice:   "Word that people who registered wait for a partner",
	program.NotPairedYet:           "Word that nothing is decided yet",
	program.Introduction:           "Introduction",
	program.Invitation:             "Calendar invitation",
	program.InvitationCancelled:    "Calendar cancellation",
	program.UnpairedNotice:         "Word that there is no partner this time",
	program.MeetingChanged:         "Change of a meeting",
	program.SeriesShortened:        "End of a series that has another time",
	program.MoveSuggested:          "Other times for a meeting",
	program.SeriesDeclined:         "Question to who declined all meetings",
	program.ReplyNudge:             "Reminder to answer the invitation",
	program.ReplyCheck:             "Question whether an answer was theirs",
	program.SessionAgenda:          "Agenda of the next meeting",
	program.MetQuestion:            "Question whether they met",
	program.SurveyInvitation:       "Invitation to the survey",
	program.SurveyReminder:         "Reminder of the survey",
	program.ParticipationConfirmed: "Confirmation of how they take part",
	program.PairingEndedNotice:     "Word that the pairing has ended",
	program.PairingChanged:         "Word that one of the partners has left",
	program.PartnerLost:            "Word that somebody has no partner any more",
	program.InvitationsWait:        "Word that invitations wait for Google",
	program.ProgramReport:          "Report of the program",
}
