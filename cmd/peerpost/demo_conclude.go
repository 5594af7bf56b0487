package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// conclude sums up a complete story.
func (c *cast) conclude(ctx context.Context, took time.Duration) error {
	rows, err := c.store.Outbox(ctx, db.OutboxFilter{States: []program.OutboxState{program.OutboxDone}, Limit: 10_000_000})
	if err != nil {
		return err
	}
	sent := map[program.Kind]int{}
	for _, r := range rows {
		sent[r.Kind]++
	}
	kinds := slices.SortedFunc(maps.Keys(sent), func(a, b program.Kind) int { return cmp.Or(sent[b]-sent[a], cmp.Compare(a, b)) })
	c.at.say("\nThe story is complete: everyone heard what they should, nobody twice, and nothing before the approval.\n\n")
	var table [][]string
	for _, kind := range kinds {
		table = append(table, []string{strconv.Itoa(sent[kind]), kindWords[kind]})
	}
	c.at.table(append(table, []string{strconv.Itoa(len(rows)), "messages in all"}))
	c.at.say("\n%d people, %s to %s, in %.1f s.\n", len(c.players)-len(c.admins),
		c.story.lines[0].At.In(c.story.zone).Format("January 2006"), c.clock.now().In(c.story.zone).Format("January 2006"), took.Seconds())
	c.at.say("Each message is a file in %s\nRead them with: mutt -R -f %s\n", c.folder.mail(), c.folder.mail())
	c.at.say("Play it yourself with: peerpost demo\nFor a program of your own, copy examples/eng-peers.yaml, and type: peerpost program check FILE\n")
	return nil
}
