package templates

import (
	"strings"
	"testing"

	"github.com/peerpost/peerpost/program"
)

// Nothing can be mailed to who is erased, so their calendar is not cleared and
// no email says that it is done: the page does, before and after.
func TestWhoIsErasedReadsOnThePageWhatNoEmailCanSay(t *testing.T) {
	_, pages := Samples()
	told := 0
	for _, s := range pages {
		done, isDone := s.Page.(DonePage)
		participation, asks := s.Page.(ParticipationPage)
		if !(isDone && done.Outcome == DoneErased) && !(asks && participation.State != program.Erased) {
			continue
		}
		var page strings.Builder
		if err := RenderPage(&page, s.Page); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), "in your calendar") {
			t.Errorf("%s does not speak of the meetings in the calendar", s.Name)
		}
		told++
	}
	if told < 2 {
		t.Errorf("%d pages speak of being erased", told)
	}
	for _, s := range emailSamples() {
		if d, ok := s.Data.(*ParticipationConfirmedEmail); ok && d.State == program.Erased {
			t.Errorf("%s shows an email that is never sent", s.Name)
		}
	}
}
