package program

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Inputs are fingerprints of the members of a pool: address, answers and what
// rules look at.
type Inputs map[ID]string

// Digest is a fingerprint of what a Draft is made of: the program's version,
// how many of its Drafts are approved (their people are taken), and the
// Inputs of those whom email reaches. A different digest means that the Draft is stale.
func Digest(version, approved int, pool []Participant) string {
	return fingerprint(struct {
		Version, Approved int
		Members           Inputs
	}{version, approved, InputsOf(pool)})
}

// InputsOf returns the Inputs of a pool.
func InputsOf(pool []Participant) Inputs {
	inputs := make(Inputs, len(pool))
	for _, p := range pool {
		if p.Answers == nil {
			p.Answers = Answers{}
		}
		person := p.Person
		person.CreatedAt = person.CreatedAt.UTC()
		inputs[p.ID] = fingerprint(struct {
			Person   Person
			Role     Role
			Capacity int
			Answers  Answers
		}{person, p.Role, p.Capacity, p.Answers})[:16]
	}
	return inputs
}

// AnswersDigest is a fingerprint of what a Participant is registered with.
func AnswersDigest(p Participant) string {
	if p.Answers == nil {
		p.Answers = Answers{}
	}
	return fingerprint(struct {
		Role    Role
		Answers Answers
	}{p.Role, p.Answers})[:16]
}

// Changes says how a pool differs from what a Draft was made of.
type Changes struct{ Joined, Left, Changed []ID }

// ChangesSince compares the Inputs of a Draft with those of now. The ids come
// in order, so that the same changes read the same.
func (was Inputs) ChangesSince(now Inputs) Changes {
	var c Changes
	for id, f := range now {
		if old, ok := was[id]; !ok {
			c.Joined = append(c.Joined, id)
		} else if old != f {
			c.Changed = append(c.Changed, id)
		}
	}
	for id := range was {
		if _, ok := now[id]; !ok {
			c.Left = append(c.Left, id)
		}
	}
	for _, ids := range [][]ID{c.Joined, c.Left, c.Changed} {
		slices.Sort(ids)
	}
	return c
}

// fingerprint is a hash of the JSON of v, whose maps are in order of keys.
func fingerprint(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("program: a fingerprint of what JSON cannot hold: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
