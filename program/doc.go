// Package program holds Peerpost's words and rules: what a mentoring program
// is, which states its parts may be in, and what may happen when. It is pure:
// no SQL, no HTTP, no clock, no logger. Time is always an argument.
package program
