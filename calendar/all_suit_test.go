package calendar

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

func TestSeriesSuitsOnlyIfEachSessionDoes(t *testing.T) {
	berlin, err := program.LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	newYork, err := program.LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	var weekly []time.Time // 15:00 in Berlin; 9:00 in New York, and 10:00 for two weeks of March
	for week := range 20 {
		weekly = append(weekly, program.Resolve(time.Date(2027, 2, 9+7*week, 15, 0, 0, 0, time.UTC), berlin))
	}
	members := []Member{{Zone: berlin, Hours: program.DefaultHours()}, {Zone: newYork, Hours: program.DefaultHours()}}
	closed := func(d program.Date) bool { return d == program.Date{Year: 2027, Month: time.June, Day: 1} }
	earlier := make([]time.Time, len(weekly))
	for i, at := range weekly {
		earlier[i] = at.Add(-time.Hour)
	}
	busy := []Member{members[0], {Zone: newYork, Hours: program.DefaultHours(), Busy: []Interval{{weekly[7], weekly[7].Add(time.Hour)}}}}
	for name, got := range map[string]bool{
		"in everybody's hours":       AllSuit(members, 45*time.Minute, weekly, nil),
		"an hour earlier":            !AllSuit(members, 45*time.Minute, earlier, nil),
		"one session on a holiday":   !AllSuit(members, 45*time.Minute, weekly, closed),
		"one member is busy once":    !AllSuit(busy, 45*time.Minute, weekly, nil),
		"longer than the hours last": !AllSuit(members, 3*time.Hour, weekly, nil),
		"no session":                 !AllSuit(members, time.Hour, nil, nil),
	} {
		if !got {
			t.Errorf("%s is judged wrong", name)
		}
	}
}
