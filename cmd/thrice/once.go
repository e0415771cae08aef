package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	before, err := d.tracker.List(ctx, false)
	if err != nil {
		return err
	}
	failed, err := a.round(ctx, d, c.Quiet)
	if err != nil {
		return err
	}
	after, err := d.tracker.List(ctx, false)
	if err != nil {
		return err
	}
	health, err := d.tracker.Health(ctx)
	if err != nil {
		return err
	}
	if !c.Quiet {
		_, err := fmt.Fprintf(a.stdout, "%s\n\n%s", summary(before, after), compose.ToDo(after, health, d.zone(), a.paint()))
		if err != nil {
			return err
		}
	}
	return unfinished(failed, after)
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

// summary counts what reading has changed.
func summary(before, after []tracker.Item) string {
	opened, cleared := 0, 0
	for _, i := range after {
		if i.Task != nil && !slices.ContainsFunc(before, func(b tracker.Item) bool { return b.ID == i.ID && sameTask(b, i) }) {
			opened++
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(i tracker.Item) bool { return i.ID == b.ID }) {
			cleared++
		}
	}
	return fmt.Sprintf("%s to do, %d cleared.", compose.Count(opened, "new thing", "new things"), cleared)
}

func sameTask(a, b tracker.Item) bool {
	return a.Task != nil && b.Task != nil && a.Task.Do == b.Task.Do && a.Task.Step == b.Task.Step && a.Task.Due.Equal(b.Task.Due)
}

// unfinished says what keeps a round from being the whole truth: accounts that
// could not be read, and doubts that only the person can settle.
func unfinished(failed []error, items []tracker.Item) error {
	var words []string
	for _, err := range failed {
		if err != nil {
			words = append(words, compose.Plain(err.Error()))
		}
	}
	held := 0
	for _, i := range items {
		if i.State == rules.Held {
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
