package main

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// cable stands between a worker and the database, and can be cut.
type cable struct {
	url      string
	far      string
	listener net.Listener

	mu    sync.Mutex
	conns []net.Conn
	until time.Time // it is cut
}

func newCable(t *testing.T, databaseURL string) *cable {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{far: u.Host, listener: listener}
	u.Host = listener.Addr().String()
	c.url = u.String()
	t.Cleanup(func() {
		listener.Close()
		c.cut(0)
	})
	go c.accept()
	return c
}

func (c *cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		go c.join(near)
	}
}

func (c *cable) join(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", c.far)
	if err != nil {
		return
	}
	defer far.Close()
	c.mu.Lock()
	c.conns = append(c.conns, near, far)
	c.mu.Unlock()
	if c.isCut() {
		return
	}
	go func() {
		_, _ = io.Copy(far, near)
		far.Close()
	}()
	_, _ = io.Copy(near, far)
}

func (c *cable) isCut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Before(c.until)
}

// cut ends all connections, and new ones for so long.
func (c *cable) cut(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = time.Now().Add(d)
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
}
