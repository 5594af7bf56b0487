package mailtest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"net"
	"strings"
	"time"
)

// session is one connection.
type session struct {
	server *Server
	number int
	socket net.Conn // of TCP
	conn   net.Conn // TLS where it is on
	in     *bufio.Reader
	secure bool
	user   string
	from   string
	to     string
	open   bool // a transaction has begun
}

func (s *Server) serve(socket net.Conn, number int) {
	c := &session{server: s, number: number, socket: socket, conn: socket}
	if s.options.Implicit {
		c.conn, c.secure = tls.Server(socket, s.tls), true
	}
	c.in = bufio.NewReader(c.conn)
	if !c.say(Banner, "220 mailtest ESMTP") {
		return
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		verb = strings.ToUpper(verb)
		s.mu.Lock()
		s.commands = append(s.commands, verb)
		s.mu.Unlock()
		if !c.obey(verb, rest) {
			return
		}
	}
}

// obey runs one command, and reports whether the connection goes on.
func (c *session) obey(verb, rest string) bool {
	switch verb {
	case "EHLO":
		return c.say(EHLO, c.greeting())
	case "HELO":
		return c.say(HELO, "250 mailtest")
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		c.from, c.to, c.open = path(rest), "", true
		if c.server.options.User != "" && c.user == "" {
			return c.say(Mail, "530 5.7.0 Authentication required")
		}
		return c.say(Mail, "250 2.1.0 Ok")
	case "RCPT":
		to := path(rest)
		c.to = to
		if !c.open {
			return c.say(Rcpt, "503 5.5.1 MAIL first")
		}
		return c.say(Rcpt, "250 2.1.5 Ok")
	case "DATA":
		return c.data()
	case "RSET":
		c.open = false
		return c.say(Rset, "250 2.0.0 Ok")
	case "NOOP":
		return c.say(Noop, "250 2.0.0 Ok")
	case "QUIT":
		c.say(Quit, "221 2.0.0 Bye")
		return false
	}
	return c.write("500 5.5.2 What?", 0)
}

func (c *session) greeting() string {
	lines := []string{"mailtest", "8BITMIME", "ENHANCEDSTATUSCODES"}
	if c.server.options.StartTLS && !c.secure {
		lines = append(lines, "STARTTLS")
	}
	if c.server.options.User != "" {
		lines = append(lines, "AUTH PLAIN")
	}
	last := len(lines) - 1
	return "250-" + strings.Join(lines[:last], "\r\n250-") + "\r\n250 " + lines[last]
}

func (c *session) startTLS() bool {
	if !c.server.options.StartTLS || c.secure {
		return c.write("502 5.5.1 Not here", 0)
	}
	if !c.say(StartTLS, "220 2.0.0 Go ahead") {
		return false
	}
	c.conn, c.secure = tls.Server(c.socket, c.server.tls), true
	c.in = bufio.NewReader(c.conn)
	return true
}

func (c *session) auth(rest string) bool {
	mechanism, initial, _ := strings.Cut(rest, " ")
	decoded, err := base64.StdEncoding.DecodeString(initial)
	if !strings.EqualFold(mechanism, "PLAIN") || err != nil {
		return c.write("504 5.5.4 PLAIN only", 0)
	}
	if string(decoded) != "\x00"+c.server.options.User+"\x00"+c.server.options.Password {
		return c.say(Auth, "535 5.7.8 Authentication failed for "+c.server.options.User+"@example.org")
	}
	c.user = c.server.options.User
	return c.say(Auth, "235 2.7.0 Welcome")
}

func (c *session) data() bool {
	if !c.open || c.to == "" {
		return c.say(Data, "503 5.5.1 RCPT first")
	}
	reply, goesOn := c.sayAnd(Data, "354 Go ahead")
	if !goesOn || !strings.HasPrefix(reply, "354") {
		return goesOn
	}
	var message bytes.Buffer
	for first := true; ; first = false {
		line, err := c.in.ReadBytes('\n')
		if err != nil {
			return false
		}
		if string(line) == ".\r\n" {
			break
		}
		message.Write(bytes.TrimPrefix(line, []byte(".")))
		if first {
			if f, struck := c.server.fault(Body, c.to); struck && !c.suffer(f, "") {
				return false
			}
		}
	}
	return c.dot(message.Bytes())
}

// dot decides whether the message is kept before anything is said of it.
func (c *session) dot(message []byte) bool {
	c.open = false
	const usual = "250 2.0.0 Ok: queued"
	f, struck := c.server.fault(Dot, c.to)
	reply := usual
	if struck && (f.Reply != "" || f.Drop || f.Reset) {
		reply = f.Reply
	}
	if strings.HasPrefix(reply, "250") || f.Accept {
		c.server.mu.Lock()
		c.server.messages = append(c.server.messages, Message{From: c.from, To: c.to, Data: message,
			Connection: c.number, TLS: c.secure, User: c.user})
		c.server.mu.Unlock()
	}
	return c.suffer(f, usual)
}

// say answers a command, or fails to.
func (c *session) say(at Step, usual string) bool {
	_, goesOn := c.sayAnd(at, usual)
	return goesOn
}

func (c *session) sayAnd(at Step, usual string) (reply string, goesOn bool) {
	f, _ := c.server.fault(at, c.to)
	if f.Reply != "" {
		usual = f.Reply
	}
	return usual, c.suffer(f, usual)
}

// suffer plays out a fault, and reports whether the connection goes on.
func (c *session) suffer(f Fault, usual string) bool {
	select {
	case <-time.After(f.Delay):
	case <-c.server.done:
		return false
	}
	switch {
	case f.Reply != "":
		usual = f.Reply
	case f.Drop || f.Reset:
		usual = ""
	}
	if usual != "" && !c.write(usual, f.Drip) {
		return false
	}
	if tcp, ok := c.socket.(*net.TCPConn); ok && f.Reset {
		tcp.SetLinger(0)
	}
	return !f.Drop && !f.Reset
}

func (c *session) write(reply string, drip time.Duration) bool {
	reply += "\r\n"
	if drip == 0 {
		_, err := c.conn.Write([]byte(reply))
		return err == nil
	}
	for _, b := range []byte(reply) {
		if _, err := c.conn.Write([]byte{b}); err != nil {
			return false
		}
		select {
		case <-time.After(drip):
		case <-c.server.done:
			return false
		}
	}
	return true
}

// path returns the address in "FROM:<a@b> BODY=8BITMIME".
func path(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
