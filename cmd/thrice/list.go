package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"thrice/internal/compose"
	"thrice/rules"
	"thrice/tracker"
)

type listCommand struct {
	All     bool   `help:"Also what is cleared, closed, or has no clock."`
	JSON    bool   `help:"For scripts: one array of conversations."`
	Account string `placeholder:"NAME" help:"Only this account."`
}

// Run prints what there is to do, as it was known at the last reading.
func (c *listCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		items, health, err := c.gather(ctx, a, d)
		if err != nil {
			return err
		}
		if c.JSON {
			text, err := compose.JSON(items)
			if err != nil {
				return err
			}
			if _, err := a.stdout.Write(text); err != nil {
				return err
			}
		} else if _, err := fmt.Fprint(a.stdout, compose.List(items, health, d.zone(), a.paint())); err != nil {
			return err
		}
		return partial(items, health, c.JSON, d.zone())
	})
}

// gather returns the items that were asked for, and how their accounts were read.
func (c *listCommand) gather(ctx context.Context, a *app, d *desk) ([]tracker.Item, []tracker.Health, error) {
	names := d.tracker.Accounts()
	if c.Account != "" && !slices.Contains(names, c.Account) {
		return nil, nil, exit{codeUsage, fmt.Errorf("there is no account %q; there is %s", c.Account, strings.Join(names, ", "))}
	}
	items, err := d.tracker.List(ctx, c.All)
	if err != nil {
		return nil, nil, err
	}
	health, err := d.tracker.Health(ctx)
	if err != nil {
		return nil, nil, err
	}
	if c.Account != "" {
		items = slices.DeleteFunc(items, func(i tracker.Item) bool { return i.Account != c.Account })
		health = slices.DeleteFunc(health, func(h tracker.Health) bool { return h.Name != c.Account })
	}
	return items, health, nil
}

// partial is the exit code for what was told although it is not the whole truth:
// something is held, or an account could not be read. A person has read that
// already; a script's user is told in words.
func partial(items []tracker.Item, health []tracker.Health, script bool, zone *time.Location) error {
	var words []error
	for _, h := range health {
		if !h.Failed.IsZero() {
			words = append(words, errors.New(compose.LastRead(h, zone)))
		}
	}
	held := slices.ContainsFunc(items, func(i tracker.Item) bool { return i.State == rules.Held })
	if !held && len(words) == 0 {
		return nil
	}
	if !script {
		words = nil
	}
	return exit{codePartial, errors.Join(words...)}
}
