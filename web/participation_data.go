package web

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// personData is everything that is stored about a person, as they get it.
type personData struct {
	Person   program.Person
	Programs []programData
	Messages []messageData
}

type programData struct {
	Program     string
	State       program.ParticipantState
	Role        program.Role
	Capacity    int
	Headline    string
	PausedUntil string `json:",omitempty"`
	Since       time.Time
	Answers     program.Answers
	Surveys     map[string]program.Answers
	Pairings    []pairingData
}

type pairingData struct {
	State     program.PairingState
	Partners  int
	CreatedAt time.Time
	Replies   []program.Reply `json:",omitempty"` // to invitations
}

type messageData struct {
	Kind  program.Kind
	State program.OutboxState
	At    time.Time
}

// mostMessages bounds the list of messages in the download.
const mostMessages = 10_000

// downloadData gives a person everything that is stored about them, as JSON.
func (v *visit) downloadData() error {
	data := personData{Person: v.reader}
	participations, err := v.Work.Store.ParticipationsOf(v.ctx, v.reader.ID)
	if err != nil {
		return err
	}
	for _, p := range participations {
		one, err := v.dataOf(p)
		if err != nil {
			return err
		}
		data.Programs = append(data.Programs, one)
	}
	rows, err := v.Work.Store.Outbox(v.ctx, db.OutboxFilter{PersonID: v.reader.ID, Limit: mostMessages})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if rule, _ := r.Kind.Rule(); rule.Class == program.Gated && r.DoneAt.IsZero() {
			continue // what a draft decides is not known before it arrives
		}
		data.Messages = append(data.Messages, messageData{r.Kind, r.State, r.Due})
	}
	text, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="peerpost.json"`)
	_, err = v.w.Write(append(text, '\n'))
	return err
}

func (v *visit) dataOf(p program.Participant) (programData, error) {
	prog, err := v.Work.Store.Program(v.ctx, p.ProgramID)
	if err != nil {
		return programData{}, err
	}
	d := programData{
		Program: prog.Name, State: p.State, Role: p.Role, Capacity: p.Capacity, Headline: p.Headline, PausedUntil: p.PausedTil.String(),
		Since: p.CreatedAt, Answers: p.Answers, Surveys: map[string]program.Answers{},
	}
	surveys, err := v.Work.Store.Surveys(v.ctx, prog.ID)
	if err != nil {
		return d, err
	}
	for _, s := range surveys {
		a, err := v.Work.Store.Answer(v.ctx, s.ID, p.ID)
		if errors.Is(err, program.ErrNotFound) {
			continue
		}
		if err != nil {
			return d, err
		}
		d.Surveys[s.Name] = a.Answers
	}
	pairings, err := v.Work.Store.PairingsOf(v.ctx, p.ID)
	for _, pairing := range pairings {
		heard, err := v.introducedTo(pairing, p)
		if err != nil {
			return d, err
		}
		if !heard {
			continue
		}
		state, partners := pairing.State, len(pairing.Members)
		if pairing.Has(p.ID) {
			partners--
		} else { // has left it
			state = program.PairingEnded
		}
		replies, err := v.Work.Store.Replies(v.ctx, pairing.ID)
		if err != nil {
			return d, err
		}
		replies = slices.DeleteFunc(replies, func(r program.Reply) bool { return r.ParticipantID != p.ID })
		d.Pairings = append(d.Pairings, pairingData{state, partners, pairing.CreatedAt, replies})
	}
	return d, err
}
