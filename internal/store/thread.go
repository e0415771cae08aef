package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// Threads returns the conversations of the Message-IDs that are known. Of
// several messages that have an id, or only refer to it, one is taken: in a long
// thread everything refers to what came before.
func (t *tx) Threads(ctx context.Context, account string, ids []string) (map[string]string, error) {
	found := make(map[string]string, len(ids))
	for _, id := range ids {
		conversation, ok, err := one(ctx, t.reader, itself[string], `
			SELECT m.conversation FROM message_ids i JOIN messages m ON m.id = i.message
			WHERE i.value = $1 AND m.account = $2 ORDER BY i.own DESC, i.message LIMIT 1`, id, account)
		if err != nil {
			return nil, fmt.Errorf("find conversation of message id %q: %w", id, err)
		}
		if ok {
			found[id] = conversation
		}
	}
	return found, nil
}

// saveIDs inserts the Message-IDs of a message that has none stored.
func (t *tx) saveIDs(ctx context.Context, m *tracker.Message) error {
	rows := make([][]any, 0, len(m.IDs)+len(m.Refs))
	for i, id := range m.IDs {
		rows = append(rows, []any{m.Key, true, i, id})
	}
	for i, id := range m.Refs {
		rows = append(rows, []any{m.Key, false, i, id})
	}
	return t.insertRows(ctx, `INSERT INTO message_ids (message, own, place, value) VALUES `, rows, ``)
}
