package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// clockOf returns what tells the time: this machine's clock, or the one in a
// file, for tests of real processes.
func clockOf(path string) (func() time.Time, error) {
	if path == "" {
		return time.Now, nil
	}
	c := &fileClock{path: path}
	if err := c.read(); err != nil {
		return nil, badSettings{fmt.Sprintf("%sCLOCK: found %q, which does not tell the time (%v), expected a file that holds one like 2027-01-11T09:00:00Z; write it there", prefix, path, reason(err))}
	}
	return c.now, nil
}

// fileClock shows the time that its file holds, plus the real time since the
// file was written: time goes on, so that leases run out, and whoever writes
// the file moves it. It is safe for concurrent use.
type fileClock struct {
	path string

	mu      sync.Mutex
	shows   time.Time
	written time.Time
}

// now keeps the last good time while the file is being written or is gone.
func (c *fileClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.read()
	return c.shows.Add(max(0, time.Since(c.written)))
}

func (c *fileClock) read() error {
	info, err := os.Stat(c.path)
	if err != nil || info.ModTime().Equal(c.written) {
		return err
	}
	text, err := os.ReadFile(c.path)
	if err != nil {
		return err
	}
	shows, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("found %q", text)
	}
	c.shows, c.written = shows, info.ModTime()
	return nil
}
