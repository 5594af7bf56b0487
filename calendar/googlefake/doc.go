// Package googlefake is Google Calendar for tests: a server on loopback that
// grants tokens to a service account, keeps events as the Calendar API does,
// counts the mails that guests would get and fails as it is told, so that the
// real client library runs. It must not be used outside of tests.
//
// It knows what Peerpost uses. A query parameter that it does not know is
// refused, so that no test believes in a filter which is not there.
package googlefake
