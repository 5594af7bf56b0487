package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/peerpost/peerpost/web"
)

// previewCommand shows every email and page with made-up data, until it is
// stopped. It needs no settings.
type previewCommand struct{}

// Run implements the command.
func (c *previewCommand) Run(ctx context.Context, at *place) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("%w; free a port of this machine", err)
	}
	at.say("Every email and page: http://%s/ (Ctrl-C ends it)\n", listener.Addr())
	return serveUntil(ctx, serverOf(web.PreviewHandler(), slog.New(slog.DiscardHandler)), listener)
}
