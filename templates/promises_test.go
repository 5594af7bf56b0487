package templates

import (
	"strings"
	"testing"
)

// A cohort has one round; nobody who attends can move a meeting in a calendar,
// and a mail server's yes is not a mailbox's.
func TestEmailsPromiseNothingThatDoesNotHappen(t *testing.T) {
	for _, s := range emailSamples() {
		email := rendered(t, s)
		for _, promise := range []string{"come into the next pairing", "move the meeting in your calendar", "\nDelivered:"} {
			if strings.Contains(email.Text, promise) {
				t.Errorf("%s says %q", s.Name, promise)
			}
		}
	}
}
