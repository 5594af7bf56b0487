package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// oneMessage is a message of the trial that is pending.
func oneMessage(tr *trial, in *installation) program.OutboxRow {
	tr.Helper()
	rows, err := in.store.Outbox(tr.Context(), db.OutboxFilter{States: []program.OutboxState{program.OutboxPending}, Limit: 1})
	if err != nil || len(rows) != 1 {
		tr.Fatalf("found %d pending messages (%v)", len(rows), err)
	}
	return rows[0]
}

func TestTheOutboxListsStatesAndReasons(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	tr.says(tr.done("outbox"), "Messages in all: none")
	tr.sample()
	in := tr.open()
	id := string(oneMessage(tr, in).ID)
	tr.says(tr.done("outbox", "cancel", id), "Message "+id+", which was pending, is cancelled.")
	list := tr.done("outbox", "eng-peers")
	tr.says(list, id+"  cancelled  2027-01-12 09:00  eng-peers  administrator welcome", "cancelled by the operator", "Messages in all: 1 pending, 1 cancelled")
	only := tr.done("outbox", "--state", "pending")
	if strings.Contains(only, id) {
		t.Errorf("found a cancelled message among the pending:\n%s", only)
	}
}

func TestAMessageIsShownWithLinksThatLeadNowhere(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	in := tr.open()
	welcome := tr.done("outbox", "show", strings.ToUpper(string(oneMessage(tr, in).ID)))
	tr.says(welcome, "state  pending", "Subject: Engineering peer mentoring is set up", in.BaseURL+"/home\n")
	tr.work()
	before := len(mailbox(tr))
	tr.done("admin", "invite", "ada@example.org")
	tr.work()
	sent := mailbox(tr)[before:]
	rows, err := in.store.Outbox(tr.Context(), db.OutboxFilter{})
	if err != nil {
		t.Fatal(err)
	}
	asked := rows[slices.IndexFunc(rows, func(r program.OutboxRow) bool { return r.Kind == program.AdministratorHome })]
	shown := tr.done("outbox", "show", string(asked.ID))
	tr.says(shown, "state      done", "Subject: Your link to the administrator’s home", in.BaseURL+"/home/not-shown")
	tokens := func(text string) (found []string) {
		for word := range strings.FieldsSeq(text) {
			if _, token, ok := strings.Cut(word, "/home/"); ok && strings.Contains(token, ".") {
				found = append(found, token)
			}
		}
		return found
	}
	if len(sent) != 1 || len(tokens(sent[0].Text)) != 1 || len(tokens(shown)) != 0 {
		t.Errorf("%d messages were sent; the sent one has the tokens %q, the shown one %q, expected one and none", len(sent), tokens(sent[0].Text), tokens(shown))
	}
}

func TestOnlyWhatHasEndedIsSentAgainAndOnlyWhatHasNotLeftIsCancelled(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	id := string(oneMessage(tr, tr.open()).ID)
	tr.refused(exitFailed, "peerpost outbox resend: message "+id+" is pending and has not come to an end; ", "outbox", "resend", id)
	tr.work()
	tr.refused(exitFailed, "peerpost outbox cancel: message "+id+" is done and cannot be cancelled; ", "outbox", "cancel", id)
	tr.says(tr.done("outbox", "resend", id), "Message "+id+", which was done, waits to be sent again.")
	tr.work()
	if sent := mailbox(tr); len(sent) != 3 {
		t.Errorf("%d messages were sent, expected three: two and one again", len(sent))
	}
	for _, command := range []string{"show", "resend", "cancel"} {
		tr.refused(exitWrong, "peerpost outbox "+command+`: found no message "abc"; see peerpost outbox`, "outbox", command, "abc")
	}
}
