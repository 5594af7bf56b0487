package program

import "time"

// Moment is a row of the table that holds the future: at Due, the job named
// Kind runs for Subject. A Moment is done when its row is gone.
type Moment struct {
	ID         ID
	Kind       string
	Subject    string
	ProgramID  ID
	Due        time.Time
	Generation int
	Fence      int
	Attempts   int
	Error      string
}

// Audit is one line of what was decided, by whom.
type Audit struct {
	ID        ID
	ProgramID ID
	At        time.Time
	Actor     string // a Person's id, "operator" or "peerpost"
	Action    string
	Object    ID
	Detail    string
}
