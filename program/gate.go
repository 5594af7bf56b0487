package program

import "time"

// GateFacts is the world as it stands when an Outbox row wants to leave.
type GateFacts struct {
	Switch           Switch
	DraftState       DraftState // "" where the row has no Draft
	UndoUntil        time.Time
	PairingState     PairingState // "" where the row has no Pairing
	PairingRevision  int
	ParticipantState ParticipantState // "" for Administrators
	// Introduction is the state of the row that introduces the recipient to the
	// Pairing, for a cancelled invitation of one that invited, or for an Event of
	// the first write of its Series; "" where there is none. One that has left or may have is unknown, also where it waits
	// to go again or was cancelled then.
	Introduction OutboxState
	// Earlier: an Event of the same Series that was written before this one waits,
	// is leaving, or nobody knows whether it has.
	Earlier    bool
	Suppressed bool
	// Away: the recipient is on leave or terminated.
	Away bool
	// Terminated: of the two, the latter. Whoever has gone takes part no more.
	Terminated bool
	// Dismissed: the row is for an Administrator who is none any more.
	Dismissed    bool
	Unsubscribed bool
	// Answered: the recipient has answered the Survey that the row is about.
	Answered bool
	// Reader is when the recipient may be reached; zero at any time.
	Reader Reader
	// NextSession is when the row's Pairing meets or would have met next; zero
	// where it does not.
	NextSession time.Time
	// LastDaily is when another act of the pace Daily left for the recipient, or
	// now where it is leaving; zero where none did lately.
	LastDaily time.Time
	// AheadToday: an act of the pace Ahead has left for the recipient on this day
	// of theirs, or is about to.
	AheadToday bool
}

// Passage is what the gate decides.
type Passage string

// The decisions of the gate.
const (
	Pass   Passage = "pass"
	Wait   Passage = "wait"   // not now: a switch is off, an undo window open, it is night
	Cancel Passage = "cancel" // never
)

// timeToLeave is what a row that has waited for its turn is given to leave in.
const timeToLeave = time.Hour

// Gate decides whether an Outbox row may leave now, and says why not, and for
// one that must wait until when, where that is known. It is asked when the row
// is claimed and again right before DATA.
//
// Nothing that a Draft decides passes unless that Draft is approved and its
// undo window is over; nothing passes that a switch stops; nothing composed
// for an old membership passes; Events of one Series pass in the order in which
// they were written; nothing but control reaches people outside
// their send hours, unless it is about a Session that is sooner, or was when it was
// written; of what can
// wait nobody gets more than one a day, and none that is due on the day of an
// agenda, unless it would come too late the day after.
func Gate(row OutboxRow, f GateFacts, now time.Time) (Passage, string, time.Time) {
	passage, why := may(row, f, now)
	rule, _ := row.Kind.Rule()
	if passage == Pass && f.Earlier {
		return Wait, "an earlier change of the same meetings has not left yet", time.Time{}
	}
	if passage != Pass || rule.Class == Control || f.Reader.Program == nil {
		return passage, why, time.Time{}
	}
	if at := f.Reader.SendTime(now); at.After(now) && !(rule.Pace == Urgent && (f.meetsBy(at) || row.Due.Sub(row.CreatedAt) < timeToLeave && f.Reader.hurried(row.Due))) {
		return Wait, "the send hours are over", at
	}
	if why := f.enoughToday(row, now); rule.Pace == Daily && why != "" {
		next := f.Reader.SendTime(f.Reader.nextDay(now))
		if row.NotAfter.IsZero() || !next.Add(timeToLeave).After(row.NotAfter) {
			return Wait, why, next
		}
	}
	return Pass, "", time.Time{}
}

// enoughToday says why a row of the pace Daily should wait for another day; ""
// where it need not. Whoever has an agenda every day is asked all the same.
func (f GateFacts) enoughToday(row OutboxRow, now time.Time) string {
	switch {
	case f.Reader.SameDay(f.LastDaily, now):
		return "another message has left today"
	case f.AheadToday && f.Reader.SameDay(row.Due, now):
		return "an agenda leaves today"
	}
	return ""
}

