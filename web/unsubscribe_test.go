package web_test

import (
	"net/http"
	"testing"

	"github.com/peerpost/peerpost/program"
)

func TestOneClickUnsubscribeNeedsNoQuestionAndNoCookie(t *testing.T) {
	t.Parallel()
	s := invited(t)
	p := s.People()[0]
	path := s.path(program.ForUnsubscribe, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Do you want no more emails")
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
			s.want(s.follow("/unsubscribe", "token", tokenOf(path), "do", "keep"), http.StatusOK, "Do you want no more emails")
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
