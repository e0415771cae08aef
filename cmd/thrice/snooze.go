package main

import (
	"context"
	"strings"

	"thrice/rules"
	"thrice/tracker"
)

type snoozeCommand struct {
	ID   string   `arg:"" help:"The conversation: the beginning of its id, as \"thrice list\" prints it."`
	When []string `arg:"" help:"3d, 4h, 2w, mon, 14:00, tomorrow, 2026-12-01, 2026-12-01 14:00 or 1 Dec. A day means the beginning of working hours on it."`
}

// Run hides the conversation until then.
func (c *snoozeCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		until, err := parseWhen(strings.Join(c.When, " "), a.now(), d.Calendar)
		if err != nil {
			return exit{codeUsage, err}
		}
		return a.choose(ctx, d, []string{c.ID}, tracker.Choice{What: rules.Snoozed, Until: until}, takeBack)
	})
}
