package main

import (
	"context"

	"thrice/rules"
	"thrice/tracker"
)

type undoCommand struct {
	IDs []string `arg:"" name:"id" help:"The conversations: the beginnings of their ids, as \"thrice list\" prints them."`
}

// Run takes back the last decision on the conversations: the person's, or the
// program's, which then holds against the same evidence.
func (c *undoCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		return a.choose(ctx, d, c.IDs, tracker.Choice{What: rules.TakenBack}, "Taken back. Everything that happened: thrice show %s\n")
	})
}
