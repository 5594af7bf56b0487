package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// One message costs little, and little follows from it, however much is in it.
func TestLittleFollowsFromAMessageOfManyAnswers(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	w.AuthServer = "mx.example.org"
	uid := strings.TrimSpace(uidOf.FindString(strings.ReplaceAll(string(invitationOf(t, w, "a@example.org").ICS), "\r\n ", "")))
	session := "RECURRENCE-ID:" + sessionsOf(t, w, pairing.ID)[0].Recurrence().UTC().Format("20060102T150405Z")
	message := func(method, session string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "%sFrom: a@example.org\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:%s\r\n", vouchedFor("example.org"), method)
		for i := range 199 {
			fmt.Fprintf(&b, "BEGIN:VEVENT\r\n%s\r\nDTSTAMP:202701%02dT11%02d00Z\r\n%sATTENDEE;PARTSTAT=%s:mailto:a@example.org\r\nEND:VEVENT\r\n", uid, i/60+1, i%60, session, []string{"DECLINED", "TENTATIVE"}[i%2])
		}
		return b.String() + "END:VCALENDAR\r\n"
	}
	crowd := strings.Replace(answerMail(invitationOf(t, w, "a@example.org"), "a@example.org", "TENTATIVE", vouchedFor("example.org")), "ATTENDEE;", strings.Repeat("ATTENDEE;PARTSTAT=DECLINED:mailto:c@example.org\r\n", 3900)+"ATTENDEE;", 1)
	for _, test := range []struct {
		what, message, became string
		want                  map[program.Kind]int
	}{
		{"the invitation is wanted", message("REFRESH", ""), jobs.SentAgain, map[program.Kind]int{program.MeetingChanged: 1}},
		{"a session is declined, the newest time", message("REPLY", session+"\r\n"), jobs.TookAnswer, map[program.Kind]int{program.MoveSuggested: 2}},
		{"a crowd is named", crowd, jobs.TookAnswer, nil},
	} {
		before, begun := w.Sent(), time.Now()
		got, err := w.Receive(t.Context(), strings.NewReader(test.message), w.Now)
		if err != nil || got != test.became || time.Since(begun) > 3*time.Second { // 50 ms on a quiet machine
			t.Errorf("%s: %s after %s, %v", test.what, got, time.Since(begun), err)
		}
		w.RunTo(w.Now.Add(time.Hour))
		for kind, n := range w.Sent() {
			if n -= before[kind]; n != test.want[kind] {
				t.Errorf("%s: %d of %s follow, want %d", test.what, n, kind, test.want[kind])
			}
		}
	}
}
