package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// Merge moves everything of one conversation into another; the old id finds the
// other one from then on. The rest is to be decided anew.
func (t *tx) Merge(ctx context.Context, from, into string) error {
	if err := t.merge(ctx, from, into); err != nil {
		return fmt.Errorf("merge conversation %s into %s: %w", from, into, err)
	}
	return nil
}

func (t *tx) merge(ctx context.Context, from, into string) error {
	// Both may have been merged since the caller learnt of them.
	for _, id := range []*string{&from, &into} {
		known, ok, err := one(ctx, t.reader, itself[string], `SELECT id FROM conversations WHERE id = `+resolved, *id)
		if err != nil {
			return err
		}
		if !ok {
			return tracker.ErrNotFound
		}
		*id = known
	}
	if from == into {
		return nil
	}
	for _, statement := range []string{
		`UPDATE messages SET conversation = $2 WHERE conversation = $1`,
		// What is open in both already is the same task: one of them stays.
		`DELETE FROM tasks WHERE conversation = $1 AND ended = 0 AND EXISTS (
			SELECT 1 FROM tasks o WHERE o.conversation = $2 AND o.ended = 0
				AND o.cycle = tasks.cycle AND o.side = tasks.side AND o.step = tasks.step AND o.due = tasks.due)`,
		`UPDATE tasks SET conversation = $2 WHERE conversation = $1`,
		`UPDATE rulings SET conversation = $2 WHERE conversation = $1`,
		`UPDATE contacts SET conversation = $2 WHERE conversation = $1
			AND address NOT IN (SELECT address FROM contacts WHERE conversation = $2)`,
		`UPDATE aliases SET conversation = $2 WHERE conversation = $1`,
		`INSERT INTO aliases (id, conversation) VALUES ($1, $2)`,
	} {
		if _, err := t.exec(ctx, statement, from, into); err != nil {
			return err
		}
	}
	account, _, err := one(ctx, t.reader, itself[string], `DELETE FROM conversations WHERE id = $1 RETURNING account`, from)
	if err != nil {
		return err
	}
	t.count(account, tallyConversations, "", -1)
	_, err = t.exec(ctx, `UPDATE conversations SET touched = TRUE WHERE id = $1`, into)
	return err
}
