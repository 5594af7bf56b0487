package calendar

import (
	"slices"

	"github.com/peerpost/peerpost/program"
)

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
	slots       = weekMinutes / 15

	nightBegins = 22 * 60
	nightEnds   = 6 * 60

	thursday = 4 * daySeconds // 1970 began on one; the week begins on Sunday
)

// comfort says, for a session that begins at each quarter of a local week,
// how many minutes it reaches outside the nearest working hours, and how many
// of its minutes are rest: not worked, and night or on a day without
// working hours; what is both counts twice. Zones whose offset is not a
// multiple of a quarter hour ended in 1972.
type comfort struct {
	outside, rest [slots]int32
}

func newComfort(hours program.WeeklyHours, minutes int) *comfort {
	runs := workRuns(orDefault(hours))
	rest := restSums(orDefault(hours), runs)
	c := new(comfort)
	for i := range slots {
		from := i * 15
		to := from + minutes
		reach := 2 * weekMinutes
		for _, run := range runs {
			reach = min(reach, max(0, run.from-from, to-run.to))
		}
		c.outside[i], c.rest[i] = int32(reach), rest[to]-rest[from]
	}
	return c
}

// orDefault is what hours mean: none are the usual ones.
func orDefault(hours program.WeeklyHours) program.WeeklyHours {
	if slices.IndexFunc(hours[:], func(day []program.Span) bool { return len(day) > 0 }) < 0 {
		return program.DefaultHours()
	}
	return hours
}

// run is a stretch of minutes since Sunday 00:00.
type run struct{ from, to int }

// workRuns returns the working time of the week before, the week and the week
// after in order. Spans that touch are one: a shift may cross midnight.
func workRuns(hours program.WeeklyHours) []run {
	var runs []run
	for day := -7; day < 14; day++ {
		for _, span := range hours[(day+7)%7] {
			next := run{day*dayMinutes + int(span.From), day*dayMinutes + int(span.To)}
			if n := len(runs); n > 0 && runs[n-1].to >= next.from {
				runs[n-1].to = max(runs[n-1].to, next.to)
				continue
			}
			runs = append(runs, next)
		}
	}
	return runs
}

// restSums counts, for each minute of the week and the day after it, the
// minutes of rest before it.
func restSums(hours program.WeeklyHours, runs []run) []int32 {
	sums := make([]int32, weekMinutes+dayMinutes+1)
	at := 0
	for m := range len(sums) - 1 {
		for at < len(runs) && runs[at].to <= m {
			at++
		}
		works := at < len(runs) && runs[at].from <= m
		clock, free := m%dayMinutes, len(hours[m/dayMinutes%7]) == 0
		sums[m+1] = sums[m]
		if works {
			continue
		}
		if free {
			sums[m+1]++
		}
		if clock < nightEnds || clock >= nightBegins {
			sums[m+1]++
		}
	}
	return sums
}
