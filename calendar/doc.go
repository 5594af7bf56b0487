// Package calendar decides which hour a Series meets and says it in
// iCalendar: recurrence, VTIMEZONE, invitations and cancellations. Google is
// where it is said to a Workspace's calendars instead.
//
// It owns the arithmetic of wall clocks and zones. All but Google is pure:
// time, chance and closures are arguments. It knows nothing of the store, of
// mail or of who is paired with whom. Zones come from the machine's tzdata,
// never from a copy in the binary, because governments change them with weeks'
// notice; its release is the one thing that is looked up in files here.
package calendar
