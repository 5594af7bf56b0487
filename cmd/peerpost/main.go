// Peerpost runs peer-mentoring programs by email and calendar.
package main

func main() {}
