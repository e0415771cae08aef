package main

import (
	"context"

	"thrice/rules"
	"thrice/tracker"
)

type trackCommand struct {
	IDs []string `arg:"" name:"id" help:"The conversations: the beginnings of their ids, as \"thrice list\" prints them."`
}

// Run puts a clock on the conversations, or settles that it was no answer.
func (c *trackCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		return a.choose(ctx, d, c.IDs, tracker.Choice{What: rules.Tracked}, takeBack)
	})
}
