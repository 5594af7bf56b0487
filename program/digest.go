package program

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Digest is a fingerprint of what a Draft is made of: the program's version
// and every member of the pool with address, answers and what rules look at.
// A different digest means that the Draft is stale.
func Digest(version int, pool []Participant) string {
	type member struct {
		ID       ID
		Person   Person
		Role     Role
		Capacity int
		Answers  Answers
	}
	members := make([]member, len(pool))
	for i, p := range pool {
		members[i] = member{p.ID, p.Person, p.Role, p.Capacity, p.Answers}
		members[i].Person.CreatedAt = members[i].Person.CreatedAt.UTC()
	}
	text, err := json.Marshal(struct {
		Version int
		Members []member
	}{version, members})
	if err != nil {
		panic("program: a digest of what JSON cannot hold: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
