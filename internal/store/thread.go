package store

import (
	"context"
	"fmt"
	"slices"

	"thrice/tracker"
)

// Threads returns the conversations of the Message-IDs that are known. Of
// several messages that have an id, or only refer to it, one is taken: in a long
// thread everything refers to what came before.
func (t *tx) Threads(ctx context.Context, account string, ids []string) (map[string]string, error) {
	found := make(map[string]string, len(ids))
	for _, id := range ids {
		conversation, ok, err := one(ctx, t.reader, itself[string], `
			SELECT m.conversation FROM mentions i JOIN messages m ON m.id = i.message
			WHERE i.value = $1 AND m.account = $2 ORDER BY i.refers, i.message LIMIT 1`, id, account)
		if err != nil {
			return nil, fmt.Errorf("find conversation of message id %q: %w", id, err)
		}
		if ok {
			found[id] = conversation
		}
	}
	return found, nil
}

// saveIDs registers the Message-IDs of a message that has none registered.
func (t *tx) saveIDs(ctx context.Context, m *tracker.Message) error {
	for _, list := range []struct {
		refers bool
		ids    []string
	}{{false, m.IDs}, {true, m.Refs}} {
		for i, id := range list.ids {
			if slices.Contains(list.ids[:i], id) {
				continue
			}
			if _, err := t.exec(ctx, `INSERT INTO mentions (value, refers, message) VALUES ($1, $2, $3)`, id, list.refers, m.Key); err != nil {
				return err
			}
		}
	}
	return nil
}
