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

type onceCommand struct {
	Quiet bool `short:"q" help:"Print nothing unless something is wrong."`
}

// Run reads every account once, and says what is new.
func (c *onceCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		unlock, err := lock(d.DataDir)
		if err != nil {
			return err
		}
		return errors.Join(c.once(ctx, a, d), unlock())
	})
}

func (c *onceCommand) once(ctx context.Context, a *app, d *desk) error {
	began := a.now()
	before, err := d.tracker.Unsettled(ctx)
	if err != nil {
		return err
	}
	failed, err := a.round(ctx, d, c.Quiet)
	if err != nil {
		return err
	}
	after, err := d.tracker.Unsettled(ctx)
	if err != nil {
		return err
	}
	if !c.Quiet {
		if err := c.tell(ctx, a, d, began, ended(before, after)); err != nil {
			return err
		}
	}
	return unfinished(failed, after)
}

// tell says what is new since began, and what there is to do.
func (c *onceCommand) tell(ctx context.Context, a *app, d *desk, began time.Time, cleared int) error {
	items, err := d.tracker.List(ctx, false)
	if err != nil {
		return err
	}
	health, err := d.tracker.Health(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s to do, %d cleared.\n\n%s", compose.Count(openedSince(items, began), "new thing", "new things"), cleared,
		compose.ToDo(items, health, d.zone(), a.paint()))
	return err
}

// round reads every account once and decides on what is due. failed is what
// could not be read.
func (a *app) round(ctx context.Context, d *desk, quiet bool) (failed []error, err error) {
	health, err := d.tracker.Health(ctx)
	if err != nil {
		return nil, err
	}
	first := func(account string) bool {
		return !quiet && slices.ContainsFunc(health, func(h tracker.Health) bool { return h.Name == account && h.Imported.IsZero() })
	}
	p := &progress{w: a.stderr, now: a.now, terminal: isTerminal(a.stderr) && !quiet, plain: first}
	boxes, err := a.mailboxes(d, p.report)
	if err != nil {
		return nil, err
	}
	defer closeAll(boxes)
	failed = readAll(ctx, boxes)
	p.done()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return failed, d.tracker.Tick(ctx)
}

// openedSince counts what there is to do since an instant.
func openedSince(items []tracker.Item, since time.Time) int {
	n := 0
	for _, i := range items {
		if i.Task != nil && i.Task.Opened != nil && !i.Task.Opened.Before(since.Truncate(time.Millisecond)) {
			n++
		}
	}
	return n
}

// ended counts the conversations that waited before and do not any more.
func ended(before, after []tracker.Summary) int {
	n := 0
	for _, b := range before {
		if !slices.ContainsFunc(after, func(s tracker.Summary) bool { return s.ID == b.ID }) {
			n++
		}
	}
	return n
}

// unfinished says what keeps a round from being the whole truth: accounts that
// could not be read, and doubts that only the person can settle.
func unfinished(failed []error, unsettled []tracker.Summary) error {
	var words []string
	for _, err := range failed {
		if err != nil {
			words = append(words, compose.Plain(err.Error()))
		}
	}
	held := 0
	for _, s := range unsettled {
		if s.State == rules.Held {
			held++
		}
	}
	if held > 0 {
		words = append(words, fmt.Sprintf(`%s to be settled by you: see "Check" in "thrice list"`, compose.Count(held, "doubt is", "doubts are")))
	}
	if len(words) == 0 {
		return nil
	}
	return exit{codePartial, errors.New(strings.Join(words, "\n"))}
}
