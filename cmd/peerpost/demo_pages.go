package main

import (
	"context"
	"net"
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/web"
)

// serve is the role of the pages: those of an installation, and everyone's
// mailbox. Whatever somebody does there takes effect at once.
func (d *demo) serve(listener net.Listener) service {
	pages := &web.Server{Work: d.work, Now: d.clock.now, Log: d.work.Log, AfterPost: func(ctx context.Context) {
		if err := d.follow(ctx); err != nil {
			d.work.Log.Error("what follows from a page could not be done", "error", err)
		}
	}}
	mux := http.NewServeMux()
	mux.Handle("/mailbox/", d.box.Handler())
	mux.Handle("/", pages.Handler())
	server := serverOf(nearby(mux), d.work.Log)
	server.WriteTimeout = 0 // half a year of many people may pass before an answer
	return func(ctx context.Context) error { return serveUntil(ctx, server, listener) }
}

// nearby answers whoever asks by a name of this machine, and no foreign name
// that was made to lead here (DNS rebinding). What was asked for is done also
// when nobody waits for it any more.
func nearby(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || !loopback(host) {
			http.Error(w, "Ask for this page by the address that the demo has printed.", http.StatusMisdirectedRequest)
			return
		}
		pages.ServeHTTP(w, r.WithContext(context.WithoutCancel(r.Context())))
	})
}

// people own the mailboxes: Administrators first.
func (d *demo) people(ctx context.Context) ([]program.Person, error) {
	all, err := d.store.Administrators(ctx, d.program.ID)
	if err != nil {
		return nil, err
	}
	participants, err := d.store.Participants(ctx, d.program.ID)
	for _, p := range participants {
		all = append(all, p.Person)
	}
	return all, err
}

func (d *demo) mailboxURL() string { return d.baseURL + "/mailbox/" }
