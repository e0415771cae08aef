package main

import (
	"context"
	"errors"
	"fmt"

	"thrice/internal/compose"
)

type digestCommand struct {
	Send bool `xor:"form" help:"Put it into the inbox, once a day."`
	JSON bool `xor:"form" help:"For scripts."`
}

// Run prints the digest as it would be now, which records nothing, or sends it.
func (c *digestCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		if c.Send {
			return c.send(ctx, a, d)
		}
		r, err := d.tracker.RoundUp(ctx)
		if err != nil {
			return err
		}
		digest := compose.NewDigest(r, d.zone())
		text := []byte(digest.Text())
		if c.JSON {
			if text, err = digest.JSON(); err != nil {
				return err
			}
		}
		if _, err := a.stdout.Write(text); err != nil {
			return err
		}
		return partial(r.Items, r.Health, c.JSON, d.zone())
	})
}

// send reads the mailbox and sends the digest. If another process reads it
// already, that one's last round has to do.
func (c *digestCommand) send(ctx context.Context, a *app, d *desk) error {
	unlock, err := lock(d.DataDir)
	switch {
	case errors.Is(err, errBusy):
	case err != nil:
		return err
	default:
		defer func() { _ = unlock() }() // it is released with the process at the latest
		failed, err := a.round(ctx, d, true)
		if err != nil {
			return err
		}
		if err := errors.Join(failed...); err != nil {
			return exit{codePartial, fmt.Errorf("the digest is held until every account can be read: %w", err)}
		}
	}
	boxes, err := a.mailboxes(d, nil)
	if err != nil {
		return err
	}
	defer closeAll(boxes)
	outcome, err := a.sendDigest(ctx, d, boxes, a.now().Add(-trusted))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, outcome)
	return err
}
