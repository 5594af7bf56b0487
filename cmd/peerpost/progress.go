package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

const (
	showAfter  = 500 * time.Millisecond // what is faster needs no words
	showEvery  = 200 * time.Millisecond
	plainEvery = 10 * time.Second
)

// progress shows on stderr that long work goes on, until the function it
// returns is called: a line that counts seconds on a terminal, and a plain line
// now and then elsewhere.
func (at *place) progress(doing string) (done func()) {
	return at.progressOf(func() string { return doing })
}

// progressOf is progress of work that says by itself how far it has come.
func (at *place) progressOf(doing func() string) (done func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	began := time.Now()
	go func() {
		defer close(stopped)
		wait, every, form, end := plainEvery, plainEvery, "%s: %d s so far\n", ""
		if terminal(at.stderr) {
			wait, every, form, end = showAfter, showEvery, "\r\x1b[K%s… %d s", "\r\x1b[K"
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		shown := false
		for {
			select {
			case <-stop:
				if shown {
					fmt.Fprint(at.stderr, end)
				}
				return
			case <-timer.C:
				fmt.Fprintf(at.stderr, form, doing(), int(time.Since(began).Seconds()))
				shown = true
				timer.Reset(every)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// terminal reports whether somebody may be looking.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
