package calendar

import (
	"testing"

	"github.com/peerpost/peerpost/program"
)

func BenchmarkFindSlot(b *testing.B) {
	for name, r := range map[string]SlotRequest{
		"inside":  request(b, "America/New_York", "Europe/Berlin"),
		"outside": request(b, "America/New_York", "Australia/Sydney"),
		"trio":    request(b, "America/New_York", "Europe/Berlin", "Australia/Sydney"),
		"six":     request(b, "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Chatham"),
	} {
		for _, every := range []program.Length{weekly, fortnightly, monthly} {
			r.Every, r.Count = every, 26/max(1, every.N)
			if every == monthly {
				r.Count = 6
			}
			b.Run(name+"/"+every.String(), func(b *testing.B) {
				for b.Loop() {
					find(b, r)
				}
			})
		}
	}
}
