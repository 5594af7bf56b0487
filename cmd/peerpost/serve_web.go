package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/peerpost/peerpost/web"
)

// serveWeb is the role of the pages.
func (in *installation) serveWeb(at *place) (service, error) {
	pages := web.Server{Work: in.work, Now: in.now, Log: in.work.Log}
	handler := pages.Handler()
	dir, local := in.localMailbox()
	if local {
		handler = in.withMailbox(dir, handler)
	}
	run, err := in.listen("LISTEN", in.Listen, handler)
	if err != nil {
		return nil, err
	}
	at.say("Pages: %s (on %s)\n", in.BaseURL, in.Listen)
	if local {
		at.say("Everyone's mailbox: http://%s/mailbox/\n", in.Listen)
	}
	return run, nil
}

// localMailbox returns the folder whose mail everyone at this machine may
// read: mail that goes nowhere else, with pages that nobody reaches from
// elsewhere.
func (in *installation) localMailbox() (dir string, ok bool) {
	dir, ok = strings.CutPrefix(in.SMTPURL, "maildir:")
	host, _, err := net.SplitHostPort(in.Listen)
	base, unread := url.Parse(in.BaseURL)
	return dir, ok && err == nil && unread == nil && loopback(host) && loopback(base.Hostname())
}

// withMailbox adds the mailbox for whoever asks by a name of this machine: no
// foreign name that was made to lead here (DNS rebinding), and no proxy.
func (in *installation) withMailbox(dir string, pages http.Handler) http.Handler {
	mailbox := (&web.Mailbox{Dir: dir, Now: in.now}).Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		near := err == nil && loopback(host) && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
		if near && strings.HasPrefix(r.URL.Path, "/mailbox/") {
			mailbox.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}
