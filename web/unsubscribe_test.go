package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/program"
)

func TestOneClickUnsubscribeNeedsNoQuestionAndNoCookie(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p := s.People()[0]
	path := s.path(program.ForUnsubscribe, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Do you want fewer emails")
	a := s.want(s.post(path, "List-Unsubscribe", "One-Click"), http.StatusOK, "You are unsubscribed")
	if a.header.Get("Location") != "" || a.header.Get("Set-Cookie") != "" {
		t.Errorf("answered with %v", a.header)
	}
	if s.Person(p.Person.Address).UnsubscribedAt.IsZero() {
		t.Error("it was not stored")
	}
	s.want(s.get(path), http.StatusOK, "You are unsubscribed")
	s.want(s.post(path), http.StatusOK)
	s.want(s.post(path+"x", "List-Unsubscribe", "One-Click"), http.StatusNotFound)
	second := s.path(program.ForUnsubscribe, string(s.People()[1].Person.Address))
	s.want(s.follow("/unsubscribe", "token", tokenOf(second)), http.StatusOK, "You are unsubscribed")
}

func TestUnsubscribingCanBeTakenBackAnyNumberOfTimes(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p := s.People()[0]
	path := s.path(program.ForUnsubscribe, string(p.Person.Address))
	for range 3 {
		s.want(s.post(path, "List-Unsubscribe", "One-Click"), http.StatusOK, "You are unsubscribed", "Keep getting these emails")
		for range 2 {
			s.want(s.follow("/unsubscribe", "token", tokenOf(path), "do", "keep"), http.StatusOK, "Do you want fewer emails")
		}
		if at := s.Person(p.Person.Address).UnsubscribedAt; !at.IsZero() {
			t.Errorf("still unsubscribed since %s", at)
		}
		s.want(s.follow("/unsubscribe", "token", tokenOf(path)), http.StatusOK, "You are unsubscribed", "Keep getting these emails")
	}
	s.want(s.get(path+"?do=keep"), http.StatusOK, "You are unsubscribed")
	s.want(s.post("/unsubscribe", "token", tokenOf(path)+"x", "do", "keep"), http.StatusNotFound)
	if s.Person(p.Person.Address).UnsubscribedAt.IsZero() {
		t.Error("a wrong token or a GET has taken it back")
	}
}

func TestWhoRegistersAfterUnsubscribingGetsAllEmailsAgainAndReadsSo(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p, other := s.People()[0], s.People()[1]
	const again = "come again"
	form := s.get(s.path(program.ForRegister, string(p.Person.Address)))
	if strings.Contains(form.body, again) {
		t.Error("who has not unsubscribed reads that emails come again")
	}
	s.want(s.follow("/unsubscribe", "token", tokenOf(s.path(program.ForUnsubscribe, string(p.Person.Address)))), http.StatusOK, "You are unsubscribed", "To stop everything, leave")
	s.want(s.get(s.path(program.ForRegister, string(p.Person.Address))), http.StatusOK, again)
	s.want(s.follow("/register", s.registration(p)...), http.StatusOK, "You are registered")
	if at := s.Person(p.Person.Address).UnsubscribedAt; !at.IsZero() {
		t.Errorf("still unsubscribed since %s", at)
	}
	s.RunTo(s.Now)
	mails := s.Delivered()
	if last := mails[len(mails)-1]; last.To != string(p.Person.Address) || !strings.Contains(last.Text, again) {
		t.Errorf("the confirmation does not say that emails come again:\n%s", last.Text)
	}

	s.want(s.follow("/register", s.registration(other)...), http.StatusOK, "You are registered")
	s.want(s.follow("/unsubscribe", "token", tokenOf(s.path(program.ForUnsubscribe, string(other.Person.Address)))), http.StatusOK, "You are unsubscribed")
	s.want(s.follow("/register", append(s.registration(other), "headline", "Bakes bread")...), http.StatusOK, "Your answers are saved")
	if s.Person(other.Person.Address).UnsubscribedAt.IsZero() {
		t.Error("a change of answers has taken the unsubscribing back")
	}
}
