package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

const (
	sessionCookie = "peerpost_home"
	sessionLives  = 8 * time.Hour
)

// bySession lets in the Administrator whose session it is. Everyone else is
// led to where a link can be asked for.
func bySession(then handler) handler {
	return func(v *visit) error {
		id, err := v.sessionOf()
		if errors.Is(err, program.ErrNotFound) {
			return v.seeOther("/home")
		}
		if err != nil {
			return err
		}
		if v.reader, err = v.Work.Store.Person(v.ctx, id); err != nil {
			return err
		}
		return then(v)
	}
}

// bySessionProgram is bySession for a page of a Program that the path names by
// its slug. The Program must be one that the Administrator runs.
func bySessionProgram(then handler) handler {
	return bySession(func(v *visit) (err error) {
		v.prog, err = v.ownProgram(v.r.PathValue("slug"))
		if err != nil {
			return err
		}
		return then(v)
	})
}

// bySessionDraft is bySession for a page of a Draft.
func bySessionDraft(purpose program.Purpose, then handler) handler {
	return bySession(func(v *visit) (err error) {
		id := v.r.PathValue("draft")
		if !program.ValidID(id) {
			return program.ErrNotFound
		}
		if v.draft, err = v.Work.Store.Draft(v.ctx, program.ID(id)); err != nil {
			return err
		}
		if v.prog, err = v.Work.Store.Program(v.ctx, v.draft.ProgramID); err != nil {
			return err
		}
		return asAdministrator(func(v *visit) error { return v.decide(purpose, then) })(v)
	})
}

// ownProgram is the Program with this slug, if the reader runs it.
func (v *visit) ownProgram(slug string) (db.Program, error) {
	programs, err := v.Work.Store.ProgramsOf(v.ctx, v.reader.ID)
	if err != nil {
		return db.Program{}, err
	}
	for _, p := range programs {
		if p.Slug == slug {
			return p, nil
		}
	}
	return db.Program{}, program.ErrNotFound
}

// sessionOf returns whose session the request belongs to, or
// program.ErrNotFound.
func (v *visit) sessionOf() (program.ID, error) {
	cookie, err := v.r.Cookie(sessionCookie)
	if err != nil {
		return "", program.ErrNotFound
	}
	return v.Work.Store.HomeSession(v.ctx, hashOf(cookie.Value), v.now)
}

// beginSession gives the reader a session. The browser has its token; the
// store has only the token's hash.
func (v *visit) beginSession() error {
	token := rand.Text()
	if err := v.Work.Store.SaveHomeSession(v.ctx, hashOf(token), v.reader.ID, v.now.Add(sessionLives)); err != nil {
		return err
	}
	v.setCookie(token, int(sessionLives/time.Second))
	return nil
}

// signOut ends the session.
func (v *visit) signOut() error {
	if cookie, err := v.r.Cookie(sessionCookie); err == nil {
		if err := v.Work.Store.EndHomeSession(v.ctx, hashOf(cookie.Value), v.now); err != nil {
			return err
		}
	}
	v.setCookie("", -1)
	return v.seeOther("/home")
}

func (v *visit) setCookie(value string, maxAge int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: sessionCookie, Value: value, Path: "/home", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(v.origin(), "https:"),
	})
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
