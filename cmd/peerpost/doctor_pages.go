package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// listen proves that this machine can listen where the settings say, or that it
// does.
func (d doctor) listen(ctx context.Context) []finding {
	var all []finding
	for _, place := range []struct{ setting, address string }{{"LISTEN", d.Listen}, {"METRICS_LISTEN", d.MetricsListen}} {
		if place.address == "" {
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", place.address)
		switch {
		case err == nil:
			_ = listener.Close()
			all = append(all, found(good, "%s is free for peerpost serve", place.address)...)
		case errors.Is(err, syscall.EADDRINUSE):
			all = append(all, found(good, "somebody listens at %s; if it is not peerpost serve, free the port or set %s%s to another", place.address, prefix, place.setting)...)
		default:
			all = append(all, found(fail, "nobody can listen there (%v); set %s%s to an address of this machine and a port that this user may have", err, prefix, place.setting)...)
		}
	}
	return all
}

// pages asks for the health page as people's browsers ask for theirs: through
// whatever stands in front.
func (d doctor) pages(ctx context.Context) []finding {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.BaseURL+"/healthz", nil)
	if err != nil {
		return found(fail, "%sBASE_URL cannot be asked for (%v); set the address people open", prefix, err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	switch {
	case errors.As(err, &certificate):
		return found(fail, "%s has a certificate that browsers refuse (%v); renew it", d.BaseURL, certificate.Err)
	case errors.As(err, &name):
		return found(fail, "nobody knows the host of %s; publish its name, or correct %sBASE_URL", d.BaseURL, prefix)
	case err != nil:
		return found(warn, "nobody answers at %s; start peerpost serve, and let whatever stands in front pass requests on to %s", d.BaseURL, d.Listen)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64))
	if err != nil || response.StatusCode != http.StatusOK || strings.TrimSpace(string(body)) != "ok" {
		return found(warn, "somebody else answers at %s/healthz (%s); let what stands there pass requests on to %s", d.BaseURL, response.Status, d.Listen)
	}
	return found(good, "they answer at %s", d.BaseURL)
}
