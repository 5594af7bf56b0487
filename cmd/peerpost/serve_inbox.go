package main

import (
	"bytes"
	"context"
	"regexp"
	"time"

	"github.com/peerpost/peerpost/mail"
)

const (
	watchAgain   = time.Second // after trouble with the mailbox, or with a message, doubling
	watchLongest = time.Minute // new mail waits no longer than where the server cannot tell of it
)

// serveInbox is the part of the worker's role that takes answers out of a mailbox;
// nil where there is none.
func (in *installation) serveInbox() service {
	if in.IMAPURL == "" {
		return nil
	}
	inbox, err := mail.ParseIMAP(in.IMAPURL)
	if err != nil {
		panic("peerpost: a mailbox that was accepted is refused: " + err.Error())
	}
	return func(ctx context.Context) error {
		wait := watchAgain
		for ctx.Err() == nil {
			begun := time.Now()
			err := inbox.Watch(ctx, in.takeMail)
			if err == nil {
				break
			}
			if time.Since(begun) > watchLongest { // it went well for a while
				wait = watchAgain
			}
			in.work.Log.Warn("the mailbox cannot be read at present, or not all of it", "reason", oneLine(err.Error()))
			select {
			case <-time.After(wait):
			case <-ctx.Done():
			}
			wait = min(2*wait, watchLongest)
		}
		return nil
	}
}

var anAddress = regexp.MustCompile(`\S*@\S*`)

// takeMail takes one message out of the mailbox.
func (in *installation) takeMail(ctx context.Context, raw []byte) error {
	became, err := in.work.Receive(ctx, bytes.NewReader(raw), in.now())
	if err == nil {
		in.work.Log.Info("a message came", "became", anAddress.ReplaceAllString(became, "(address)")) // it may quote what came
	}
	return err
}
