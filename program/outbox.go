package program

import "time"

// OutboxState is where an act on the outside world stands.
type OutboxState string

// The states of an Outbox row.
const (
	OutboxHeld      OutboxState = "held"    // waits for the undo deadline
	OutboxPending   OutboxState = "pending" // may be claimed when due
	OutboxClaimed   OutboxState = "claimed" // a worker has it; nothing left yet
	OutboxSending   OutboxState = "sending" // may be leaving now
	OutboxDone      OutboxState = "done"
	OutboxFailed    OutboxState = "failed"  // refused for good
	OutboxUnknown   OutboxState = "unknown" // nobody knows whether it left
	OutboxCancelled OutboxState = "cancelled"
)

// Waits reports whether the act has not begun to leave, and may yet.
func (s OutboxState) Waits() bool {
	return s == OutboxHeld || s == OutboxPending || s == OutboxClaimed
}

// OutboxRow is one act: a Message is one email to one recipient. What it says
// is a pure function of the row and the installation's secret.
type OutboxRow struct {
	ID              ID
	Kind            Kind
	ProgramID       ID
	DraftID         ID // gated: the Draft that decided it
	PairingID       ID
	PairingRevision int
	ParticipantID   ID // "" for Administrators
	PersonID        ID
	To              Address
	Object          ID        // what it is about: a Session, Survey, Draft, Proposal
	Data            []byte    // JSON of the email's struct
	Date            time.Time // of the email: when it was claimed for the Message-ID it has
	Shard           int
	State           OutboxState
	Reason          string // why cancelled, failed or unknown
	Due             time.Time
	NotAfter        time.Time // zero never expires
	NextAt          time.Time // not before; Due, or later after a failure
	Attempts        int
	Resends         int // times it left again after unknown
	Fence           int
	Generation      int // part of the Message-ID; rises when a person sends it anew
	CreatedAt       time.Time
	DoneAt          time.Time
	LeftAt          time.Time // when it first left, or may have; sending it again does not change it
}

// ErasedData is the data of a row whose words were erased. It never leaves.
const ErasedData = `{"Erased":true}`

// MayHaveLeft reports whether the recipient has what the row says, or may have:
// also where it waits to go again, or was cancelled then.
func (r OutboxRow) MayHaveLeft() bool {
	switch r.State {
	case OutboxSending, OutboxDone, OutboxUnknown, OutboxFailed:
		return true
	}
	return !r.LeftAt.IsZero()
}

// Shards is how many queues the Outbox is split into, by recipient.
const Shards = 8

// EventShard is the queue of what is written to Google calendars.
const EventShard = Shards

// AllShards is how many queues there are.
const AllShards = Shards + 1

// ShardOf returns the shard of a recipient: all mail to one person is in one.
func ShardOf(person ID) int {
	n := 0
	for _, c := range []byte(person) {
		n = (n*31 + int(c)) % 65521
	}
	return n % Shards
}
