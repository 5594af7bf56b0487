package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsLeftOfBusyTimesLiesOutsideTheOthers(t *testing.T) {
	hour := func(from, to int) Interval {
		day := time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC)
		return Interval{day.Add(time.Duration(from) * time.Hour), day.Add(time.Duration(to) * time.Hour)}
	}
	for _, c := range []struct {
		why                 string
		times, others, want []Interval
	}{
		{"the same", []Interval{hour(9, 10)}, []Interval{hour(9, 10)}, nil},
		{"one inside", []Interval{hour(9, 10)}, []Interval{hour(8, 11)}, nil},
		{"one joined with what comes after", []Interval{hour(9, 12)}, []Interval{hour(9, 10)}, []Interval{hour(10, 12)}},
		{"one in the middle of another", []Interval{hour(9, 12)}, []Interval{hour(10, 11)}, []Interval{hour(9, 10), hour(11, 12)}},
		{"neighbours", []Interval{hour(9, 10), hour(11, 12)}, []Interval{hour(10, 11)}, []Interval{hour(9, 10), hour(11, 12)}},
		{"several of several", []Interval{hour(9, 12), hour(14, 16)}, []Interval{hour(11, 15), hour(9, 10)}, []Interval{hour(10, 11), hour(15, 16)}},
		{"none", []Interval{hour(9, 10)}, nil, []Interval{hour(9, 10)}},
	} {
		if diff := cmp.Diff(c.want, Without(c.times, c.others)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}
