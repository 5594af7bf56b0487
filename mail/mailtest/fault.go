package mailtest

import "time"

// Step is a moment of a connection at which a Fault can strike.
type Step string

// The steps, in the order of a connection.
const (
	Banner   Step = "banner"
	EHLO     Step = "EHLO"
	HELO     Step = "HELO"
	StartTLS Step = "STARTTLS"
	Auth     Step = "AUTH"
	Mail     Step = "MAIL"
	Rcpt     Step = "RCPT"
	Data     Step = "DATA"
	Body     Step = "body" // after the first line of a message, amid the others
	Dot      Step = "dot"
	Rset     Step = "RSET"
	Noop     Step = "NOOP"
	Quit     Step = "QUIT"
)

// Fault is one thing that goes wrong. What is zero stays as usual.
type Fault struct {
	At    Step
	Reply string        // instead of the usual reply: "451 4.3.0 later", or garbage
	Delay time.Duration // before the reply
	Drip  time.Duration // between the bytes of the reply
	Drop  bool          // the connection ends; without Reply nothing is said before
	Reset bool          // like Drop, but with an RST

	// Accept, at Dot: the message is kept whatever the reply is. Without it,
	// only a reply that begins with 250 keeps the message.
	Accept bool

	To    string // only in transactions with this recipient
	Times int    // only the first times; 0 is always
}

// Break makes the server fail from now on. Of several faults at one step, the
// first that applies strikes.
func (s *Server) Break(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &armed{Fault: f})
	}
}

// Mend ends all faults.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

type armed struct {
	Fault
	struck int
}

// fault returns what goes wrong at this step, if anything does.
func (s *Server) fault(at Step, to string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.At == at && (f.To == "" || f.To == to) && (f.Times == 0 || f.struck < f.Times) {
			f.struck++
			return f.Fault, true
		}
	}
	return Fault{}, false
}
