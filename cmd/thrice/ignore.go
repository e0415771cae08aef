package main

import (
	"context"

	"thrice/rules"
	"thrice/tracker"
)

type ignoreCommand struct {
	IDs []string `arg:"" name:"id" help:"The conversations: the beginnings of their ids, as \"thrice list\" prints them."`
}

// Run ends what runs and lets no clock start again.
func (c *ignoreCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		return a.choose(ctx, d, c.IDs, tracker.Choice{What: rules.Ignored}, takeBack)
	})
}
