// Package mail owns how a message leaves: a Letter is composed into bytes, a
// Transport carries the bytes to a relay or into a Maildir, and an Outcome says
// truthfully what is known of it. It must not know why a message is sent, what
// the store says, or what time it is; only sockets have deadlines here.
package mail
