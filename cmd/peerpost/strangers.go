package main

import (
	"context"
	"fmt"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// warnOfStrangers warns of addresses to keep apart that nobody in a stored
// program has.
func (in *installation) warnOfStrangers(ctx context.Context, at *place, p db.Program) error {
	strangers, err := in.work.Strangers(ctx, p)
	if err != nil || len(strangers) == 0 {
		return err
	}
	all, err := in.store.Participants(ctx, p.ID)
	if err != nil {
		return err
	}
	people := make([]program.Person, len(all))
	for i, one := range all {
		people[i] = one.Person
	}
	at.warn(strangersAmong(strangers, people))
	return nil
}

// strangersAmong says of each stranger whom of people it may have meant.
func strangersAmong(strangers []program.Address, people []program.Person) []string {
	var known, all []string
	for _, p := range people {
		known = append(known, p.Address.Key())
	}
	for _, a := range strangers {
		advice := "correct it in the program's file"
		if near := nearest(a.Key(), known); near != "" {
			advice = "did you mean " + near + "?"
		}
		all = append(all, fmt.Sprintf("pairing.do_not_pair names %s, which is nobody's address in the program, so it keeps nobody apart; %s", a, advice))
	}
	return all
}

// personsIn are the people of a file.
func personsIn(rows []file.Row) []program.Person {
	people := make([]program.Person, len(rows))
	for i, row := range rows {
		people[i] = row.Person
	}
	return people
}
