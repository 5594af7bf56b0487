package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// stopWithin is how long a stop waits for what is being answered.
	stopWithin = 30 * time.Second
	// largestRequest bounds what a page takes: forms are small.
	largestRequest = 1 << 20
)

// listen serves handler on the address that a setting names.
func (in *installation) listen(setting, address string, handler http.Handler) (service, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%w; free the port, or set %s%s to another", err, prefix, setting)
	}
	server := serverOf(handler, in.work.Log)
	return func(ctx context.Context) error { return serveUntil(ctx, server, listener) }, nil
}

// serverOf is an HTTP server whose bounds leave no room for clients that drip
// (slowloris) or that send without end.
func serverOf(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           http.MaxBytesHandler(handler, largestRequest),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// serveUntil serves until ctx ends and then finishes what is being answered.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err := server.Shutdown(ctx)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("stop the pages: %w; some requests were cut off", err)
	}
	return nil
}
