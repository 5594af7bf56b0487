package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// momentsCounted bounds the count of due Moments.
const momentsCounted = 1000

// serveMetrics is a page of counts, in the text format of Prometheus.
func (in *installation) serveMetrics() (service, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		text, err := in.metrics(r.Context())
		if err != nil {
			in.work.Log.Error("the counts cannot be read", "error", err)
			http.Error(w, "the counts cannot be read", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		fmt.Fprint(w, text)
	})
	return in.listen("METRICS_LISTEN", in.MetricsListen, mux)
}

func (in *installation) metrics(ctx context.Context) (string, error) {
	programs, err := in.store.Programs(ctx)
	if err != nil {
		return "", err
	}
	messages := map[program.OutboxState]int{}
	for _, p := range programs {
		counts, err := in.store.OutboxCounts(ctx, p.ID)
		if err != nil {
			return "", err
		}
		for state, n := range counts {
			messages[state] += n
		}
	}
	waiting, err := in.store.WaitingForAPerson(ctx)
	if err != nil {
		return "", err
	}
	wait := 0
	for _, n := range waiting {
		wait += n
	}
	now := in.now()
	backlog, oldest, err := in.store.Backlog(ctx, now)
	if err != nil {
		return "", err
	}
	due, err := in.store.DueMoments(ctx, now, now, momentsCounted)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, state := range outboxStates {
		fmt.Fprintf(&b, "peerpost_outbox_messages{state=%q} %d\n", state, messages[state])
	}
	fmt.Fprintf(&b, "peerpost_outbox_waiting_for_a_person %d\n", wait)
	fmt.Fprintf(&b, "peerpost_backlog_messages %d\n", backlog)
	fmt.Fprintf(&b, "peerpost_backlog_oldest_seconds %.0f\n", oldest.Seconds())
	fmt.Fprintf(&b, "peerpost_moments_due %d\n", len(due))
	return b.String(), nil
}
