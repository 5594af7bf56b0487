package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

func TestPreviewShowsEveryEmailUntilItIsStopped(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, "LISTEN=nonsense") // it needs no settings
	ctx, stop := context.WithCancel(t.Context())
	var stdout, stderr output
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"preview"}, &place{environ: tr.environ, stdout: &stdout, stderr: &stderr})
	}()
	eventually(t, "its address", func() bool { return strings.Contains(stdout.String(), "http://127.0.0.1:") })
	_, address, _ := strings.Cut(stdout.String(), ": ")
	address, _, _ = strings.Cut(address, " ")
	status, page := get(address)
	if status != http.StatusOK || !strings.Contains(page, "/email/") {
		t.Errorf("%s answers %d: %s", address, status, page)
	}
	stop()
	if got := <-code; got != 0 || stderr.String() != "" {
		t.Errorf("exit code %d, on stderr: %s", got, stderr.String())
	}
}
