package calendar

import (
	"slices"

	"github.com/peerpost/peerpost/program"
)

// plan fills the window of n days and the days of the Series that may begin
// on each, and returns the last of all. Days and weeks repeat alike whenever
// they begin; months do not. A closed first day makes the next one the first,
// whose own rule may lead to other days of the month: these are added when
// they are met.
func (s *search) plan(n int) (last int64, err error) {
	first := s.request.Earliest.At(0).Unix() / daySeconds
	base, err := s.expand(first)
	if err != nil {
		return 0, err
	}
	for i := range int64(n) {
		s.window = append(s.window, first+i)
		days := base
		if s.request.Every.Unit == program.Months {
			if days, err = s.expand(first + i); err != nil {
				return 0, err
			}
		} else if i > 0 {
			days = slices.Clone(base)
			for k := range days {
				days[k] += i
			}
		}
		s.days[first+i] = days
		last = max(last, days[len(days)-1])
	}
	return last + 7, nil
}

// expand returns the days of the Series that begins on this one.
func (s *search) expand(day int64) ([]int64, error) {
	rule, err := recurrence{first: unix(day * daySeconds), every: s.request.Every, count: s.request.Count}.rule()
	if err != nil {
		return nil, err
	}
	walls, err := expand(rule)
	if err != nil {
		return nil, err
	}
	days := make([]int64, len(walls))
	for i, wall := range walls {
		days[i] = wall.Unix() / daySeconds
	}
	return days, nil
}

// series returns the first n days of the Series that begins on this day.
func (s *search) series(day int64, n int) []int64 {
	days, known := s.days[day]
	if !known {
		days, _ = s.expand(day) // the rule was accepted for another day
		s.days[day] = days
	}
	return days[:min(n, len(days))]
}
