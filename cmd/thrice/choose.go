package main

import (
	"context"
	"errors"
	"fmt"

	"thrice/internal/compose"
	"thrice/tracker"
)

// takeBack tells how a decision is taken back.
const takeBack = "Take it back with: thrice undo %s\n"

// choose applies one decision to each of the conversations, at once, and prints
// where they stand now, with what to do next. One that cannot be found does not
// stop the others.
func (a *app) choose(ctx context.Context, d *desk, ids []string, choice tracker.Choice, next string) error {
	var failed []error
	for _, id := range ids {
		item, err := d.tracker.Choose(ctx, id, choice)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if _, err := fmt.Fprintf(a.stdout, "%s"+next, compose.Block(item, item.ID, d.zone(), a.paint()), item.ID); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}
