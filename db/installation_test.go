package db_test

import (
	"sync"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
)

func TestOfProcessesThatStateAFactAtOnceOneDoesAndAllHearIt(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		heard := make([]string, 8)
		var processes sync.WaitGroup
		for i := range heard {
			s := dbtest.Open(t, url)
			processes.Go(func() {
				var err error
				if heard[i], err = s.ReplaceFact(t.Context(), "colour", "", string(rune('a'+i))); err != nil {
					t.Error(err)
				}
			})
		}
		processes.Wait()
		s := dbtest.Open(t, url)
		fact, err := s.Fact(t.Context(), "colour")
		ok(t, err)
		for _, h := range heard {
			same(t, "heard", fact, h)
		}
		has, err := s.ReplaceFact(t.Context(), "colour", "another", "blue")
		ok(t, err)
		same(t, "in the place of what it is not", fact, has)
		has, err = s.ReplaceFact(t.Context(), "colour", fact, "blue")
		ok(t, err)
		same(t, "in the place of what it is", "blue", has)
		none, err := s.Fact(t.Context(), "weight")
		ok(t, err)
		same(t, "what nobody has stated", "", none)
	})
}
