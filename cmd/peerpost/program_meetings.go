package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// warnOfMeetings warns that Pairings keep the meetings that they have, where
// the next version of their Program plans others.
func (in *installation) warnOfMeetings(ctx context.Context, at *place, before program.Program, p db.Program) error {
	pairings, err := in.store.Pairings(ctx, p.ID)
	if err != nil {
		return err
	}
	alive, late := 0, 0
	others := before.StartDate() != p.StartDate() || before.EndDate() != p.EndDate() || !slices.Equal(before.Closures, p.Closures)
	for _, one := range pairings {
		if one.State != program.PairingHeld && one.State != program.PairingIntroduced {
			continue
		}
		alive++
		all, err := in.store.SeriesOf(ctx, one.ID)
		if err != nil {
			return err
		}
		for _, s := range all {
			others = others || s.Every.Duration() != p.Sessions.Every.Duration() || s.Duration != p.Sessions.Length.Duration()
		}
		sessions, err := in.store.Sessions(ctx, one.ID)
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if (s.State == program.SessionPlanned || s.State == program.SessionInvited) && !s.StartsAt.Before(p.Ends()) {
				late++
			}
		}
	}
	if alive == 0 || !others && late == 0 {
		return nil
	}
	kept := count(alive, "one pairing exists", "%d pairings exist") + " already; their meetings stay as they were"
	if late > 0 {
		kept += fmt.Sprintf(", and %s after the end; what is left of them is cancelled with the report, on %s",
			count(late, "one of them is", "%d of them are"), p.ReportDue().In(p.Location()).Format("2006-01-02"))
	}
	at.warn([]string{kept})
	return nil
}
