package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"thrice/tracker"
)

// Due returns conversations of an account (empty: of all) that are to be
// decided anew, by id, those after the given one.
func (r *reader) Due(ctx context.Context, account string, now time.Time, after string, limit int) ([]string, error) {
	of, args := ``, []any{after, millis(now), limit}
	if account != "" {
		of, args = ` AND account = $4`, append(args, account)
	}
	// Two selections, so that each can use its own small index.
	ids, err := collect(ctx, r, itself[string], `
		SELECT id FROM conversations WHERE touched AND id > $1`+of+`
		UNION SELECT id FROM conversations WHERE next > 0 AND next <= $2 AND id > $1`+of+`
		ORDER BY 1 LIMIT $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("find conversations to decide: %w", err)
	}
	return ids, nil
}

// Touch marks conversations to be decided anew; those that do not exist any
// more are none.
func (t *tx) Touch(ctx context.Context, ids ...string) error {
	for list, args := range lists(ids) {
		if _, err := t.exec(ctx, `UPDATE conversations SET touched = TRUE WHERE NOT touched AND id IN `+list, args...); err != nil {
			return fmt.Errorf("mark %d conversations: %w", len(ids), err)
		}
	}
	return nil
}

// TouchAll marks every conversation to be decided anew.
func (t *tx) TouchAll(ctx context.Context) error {
	if _, err := t.exec(ctx, `UPDATE conversations SET touched = TRUE WHERE NOT touched`); err != nil {
		return fmt.Errorf("mark all conversations: %w", err)
	}
	return nil
}

// SaveStanding saves the outcome of a decision and unmarks the conversation.
func (t *tx) SaveStanding(ctx context.Context, id string, s tracker.Standing) error {
	if err := t.saveStanding(ctx, id, s); err != nil {
		return fmt.Errorf("save standing of conversation %s: %w", id, err)
	}
	return nil
}

func (t *tx) saveStanding(ctx context.Context, id string, s tracker.Standing) error {
	n, err := t.exec(ctx, `UPDATE conversations SET state = $2, since = $3, next = $4, touched = FALSE WHERE id = $1`,
		id, string(s.State), millis(s.At), millis(s.Next))
	if err != nil {
		return err
	}
	if n == 0 {
		return tracker.ErrNotFound
	}
	if _, err := t.exec(ctx, `DELETE FROM contacts WHERE conversation = $1`, id); err != nil {
		return err
	}
	rows := make([][]any, 0, len(s.Contacts))
	for _, address := range s.Contacts {
		rows = append(rows, []any{id, address})
	}
	return t.insertRows(ctx, `INSERT INTO contacts (conversation, address) VALUES `, rows, ` ON CONFLICT DO NOTHING`)
}

// WaitingFor returns the conversations of an account that wait for one of these
// addresses, by id.
func (r *reader) WaitingFor(ctx context.Context, account string, addresses []string) ([]string, error) {
	seen := map[string]bool{}
	for list, args := range lists(addresses, account) {
		// SQLite takes a CROSS JOIN from left to right: few have such a contact.
		ids, err := collect(ctx, r, itself[string], `
			SELECT c.id FROM contacts w CROSS JOIN conversations c
			WHERE w.address IN `+list+` AND c.id = w.conversation AND c.account = $1`, args...)
		if err != nil {
			return nil, fmt.Errorf("find conversations of %s that wait for %d addresses: %w", account, len(addresses), err)
		}
		for _, id := range ids {
			seen[id] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}
