package store

import (
	"context"
	"database/sql"
	"fmt"

	"thrice/tracker"
)

// Threads returns the conversations of the Message-IDs that are known.
func (t *tx) Threads(ctx context.Context, account string, ids []string) (map[string]string, error) {
	type entry struct{ id, conversation string }
	found := make(map[string]string, len(ids))
	for list, args := range lists(ids, account) {
		some, err := collect(ctx, t.reader, func(rows *sql.Rows, e *entry) error {
			return rows.Scan(&e.id, &e.conversation)
		}, `SELECT t.value, m.conversation FROM threads t JOIN messages m ON m.id = t.message
			WHERE t.account = $1 AND t.value IN `+list, args...)
		if err != nil {
			return nil, fmt.Errorf("find conversations of %d message ids: %w", len(ids), err)
		}
		for _, e := range some {
			found[e.id] = e.conversation
		}
	}
	return found, nil
}

// saveIDs inserts the Message-IDs of a message that has none stored and
// registers them. Whoever registered an id first keeps it, except that the
// message that has it as its own goes before those that refer to it.
func (t *tx) saveIDs(ctx context.Context, m *tracker.Message) error {
	rows := make([][]any, 0, len(m.IDs)+len(m.Refs))
	entries := make([][]any, 0, len(m.IDs)+len(m.Refs))
	seen := make(map[string]bool, len(m.IDs)+len(m.Refs))
	add := func(values []string, own bool) {
		for i, value := range values {
			rows = append(rows, []any{m.Key, own, i, value})
			// Some engines do not let one statement upsert a row twice.
			if !seen[value] {
				seen[value] = true
				entries = append(entries, []any{m.Account, value, own, m.Key})
			}
		}
	}
	add(m.IDs, true)
	add(m.Refs, false)
	if err := t.insertRows(ctx, `INSERT INTO message_ids (message, own, place, value) VALUES `, rows, ``); err != nil {
		return err
	}
	return t.insertRows(ctx, `INSERT INTO threads (account, value, own, message) VALUES `, entries, `
		ON CONFLICT (account, value) DO UPDATE SET own = excluded.own, message = excluded.message
		WHERE excluded.own AND NOT threads.own`)
}
