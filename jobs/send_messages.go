package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

const (
	claimBatch = 50
	claimLease = 2 * time.Minute
	// markGroup rows are marked as sending at a time, so that a switch or an
	// undo stops all but these.
	markGroup = 5
	// sendLease outlives the longest that a server may take over one message.
	sendLease   = 25 * time.Minute
	sendReserve = 12 * time.Minute
	// askGateAgain is how old a mark may be when DATA is about to be said.
	askGateAgain = time.Second
	// recordFor is how long a store that is away is waited for to hear what
	// became of messages; its failover takes seconds.
	recordFor = 2 * time.Minute
	// giveUpAfter is how often a server may put a message off: with backoff,
	// for five days.
	giveUpAfter = 125
	// longestWait is the failure after which backoff grows no more. A relay that
	// is away counts up to it and no further: its outages end no message.
	longestWait = 7
)

// shardSubject names the Moment of a shard of the Outbox; shardNumber reads it back.
func shardSubject(n int) string { return "mail-" + strconv.Itoa(n) }

func shardNumber(subject string) (int, error) {
	return strconv.Atoi(strings.TrimPrefix(subject, "mail-"))
}

// sendMessages sends what is due in one shard of the Outbox.
//
// Invariant: a Message leaves only after it has been rendered whole, has
// passed the gate, and is marked as sending under this claim's fence; what
// became of it is recorded as exactly what the server said. A row interrupted
// before the mark goes back to pending; one interrupted after it is unknown.
func (w *Work) sendMessages(ctx context.Context, m program.Moment, clock func() time.Time) error {
	shard, err := shardNumber(m.Subject)
	if err != nil {
		return fmt.Errorf("subject %q: %w", m.Subject, err)
	}
	return w.sendShard(ctx, shard, clock)
}

func (w *Work) sendShard(ctx context.Context, shard int, clock func() time.Time) error {
	s := sender{w: w, way: w.Mail, clock: clock}
	if shard == program.EventShard {
		s.way = &eventWay{w: w, clock: clock, told: map[program.ID]bool{}}
	}
	defer s.close()
	begun := clock()
	for ctx.Err() == nil && !s.stopped && clock().Sub(begun) < shardLease {
		claimed, err := w.Store.ClaimMessages(ctx, shard, claimBatch, clock(), claimLease)
		if err != nil || len(claimed) == 0 {
			return err
		}
		if err := s.sendAll(ctx, claimed); err != nil {
			return err
		}
	}
	return nil
}

// sender is one run over a shard, with its kept connection.
type sender struct {
	w       *Work
	way     mail.Transport
	clock   func() time.Time
	conn    mail.Conn
	stopped bool // the way out is closed for everyone: leave the rest for later
}

func (s *sender) close() {
	if s.conn != nil {
		s.conn.Close()
	}
}

// parcel is a rendered row.
type parcel struct {
	row  program.OutboxRow
	data []byte
}

// sendAll renders all claimed rows before anything is dialled, then sends them
// in groups. Rows it does not get to go back to pending.
func (s *sender) sendAll(ctx context.Context, claimed []program.OutboxRow) error {
	parcels := make([]parcel, 0, len(claimed))
	var results []db.Result
	for _, row := range claimed {
		data, err := s.w.render(row)
		if err != nil {
			s.w.Log.Error("a message cannot be rendered", "message", row.ID, "kind", row.Kind, "error", err)
			results = append(results, s.result(row, program.OutboxFailed, "it cannot be rendered: "+err.Error()))
			continue
		}
		parcels = append(parcels, parcel{row, data})
	}
	if err := s.record(ctx, results); err != nil {
		return err
	}
	for len(parcels) > 0 {
		if s.stopped || ctx.Err() != nil {
			return s.giveBack(ctx, parcels)
		}
		n := min(markGroup, len(parcels))
		if err := s.sendGroup(ctx, parcels[:n]); err != nil {
			return err
		}
		parcels = parcels[n:]
	}
	return nil
}

