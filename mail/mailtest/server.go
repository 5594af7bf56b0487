package mailtest

import (
	"crypto/tls"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// Options say what kind of relay it is. Zero is plain and open.
type Options struct {
	StartTLS bool // offered after EHLO
	Implicit bool // TLS from the first byte
	User     string
	Password string // wanted before MAIL where User is set
}

// Server is a relay on loopback.
type Server struct {
	Address string // host:port

	options  Options
	listener net.Listener
	tls      *tls.Config
	trust    *tls.Config
	done     chan struct{}
	running  sync.WaitGroup

	mu          sync.Mutex
	faults      []*armed
	messages    []Message
	commands    []string
	connections int
	open        map[net.Conn]bool
}

// Message is what the server took responsibility for.
type Message struct {
	From, To   string // envelope
	Data       []byte // dots removed, CRLF kept
	Connection int    // from 1
	TLS        bool
	User       string
}

// Start runs a server until the test ends.
func Start(tb testing.TB, options Options) *Server {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("listen on loopback: %v", err)
	}
	s := &Server{Address: listener.Addr().String(), options: options, listener: listener,
		done: make(chan struct{}), open: map[net.Conn]bool{}}
	if options.StartTLS || options.Implicit {
		if s.tls, s.trust, err = certificate(); err != nil {
			tb.Fatalf("make a certificate: %v", err)
		}
	}
	s.running.Go(s.accept)
	tb.Cleanup(s.close)
	return s
}

// URL is the setting that reaches this server.
func (s *Server) URL() string {
	u := url.URL{Scheme: "smtp", Host: s.Address}
	if s.options.User != "" {
		u.User = url.UserPassword(s.options.User, s.options.Password)
	}
	switch {
	case s.options.Implicit:
		u.Scheme = "smtps"
	case s.options.StartTLS:
		u.RawQuery = "tls=starttls"
	default:
		u.RawQuery = "tls=none"
	}
	return u.String()
}

// Trust is the client's configuration that accepts the server's certificate;
// nil without TLS.
func (s *Server) Trust() *tls.Config { return s.trust }

// Messages returns what was accepted so far.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Commands returns the verbs received so far, of all connections.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Connections counts the connections so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.connections++
		number := s.connections
		s.open[conn] = true
		s.mu.Unlock()
		s.running.Go(func() {
			defer func() {
				conn.Close()
				s.mu.Lock()
				delete(s.open, conn)
				s.mu.Unlock()
			}()
			s.serve(conn, number)
		})
	}
}

func (s *Server) close() {
	close(s.done)
	s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		conn.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}
