// Package db is the store: all SQL, in two dialects. An exported method is one
// transaction; a state changes by a conditional UPDATE on the state it came
// from. The store knows states and their conditions; what to do next is
// decided elsewhere and handed in as Effects, written in the same transaction.
//
// Rows are locked in the order Program, Round, Draft, Pairing, Participant,
// Outbox. Times are UTC at microseconds and always arguments.
package db