func (s *sender) sendGroup(ctx context.Context, group []parcel) error {
	if s.conn == nil {
		conn, err := s.way.Open(ctx)
		if err != nil {
			s.stop(err.Error())
			return s.giveBack(ctx, group)
		}
		s.conn = conn
	}
	rows := make([]program.OutboxRow, len(group))
	for i, p := range group {
		rows[i] = p.row
	}
	marked := s.clock()
	may, err := s.w.Store.MarkSending(ctx, rows, marked, sendLease)
	if err != nil { // whether or not they are marked, none has left
		return errors.Join(err, s.giveBack(ctx, group))
	}
	var results []db.Result
	var waiting []program.ID
	for _, p := range group {
		if !may[p.row.ID] {
			continue
		}
		if s.stopped || ctx.Err() != nil || s.clock().Sub(marked) > sendLease-sendReserve {
			results = append(results, s.later(p.row, "the worker stopped before it", s.clock()))
			continue
		}
		r := s.send(ctx, p, marked)
		results = append(results, r)
		if r.State == program.OutboxUnknown && p.row.Resends > 0 {
			waiting = append(waiting, r.ID)
		}
	}
	if err := s.record(ctx, results); err != nil {
		return err
	}
	s.w.waitForAPerson(waiting)
	return nil
}

// send hands one message to the server and says what became of it. Where the
// server took long over those before it, the gate is asked once more.
func (s *sender) send(ctx context.Context, p parcel, marked time.Time) db.Result {
	ctx = context.WithoutCancel(ctx)
	letter := mail.Parcel{From: s.w.From, To: p.row.To, Data: p.data, Attempts: p.row.Attempts}
	letter.BeforeData = func() error {
		if s.clock().Sub(marked) < askGateAgain {
			return nil
		}
		why, err := s.w.Store.StillPasses(ctx, p.row, s.clock())
		if err == nil && why != "" {
			err = errors.New(why)
		}
		return err
	}
	out := s.conn.Send(ctx, letter)
	now := s.clock()
	switch out.Status {
	case mail.Withheld:
		return s.later(p.row, out.Err.Error(), now)
	case mail.Delivered:
		return s.result(p.row, program.OutboxDone, "")
	case mail.Refused:
		s.w.Log.Warn("a message was refused", "message", p.row.ID, "kind", p.row.Kind, "code", out.Code)
		return s.result(p.row, program.OutboxFailed, out.String())
	case mail.Unknown:
		s.w.Log.Warn("nobody knows whether a message left", "message", p.row.ID, "kind", p.row.Kind)
		r := s.result(p.row, program.OutboxUnknown, out.String())
		r.NextAt = now.Add(decideUnknownAfter)
		return r
	}
	if out.Systemic && out.After > 0 { // and who asks the far side knows whom else it is about
		return s.later(p.row, out.String(), now.Add(out.After))
	}
	if out.Systemic {
		s.stop(out.String())
		return s.away(p.row, out.String(), now)
	}
	if p.row.Attempts >= giveUpAfter {
		return s.result(p.row, program.OutboxFailed, "put off for days: "+out.String())
	}
	r := s.later(p.row, out.String(), now.Add(max(backoff(p.row.Attempts), out.After)))
	r.Attempts++
	return r
}

func (s *sender) stop(reason string) {
	if !s.stopped {
		s.w.Log.Error("nothing can leave at present", "reason", reason)
	}
	s.stopped = true
}

func (s *sender) giveBack(ctx context.Context, group []parcel) error {
	results := make([]db.Result, len(group))
	for i, p := range group {
		results[i] = s.later(p.row, "the worker stopped before it", s.clock())
		if s.stopped {
			results[i] = s.away(p.row, "no mail could leave", s.clock())
		}
	}
	return s.record(ctx, results)
}

// away puts a row off because of the relay, and not of the row.
func (s *sender) away(row program.OutboxRow, reason string, now time.Time) db.Result {
	r := s.later(row, reason, now.Add(backoff(row.Attempts)))
	r.Attempts = max(r.Attempts, min(r.Attempts+1, longestWait))
	return r
}

func (s *sender) later(row program.OutboxRow, reason string, at time.Time) db.Result {
	r := s.result(row, program.OutboxPending, reason)
	r.NextAt, r.Attempts = at, row.Attempts
	return r
}

func (s *sender) result(row program.OutboxRow, state program.OutboxState, reason string) db.Result {
	return db.Result{ID: row.ID, Fence: row.Fence, State: state, Reason: reason, At: s.clock()}
}

// record stores results also while the worker is being stopped, and while the
// store is away for a moment: what a server said must not be lost.
func (s *sender) record(ctx context.Context, results []db.Result) error {
	if len(results) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordFor)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := s.w.Store.Record(ctx, results)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return errors.Join(errors.New("record what became of messages"), err)
		}
	}
}
