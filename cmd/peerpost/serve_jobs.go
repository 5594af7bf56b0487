package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/jobs"
)

// serveJobs is the worker's role. stop ends the in-process Redis, after the
// jobs have.
func (in *installation) serveJobs(ctx context.Context) (run service, stop func(), err error) {
	q := &jobs.Queue{Work: in.work, Now: in.now, Holder: holder(rand.Text()[:8])}
	if in.Clock != "" {
		q.Tick = 100 * time.Millisecond // whoever moves the clock waits for what is due by it
	}
	ctx, stop = context.WithCancel(context.WithoutCancel(ctx))
	if in.RedisURL == "" {
		q.Redis, err = jobs.InProcessRedis(ctx)
	} else {
		q.Redis, err = jobs.RedisOf(in.RedisURL)
	}
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("%w; check %sREDIS_URL", err, prefix)
	}
	return q.Run, stop, nil
}
