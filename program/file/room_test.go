package file

import (
	"strings"
	"testing"
)

func TestRoomIsALinkWithAPlaceForEachPairing(t *testing.T) {
	with := func(room string) string {
		return strings.Replace(minimal, "\n", "\nsessions: {room: \""+room+"\"}\n", 1)
	}
	p, err := ReadProgram("p.yaml", []byte(with("https://meet.example.org/peers-{pairing}?x=1")))
	if err != nil || p.Sessions.Room != "https://meet.example.org/peers-{pairing}?x=1" {
		t.Errorf("%v", err)
	}
	for _, room := range []string{"https://meet.example.org/all", "http://meet.example.org/{pairing}", "meet.example.org/{pairing}", "https://meet.example.org/{pairing}/{pairing}", "javascript:{pairing}"} {
		if _, err := ReadProgram("p.yaml", []byte(with(room))); err == nil || !strings.Contains(err.Error(), "sessions.room: found ") {
			t.Errorf("%s: %v", room, err)
		}
	}
}
