package main

import (
	"fmt"
	"net/http"
)

// serveWeb is the role of the pages.
func (in *installation) serveWeb(at *place) (service, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
	run, err := in.listen("LISTEN", in.Listen, mux)
	if err != nil {
		return nil, err
	}
	at.say("Pages: %s (on %s)\n", in.BaseURL, in.Listen)
	return run, nil
}
