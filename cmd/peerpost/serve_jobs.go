package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/peerpost/peerpost/jobs"
)

// serveJobs is the worker's role. stop ends the in-process Redis, after the
// jobs have.
func (in *installation) serveJobs(ctx context.Context) (run service, stop func(), err error) {
	q := &jobs.Queue{Work: in.work, Now: in.now, Holder: holder(rand.Text()[:8])}
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
