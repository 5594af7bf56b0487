package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/peerpost/peerpost/calendar"
)

// serveCommand runs the roles of an installation until it is stopped.
type serveCommand struct {
	Web    bool `help:"Only the pages."`
	Worker bool `help:"Only the jobs."`
}

// service runs until ctx ends, or fails.
type service func(ctx context.Context) error

// Run implements the command. Told to stop, it takes no more work, finishes
// what is being answered or sent within half a minute, and is done.
func (c *serveCommand) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	in.work.Log = slog.New(slog.NewTextHandler(at.stderr, nil))
	for _, w := range in.Warnings {
		in.work.Log.Warn(w)
	}
	var services []service
	if c.Web || !c.Worker {
		web, err := in.serveWeb(at)
		if err != nil {
			return err
		}
		services = append(services, web)
	}
	if c.Worker || !c.Web {
		worker, stop, err := in.serveJobs(ctx)
		if err != nil {
			return err
		}
		defer stop()
		services = append(services, worker)
		at.say("Jobs run.\n")
		if inbox := in.serveInbox(); inbox != nil {
			services = append(services, inbox)
			at.say("Answers are taken out of the mailbox.\n")
		}
	}
	if in.MetricsListen != "" {
		metrics, err := in.serveMetrics()
		if err != nil {
			return err
		}
		services = append(services, metrics)
		at.say("Counts: http://%s/metrics\n", in.MetricsListen)
	}
	logZones(in.work.Log)
	err = together(ctx, services)
	at.say("Stopped.\n")
	return err
}

// logZones says which time zone data decides when people meet.
func logZones(log *slog.Logger) {
	version, err := calendar.TzdataVersion()
	if err != nil {
		version = "unknown"
	}
	log.Info("time zone data", "version", version)
	if old := calendar.OutdatedZones(); len(old) > 0 {
		log.Warn("the time zone data is old: meetings in these zones are announced at wrong hours; update tzdata", "zones", strings.Join(old, " "))
	}
}

// together runs services until ctx ends or one of them does, and returns when
// all have.
func together(ctx context.Context, services []service) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failures := make([]error, len(services))
	var all sync.WaitGroup
	for i, run := range services {
		all.Go(func() {
			defer stop()
			failures[i] = run(ctx)
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// holder names this process among those that share a database.
func holder(unique string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unnamed"
	}
	return fmt.Sprintf("%s:%d:%s", host, os.Getpid(), unique)
}
