package main

import "context"

// migrateCommand brings the database to this build's schema. Any number of
// processes may do so at once.
type migrateCommand struct{}

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
	if err := store.CheckSchema(ctx); err == nil {
		at.say("The database has this build's schema already.\n")
		return nil
	}
	done := at.progress("migrating the database")
	err = store.Migrate(ctx)
	done()
	if err != nil {
		return err
	}
	at.say("The database has this build's schema now.\n")
	return nil
}
