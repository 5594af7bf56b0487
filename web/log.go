package web

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"time"
)

// log writes the one line of a request: the route's pattern and not the path,
// which holds a token.
func (s *Server) log(r *http.Request, t *trip, took time.Duration) {
	route, level := r.Pattern, slog.LevelInfo
	if route == "" {
		route = "none"
	}
	attrs := []slog.Attr{
		slog.String("route", route), slog.String("method", r.Method), slog.Int("status", t.status),
		slog.Duration("took", took.Round(time.Microsecond)), slog.String("reference", t.reference),
	}
	if t.err != nil {
		if r.Context().Err() == nil { // else the reader has left
			level = slog.LevelError
		}
		attrs = append(attrs, slog.String("error", clean(t.err.Error())))
	}
	s.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

var (
	anAddress = regexp.MustCompile(`[^\s"'<>()]*@[^\s"'<>()]*`)
	aToken    = regexp.MustCompile(`[0-9a-v]{26}\.[A-Za-z0-9_-]{43}`)
)

// clean takes addresses and tokens out of a text for the log.
func clean(text string) string {
	return anAddress.ReplaceAllString(aToken.ReplaceAllString(text, "(token)"), "(address)")
}
