// Package web is every page that Peerpost shows: what participants and
// Administrators reach through Links, and the pages around them. Each page is
// a file; a handler loads, decides, lets jobs act, and answers with a page or
// a 303. GET changes nothing.
//
// It keeps no state of its own but the store's, so any number of processes may
// serve the same pages.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// Server serves the public pages.
type Server struct {
	Work *jobs.Work
	Now  func() time.Time
	Log  *slog.Logger

	// AfterPost, where set, is called after each POST that succeeded and
	// before its answer leaves: a demonstration runs what has become due.
	AfterPost func(context.Context)
}

// Handler returns all public pages.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.routes() {
		mux.Handle(route.pattern, s.answer(route.handle))
	}
	return s.guard(mux)
}

type route struct {
	pattern string
	handle  handler
}

// routes is the table of contents. A GET with a token shows, the POST with the
// token in its body acts.
func (s *Server) routes() []route {
	return []route{
		{"GET /{$}", (*visit).showHomeRequest},
		{"GET /style.css", (*visit).stylesheet},
		{"GET /healthz", (*visit).health},

		{"POST /google", (*visit).googleChanged},

		{"GET /register/{token}", byLink(program.ForRegister, (*visit).showRegister)},
		{"POST /register", byLink(program.ForRegister, (*visit).register)},
		{"GET /move/{token}", byLink(program.ForMove, (*visit).showMove)},
		{"POST /move", byLink(program.ForMove, (*visit).move)},
		{"GET /reply/{token}", byLink(program.ForReply, (*visit).showReply)},
		{"POST /reply", byLink(program.ForReply, (*visit).confirmReply)},
		{"GET /met/{token}", byLink(program.ForMet, (*visit).showMet)},
		{"POST /met", byLink(program.ForMet, (*visit).answerMet)},
		{"GET /survey/{token}", byLink(program.ForSurvey, (*visit).showSurvey)},
		{"POST /survey", byLink(program.ForSurvey, (*visit).answerSurvey)},
		{"GET /participation/{token}", byLink(program.ForParticipation, (*visit).showParticipation)},
		{"GET /participation/{token}/data", byLink(program.ForParticipation, (*visit).downloadData)},
		{"POST /participation", byLink(program.ForParticipation, (*visit).changeParticipation)},
		{"GET /unsubscribe/{token}", byLink(program.ForUnsubscribe, (*visit).showUnsubscribe)},
		{"POST /unsubscribe", byLink(program.ForUnsubscribe, (*visit).unsubscribe)},
		{"POST /unsubscribe/{token}", byLink(program.ForUnsubscribe, (*visit).unsubscribeOneClick)},

		{"GET /review/{token}", byDraftLink(program.ForReview, (*visit).showReview)},
		{"GET /approve/{token}", byDraftLink(program.ForApprove, (*visit).showApprove)},
		{"POST /approve", byDraftLink(program.ForApprove, (*visit).approve)},
		{"GET /discard/{token}", byDraftLink(program.ForDiscard, (*visit).showDiscard)},
		{"POST /discard", byDraftLink(program.ForDiscard, (*visit).discard)},
		{"GET /undo/{token}", byDraftLink(program.ForUndo, (*visit).showUndo)},
		{"POST /undo", byDraftLink(program.ForUndo, (*visit).undo)},
		{"GET /switch/{token}", byLink(program.ForSwitch, asAdministrator((*visit).showSwitch))},
		{"POST /switch", byLink(program.ForSwitch, asAdministrator((*visit).turnSwitch))},

		{"GET /home/{token}", byHomeLink((*visit).showHomeOpen)},
		{"POST /home", byHomeLink((*visit).openHome)},
		{"POST /home/link", (*visit).sendHomeLink},
		{"GET /home", (*visit).showHome},
		{"POST /home/pair", bySession((*visit).pairNow)},
		{"POST /home/out", (*visit).signOut},
		{"GET /home/draft/{draft}/review", bySessionDraft(program.ForReview, (*visit).showReview)},
		{"GET /home/draft/{draft}/approve", bySessionDraft(program.ForApprove, (*visit).showApprove)},
		{"POST /home/draft/{draft}/approve", bySessionDraft(program.ForApprove, (*visit).approve)},
		{"GET /home/draft/{draft}/discard", bySessionDraft(program.ForDiscard, (*visit).showDiscard)},
		{"POST /home/draft/{draft}/discard", bySessionDraft(program.ForDiscard, (*visit).discard)},
		{"GET /home/draft/{draft}/undo", bySessionDraft(program.ForUndo, (*visit).showUndo)},
		{"POST /home/draft/{draft}/undo", bySessionDraft(program.ForUndo, (*visit).undo)},
		{"GET /home/switch/{slug}", bySessionProgram((*visit).showSwitch)},
		{"POST /home/switch/{slug}", bySessionProgram((*visit).turnSwitch)},
	}
}

// origin is where the pages are, as a browser writes it into Origin.
func (s *Server) origin() string {
	u, err := url.Parse(s.Work.Links.BaseURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (v *visit) stylesheet() error {
	v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, err := v.w.Write(templates.Stylesheet())
	return err
}