// meetsBy reports whether the Pairing's next Session begins before or at t.
func (f GateFacts) meetsBy(t time.Time) bool {
	return !f.NextSession.IsZero() && !f.NextSession.After(t)
}

// gone reports whether the recipient has left, whoever said so.
func (f GateFacts) gone() bool { return f.ParticipantState == Left || f.Terminated }

// may decides whether a row may leave at some hour.
func may(row OutboxRow, f GateFacts, now time.Time) (Passage, string) {
	rule, known := row.Kind.Rule()
	switch {
	case !known:
		return Cancel, "unknown kind"
	case string(row.Data) == ErasedData:
		return Cancel, "what it said was erased"
	case f.Suppressed:
		return Cancel, "the address must not be mailed"
	case f.Dismissed:
		return Cancel, "no longer an administrator"
	case !row.NotAfter.IsZero() && now.After(row.NotAfter):
		return Cancel, "too late"
	case rule.Class == Control:
		return Pass, ""
	case rule.Unsubscribable && f.Unsubscribed:
		return Cancel, "unsubscribed"
	case f.Switch == SwitchAllOff:
		return Wait, "the program is switched off"
	}
	switch rule.Class {
	case Enrolment:
		return enrolment(row, f)
	case Gated:
		return gated(row, f, now)
	case Running:
		return running(row, f)
	}
	return Cancel, "unknown class"
}

func enrolment(row OutboxRow, f GateFacts) (Passage, string) {
	asked := row.Kind == RegisterInvitation || row.Kind == RegisterReminder
	switch {
	case !asked && f.ParticipantState != Registered && f.ParticipantState != Paused:
		return Cancel, "no longer takes part"
	case asked && f.ParticipantState != Invited:
		return Cancel, "already answered"
	case f.Away: // whoever comes back is told then
		return Wait, "not at work"
	}
	return Pass, ""
}

func gated(row OutboxRow, f GateFacts, now time.Time) (Passage, string) {
	switch {
	case row.DraftID == "" || f.DraftState != DraftApproved:
		return Cancel, "the draft is not approved"
	case f.Switch != SwitchOn:
		return Wait, "pairing is switched off"
	case now.Before(f.UndoUntil):
		return Wait, "the approval can still be undone"
	case !row.Kind.IsEvent() && (f.gone() || f.ParticipantState != Registered && f.ParticipantState != Paused):
		return Cancel, "no longer takes part"
	case row.PairingID == "":
		return Pass, ""
	case f.PairingState != PairingHeld && f.PairingState != PairingIntroduced:
		return Cancel, "the pairing has ended"
	case f.PairingRevision != row.PairingRevision:
		return Cancel, "the pairing has other members now"
	}
	return Pass, ""
}

func running(row OutboxRow, f GateFacts) (Passage, string) {
	waits := f.Introduction == OutboxHeld || f.Introduction == OutboxPending || f.Introduction == OutboxClaimed
	switch {
	case f.ParticipantState == Removed || f.ParticipantState == Erased:
		return Cancel, "no longer takes part"
	case row.Kind == SurveyReminder && f.Answered:
		return Cancel, "already answered"
	case row.Kind == PairingEndedNotice && !f.gone(): // written only to who may have heard of the Pairing
		return Pass, ""
	case row.Kind == SeriesEventCancelled: // it ends what is there, if anything is
		return Pass, ""
	case row.Kind.IsEvent() && f.Introduction == OutboxFailed && f.Switch != SwitchOn: // it would be the first that guests hear
		return Wait, "pairing is switched off"
	case row.PairingID != "" && (f.Introduction == OutboxCancelled || waits && f.PairingState == PairingEnded): // it cannot leave any more
		return Cancel, "the recipient was never introduced"
	case row.PairingID != "" && waits:
		return Wait, "the introduction has not left yet"
	case row.Kind == InvitationCancelled || row.PairingID == "" && !f.gone():
		return Pass, ""
	case f.gone():
		return Cancel, "no longer takes part"
	case f.PairingState != PairingIntroduced:
		return Cancel, "the pairing has ended"
	case f.PairingRevision != row.PairingRevision:
		return Cancel, "the pairing has other members now"
	}
	return Pass, ""
}
