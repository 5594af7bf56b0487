// Package jobs is what happens: one job a file, each load, decide, act,
// record. Above each job stands its invariant: what is true after it has run
// any number of times, also twice at once, also when it was killed anywhere.
//
// Jobs are woken by rows (Moments, and shards of the Outbox), never by memory:
// Redis only carries the wake-up call.
package jobs
