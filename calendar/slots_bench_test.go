package calendar

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

// BenchmarkFindSlots finds the hours of pairings as a large organisation has
// them: people in a dozen zones, with hours, meetings and holidays of their
// own, and half a year ahead. An operation is one pairing; fifty thousand shall take less than a
// minute on two cores, and the memory in use shall not grow with them.
func BenchmarkFindSlots(b *testing.B) {
	pairings := somePairings(b, 997)
	before := inUse()
	var next atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			find(b, pairings[next.Add(1)%int64(len(pairings))])
		}
	})
	b.StopTimer()
	perSecond := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(perSecond, "pairings/s")
	b.ReportMetric(50_000/perSecond, "s/50k")
	b.ReportMetric(inUse()-before, "MB-kept")
	runtime.KeepAlive(pairings)
}

func TestMemoryDoesNotGrowWithThePairings(t *testing.T) {
	pairings := somePairings(t, 500)
	find(t, pairings[0])
	before := inUse()
	for _, r := range pairings {
		find(t, r)
	}
	if grown := inUse() - before; grown > 4 {
		t.Errorf("%d pairings keep %.1f MB in use", len(pairings), grown)
	}
	runtime.KeepAlive(pairings)
}

// inUse is the memory that is still referred to, in megabytes.
func inUse() float64 {
	runtime.GC()
	runtime.GC() // what the first one found to have finalizers
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// somePairings draws requests, the same ones each time.
func somePairings(t testing.TB, n int) []SlotRequest {
	t.Helper()
	zones := []string{"America/New_York", "America/New_York", "America/Los_Angeles", "America/Chicago", "Europe/Berlin", "Europe/Berlin",
		"Europe/London", "Asia/Kolkata", "Asia/Kolkata", "Asia/Singapore", "Australia/Sydney", "America/Sao_Paulo", "Asia/Kathmandu"}
	weeks := []string{"", "", "Mon-Fri 08:00-16:30", "Mon-Thu 10:00-18:00; Fri 10:00-14:00", "Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:30"}
	rhythms := []SlotRequest{{Every: fortnightly, Count: 13}, {Every: fortnightly, Count: 13}, {Every: weekly, Count: 26}, {Every: monthly, Count: 6}}
	draw := rand.New(rand.NewPCG(1, 2))
	requests := make([]SlotRequest, n)
	for i := range requests {
		r := rhythms[draw.IntN(len(rhythms))]
		r.Duration, r.Earliest, r.Seed = 45*time.Minute, date(t, "2027-02-08"), draw.Uint64()
		r.Closed = func(d program.Date) bool { return d.Month == time.May && d.Day == 1 }
		for range 2 {
			m := Member{Zone: zone(t, zones[draw.IntN(len(zones))]), Hours: hours(t, weeks[draw.IntN(len(weeks))]), Buffer: 10 * time.Minute}
			m.Busy = someBusy(draw, m.Zone)
			r.Members = append(r.Members, m)
		}
		requests[i] = r
	}
	return requests
}

// someBusy draws half a year of a calendar: four meetings a week, and a fortnight away.
func someBusy(draw *rand.Rand, loc *time.Location) []Interval {
	var all []Interval
	for range 4 {
		at := time.Date(2027, 2, 8+draw.IntN(5), 9+draw.IntN(8), 0, 0, 0, loc)
		for week := range 26 {
			start := at.AddDate(0, 0, 7*week)
			all = append(all, Interval{start, start.Add(time.Hour)})
		}
	}
	away := time.Date(2027, 2, 8+draw.IntN(150), 0, 0, 0, 0, loc)
	return append(all, Interval{away, away.AddDate(0, 0, 14)})
}
