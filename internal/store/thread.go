package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"thrice/tracker"
)

// Threads returns the conversations of the Message-IDs that are known. Of
// several messages that have an id, or only refer to it, one is taken: in a long
// thread everything refers to what came before.
func (t *tx) Threads(ctx context.Context, account string, ids []string) (map[string]string, error) {
	type entry struct {
		id           string
		conversation sql.NullString
	}
	found := make(map[string]string, len(ids))
	for list, args := range lists(ids, account) {
		some, err := collect(ctx, t.reader, func(rows *sql.Rows, e *entry) error {
			return rows.Scan(&e.id, &e.conversation)
		}, `WITH wanted (value) AS (VALUES `+strings.ReplaceAll(list, ",", "),(")+`)
			SELECT w.value, (SELECT m.conversation FROM message_ids i JOIN messages m ON m.id = i.message
				WHERE i.value = w.value AND m.account = $1 ORDER BY i.own DESC, i.message LIMIT 1)
			FROM wanted w`, args...)
		if err != nil {
			return nil, fmt.Errorf("find conversations of %d message ids: %w", len(ids), err)
		}
		for _, e := range some {
			if e.conversation.Valid {
				found[e.id] = e.conversation.String
			}
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
