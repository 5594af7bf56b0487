package main

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/peerpost/peerpost/jobs"
)

// mostSkew is how far the clocks of hosts may be apart: leases are times.
const mostSkew = 2 * time.Second

func (d doctor) database(ctx context.Context) []finding {
	store, err := openStore(ctx, d.Settings)
	if err != nil {
		return found(fail, "%v", err)
	}
	defer store.Close()
	if err := upToDate(ctx, store); err != nil {
		return found(fail, "%v", err)
	}
	health, err := store.Health(ctx)
	if err != nil {
		return found(fail, "%v", err)
	}
	mine := holder(rand.Text()[:8])
	if _, err := store.AcquireLease(ctx, "doctor", mine, d.now(), time.Second); err != nil {
		return found(fail, "nothing can be written (%v); give the user the rights to", err)
	}
	if err := store.ReleaseLease(ctx, "doctor", mine, d.now()); err != nil {
		return found(fail, "nothing can be written (%v); give the user the rights to", err)
	}
	has, err := store.Fact(ctx, secretFact)
	if err != nil {
		return found(fail, "%v", err)
	}
	if !d.knows(has) {
		return found(fail, "%s", d.strangeSecret())
	}
	all := found(good, "%s answers, has this build's schema and can be written", health.Version)
	for _, w := range health.Warnings {
		all = append(all, finding{warn, w})
	}
	if skew := time.Since(health.Time).Round(time.Millisecond).Abs(); !health.Time.IsZero() && skew > mostSkew {
		all = append(all, found(warn, "its clock and this machine's are %s apart; let both follow the network's time", skew)...)
	}
	return all
}

func (d doctor) redis(ctx context.Context) []finding {
	if d.RedisURL == "" {
		return found(good, "in this process")
	}
	warnings, err := jobs.ProbeRedis(ctx, d.RedisURL)
	if err != nil {
		return found(fail, "%v; check %sREDIS_URL and that Redis runs", err, prefix)
	}
	all := found(good, "it answers")
	for _, w := range warnings {
		all = append(all, finding{warn, w})
	}
	return all
}
