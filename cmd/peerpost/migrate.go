package main

import (
	"context"

	"github.com/peerpost/peerpost/db"
)

// migrateCommand brings the database to this build's schema. Any number of
// processes may do so at once.
type migrateCommand struct {
	NewSecret bool `help:"Make PEERPOST_SECRET this installation's, where the one before is lost: no link that was mailed works any more."`
}

// Run implements the command.
func (c *migrateCommand) Run(ctx context.Context, at *place) error {
	s, _, err := at.settings()
	if err != nil {
		return err
	}
	store, err := openStore(ctx, s)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := c.migrate(ctx, at, store); err != nil || !c.NewSecret {
		return err
	}
	has, err := store.Fact(ctx, secretFact)
	if err == nil {
		_, err = store.ReplaceFact(ctx, secretFact, has, checkValue(s.Secret))
	}
	if err != nil {
		return err
	}
	at.say("%sSECRET is this installation's now.\n", prefix)
	return nil
}

func (c *migrateCommand) migrate(ctx context.Context, at *place, store *db.Store) error {
	if err := store.CheckSchema(ctx); err == nil {
		at.say("The database has this build's schema already.\n")
		return nil
	}
	done := at.progress("migrating the database")
	err := store.Migrate(ctx)
	done()
	if err != nil {
		return err
	}
	at.say("The database has this build's schema now.\n")
	return nil
}
