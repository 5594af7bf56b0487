package web

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// render answers with a page.
func (v *visit) render(status int, page templates.Page) error {
	var b bytes.Buffer
	if err := templates.RenderPage(&b, page); err != nil {
		return err
	}
	writePage(v.w, status, b.Bytes())
	return nil
}

// seeOther answers a POST: 303 to where its result is shown.
func (v *visit) seeOther(path string) error {
	v.w.Header().Set("Location", path)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// done answers a POST with 303 to this page's own result.
func (v *visit) done(outcome templates.Outcome) error {
	return v.seeOther(v.here() + "?done=" + string(outcome))
}

// isDone reports whether a result is asked for.
func (v *visit) isDone(outcomes ...templates.Outcome) bool {
	for _, o := range outcomes {
		if o != "" && v.r.URL.Query().Get("done") == string(o) {
			return true
		}
	}
	return false
}

// fail answers for a handler that could not.
func (s *Server) fail(v *visit, t *trip, err error) {
	if errors.Is(err, program.ErrNotFound) {
		s.renderTo(t, http.StatusNotFound, templates.NotFoundPage{})
		return
	}
	t.err = err
	s.trouble(t)
}

// trouble answers 500 where nothing has been answered yet.
func (s *Server) trouble(t *trip) {
	if t.status == 0 {
		s.renderTo(t, http.StatusInternalServerError, templates.TroublePage{At: s.Now(), Reference: t.reference})
	}
}

// renderTo answers with a page that needs no visit.
func (s *Server) renderTo(t *trip, status int, page templates.Page) {
	var b bytes.Buffer
	if err := templates.RenderPage(&b, page); err != nil {
		t.err = errors.Join(t.err, err)
		b.WriteString("Something went wrong here. Please try again in a few minutes.")
		status = http.StatusInternalServerError
	}
	writePage(t, status, b.Bytes())
}

func writePage(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader is gone; nothing is lost
}
