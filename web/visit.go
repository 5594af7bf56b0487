package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
	"github.com/peerpost/peerpost/web/link"
)

// visit is one request to one page: who came, by which Link or session, and
// what it is about.
type visit struct {
	*Server
	w   http.ResponseWriter
	r   *http.Request
	ctx context.Context
	now time.Time

	link   program.Link // zero for a visit by session
	token  string       // likewise
	reader program.Person
	prog   db.Program
	draft  program.Draft // pages of a Draft
}

// handler answers a visit. An error that is program.ErrNotFound is answered
// with the one friendly 404, any other is trouble.
type handler func(*visit) error

// byLink lets in whoever holds a good token for this purpose. A token for
// another purpose is as bad as a made-up one.
func byLink(purpose program.Purpose, then handler) handler {
	return verified(purpose, func(v *visit) error {
		if !v.live() {
			return v.gone()
		}
		return then(v)
	})
}

// verified is byLink without the question whether the Link has expired.
func verified(purpose program.Purpose, then handler) handler {
	return func(v *visit) (err error) {
		v.token = v.r.PathValue("token")
		if v.token == "" {
			v.token = v.r.PostForm.Get("token")
		}
		if v.link, err = v.open(purpose, v.token); err != nil {
			return err
		}
		if v.reader, err = v.Work.Store.Person(v.ctx, v.link.PersonID); err != nil {
			return err
		}
		if v.prog, err = v.Work.Store.Program(v.ctx, v.link.ProgramID); err != nil {
			return err
		}
		return then(v)
	}
}

// open returns the Link that a token was made for. It does the same work for a
// token that nobody made, and answers program.ErrNotFound.
func (s *visit) open(purpose program.Purpose, token string) (program.Link, error) {
	id := link.ID(token)
	if !program.ValidID(id) {
		id = ""
	}
	l, err := s.Work.Store.Link(s.ctx, program.ID(id))
	if err != nil && !errors.Is(err, program.ErrNotFound) {
		return l, err
	}
	if err != nil {
		l = program.Link{ID: program.ID(id)}
	}
	good := s.Work.Links.Verify(token, jobs.Bound(l))
	if !good || err != nil || l.Purpose != purpose {
		return program.Link{}, program.ErrNotFound
	}
	return l, nil
}

// live reports whether the visitor may still do what the Link is for.
func (v *visit) live() bool { return v.token == "" || v.link.Live(v.now) }

// gone says that the Link was good once, and what to do.
func (v *visit) gone() error {
	page := templates.GonePage{Frame: v.frame(), Reason: templates.GoneExpired}
	if !v.link.RevokedAt.IsZero() {
		page.Reason = templates.GoneReplaced
	}
	if v.reader.Erased() {
		page.Reason = templates.GoneErased
	}
	switch v.link.Purpose {
	case program.ForReview, program.ForApprove, program.ForDiscard, program.ForUndo, program.ForSwitch:
		page.Ask = "/home"
	}
	return v.render(http.StatusGone, page)
}

// closed says that the time for answers is over.
func (v *visit) closed() error {
	return v.render(http.StatusGone, templates.GonePage{Frame: v.frame(), Reason: templates.GoneClosed})
}

// asAdministrator lets in only who still is an Administrator of the Program.
func asAdministrator(then handler) handler {
	return func(v *visit) error {
		programs, err := v.Work.Store.ProgramsOf(v.ctx, v.reader.ID)
		if err != nil {
			return err
		}
		for _, p := range programs {
			if p.ID == v.prog.ID {
				return then(v)
			}
		}
		return program.ErrNotFound
	}
}

// form is where this page's form posts to.
func (v *visit) form() templates.Form {
	if v.token == "" {
		return templates.Form{Action: v.r.URL.Path}
	}
	return templates.Form{Action: "/" + string(v.link.Purpose), Token: v.token}
}

// here is the path of this page.
func (v *visit) here() string {
	if v.token == "" {
		return v.r.URL.Path
	}
	return "/" + string(v.link.Purpose) + "/" + v.token
}

// way is the path of another page that the reader has a Link for; "" where
// there is none.
func (v *visit) way(purpose program.Purpose, object program.ID) (string, error) {
	l, err := v.Work.Store.LinkFor(v.ctx, purpose, v.reader.ID, object, v.now)
	if errors.Is(err, program.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return "/" + string(purpose) + "/" + v.Work.Links.Token(jobs.Bound(l)), nil
}

// frame is what stands around a page for this reader.
func (v *visit) frame() templates.Frame {
	return templates.Frame{
		Language: v.prog.Language, Program: v.prog.Name, Support: string(v.prog.Support),
		Zone: v.reader.TimeZone(v.prog.Location()).String(),
	}
}
