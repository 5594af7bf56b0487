package program

import "time"

// PartStat is what a person answered to an invitation.
type PartStat string

// The answers (RFC 5545 section 3.2.12).
const (
	Accepted  PartStat = "accepted"
	Declined  PartStat = "declined"
	Tentative PartStat = "tentative"
)

// Reply is a person's answer to a Series or a Session: the newest counts.
type Reply struct {
	ID            ID
	SeriesID      ID
	SessionID     ID // "" answers the whole Series
	ParticipantID ID
	Answer        PartStat
	Source        string // imip | google | link
	Sequence      int
	Stamp         time.Time
	At            time.Time
	Proposed      time.Time // when they would rather meet; zero: they said nothing of it
	Unconfirmed   bool      // nobody can tell whether it is theirs: it does not count
}

// Follows reports whether a Reply was given after another of the same person to
// the same thing, in whatever order they arrived: a calendar's answers are told
// apart by SEQUENCE, then DTSTAMP (RFC 5546 section 2.1.5).
func (r Reply) Follows(other Reply) bool {
	if r.Sequence != other.Sequence {
		return r.Sequence > other.Sequence
	}
	return r.Stamp.After(other.Stamp)
}

// Late reports whether a Reply answers hours that its Session, or its Series, has had
// before: it was given under a lower SEQUENCE than that of their last change. Sessions
// that were moved by themselves say nothing of the hours of their Series, unless it has
// no other: then calendars know the two by one SEQUENCE.
func (r Reply) Late(sessions []Session) bool {
	late, all := false, 0
	for _, s := range sessions {
		if s.SeriesID == r.SeriesID {
			all++
		}
	}
	for _, s := range sessions {
		switch {
		case r.SessionID == s.ID:
			return r.Sequence < s.Sequence
		case r.SessionID == "" && r.SeriesID == s.SeriesID && s.State == SessionInvited && (s.ByRule() || all == 1):
			if late = r.Sequence < s.Sequence; !late {
				return false
			}
		}
	}
	return late
}

// AnswerTo is the answer that counts for a Session: one to it, or else one to its
// Series; "" where there is none. Replies are the newest of each member to each Series
// and Session; one from before the Session last changed is to another hour. An answer to
// the Series takes back none to a single Session, whichever is newer.
func AnswerTo(session Session, participant ID, replies []Reply) (answer PartStat) {
	for _, r := range replies {
		switch {
		case r.ParticipantID != participant || r.Sequence < session.Sequence:
		case r.SessionID == session.ID:
			return r.Answer
		case r.SessionID == "" && r.SeriesID == session.SeriesID:
			answer = r.Answer
		}
	}
	return answer
}

// MeetingChange is what became of meetings that people had in their calendars.
type MeetingChange string

// The changes.
const (
	MeetingMoved    MeetingChange = "moved"
	MeetingSkipped  MeetingChange = "skipped"
	MeetingsShifted MeetingChange = "shifted" // all from this one on
	MeetingsRefit   MeetingChange = "refit"   // all from this one on, because somebody's working hours are others
	ShiftedUntil    MeetingChange = "until"   // all from this one on, until a later Series begins
	MeetingsAgain   MeetingChange = "again"   // as they are: somebody's calendar has asked for the invitation
	MeetingStays    MeetingChange = "stays"   // where it had been moved to, though its Series changed
	MeetingsFrom    MeetingChange = "from"    // of a later Series stay, with other members
)
