// Package mailtest is the far side of SMTP: a server on loopback that keeps
// what it accepts and fails as it is told, so that the real client runs in
// tests. It must not be used outside of them.
package mailtest
