package main

import (
	"context"

	"thrice/rules"
	"thrice/tracker"
)

type doneCommand struct {
	IDs []string `arg:"" name:"id" help:"The conversations: the beginnings of their ids, as \"thrice list\" prints them."`
}

// Run ends the cycle: nothing more is to be done until a new mail starts one.
func (c *doneCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		return a.choose(ctx, d, c.IDs, tracker.Choice{What: rules.Done}, takeBack)
	})
}
