package store

import (
	"context"
	"fmt"
	"strings"

	"thrice/rules"
	"thrice/tracker"
)

// Conversation loads everything about one conversation, by its id or one that
// was merged into it.
func (r *reader) Conversation(ctx context.Context, id string) (*tracker.Conversation, error) {
	c, err := r.conversation(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load conversation %s: %w", id, err)
	}
	return c, nil
}

func (r *reader) conversation(ctx context.Context, id string) (*tracker.Conversation, error) {
	c, ok, err := one(ctx, r, func(rows *row, c *tracker.Conversation) error {
		return rows.Scan(&c.ID, &c.Account)
	}, `SELECT id, account FROM conversations WHERE id = `+resolved, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, tracker.ErrNotFound
	}
	messages, err := r.messages(ctx, withText+`WHERE m.conversation = $1`+oldestFirst, c.ID)
	if err != nil {
		return nil, err
	}
	for i := range messages {
		c.Messages = append(c.Messages, messages[i].Message)
	}
	if c.Tasks, err = r.tasks(ctx, c.ID); err != nil {
		return nil, err
	}
	if c.Rulings, err = r.rulings(ctx, c.ID); err != nil {
		return nil, err
	}
	return &c, nil
}

// resolved is the id of a conversation, given in $1 that id or an alias of it.
const resolved = `COALESCE((SELECT conversation FROM aliases WHERE id = $1), $1)`

// ensure creates a conversation if there is none yet, and returns its id. What
// goes to an id that was merged into another one goes there.
func (t *tx) ensure(ctx context.Context, account, id string) (string, error) {
	isNew, err := t.exec(ctx, `INSERT INTO conversations (id, account, state, since, next, touched)
		VALUES ($1, $2, '', 0, 0, FALSE) ON CONFLICT (id) DO NOTHING`, id, account)
	if err != nil || isNew == 0 {
		return id, err
	}
	into, merged, err := one(ctx, t.reader, itself[string], `SELECT conversation FROM aliases WHERE id = $1`, id)
	if err != nil || !merged {
		t.count(account, tallyConversations, "", 1)
		return id, err
	}
	_, err = t.exec(ctx, `DELETE FROM conversations WHERE id = $1`, id)
	return into, err
}

// lastRune comes after all that an id may hold.
const lastRune = "\U0010FFFF"

// FindConversations returns the conversations that have an id with this prefix,
// of their own or from before a merge.
func (r *reader) FindConversations(ctx context.Context, prefix string, limit int) ([]string, error) {
	ids, err := collect(ctx, r, itself[string], `
		SELECT id FROM conversations WHERE id >= $1 AND id < $2
		UNION SELECT conversation FROM aliases WHERE id >= $1 AND id < $2
		ORDER BY 1 LIMIT $3`, prefix, prefix+lastRune, limit)
	if err != nil {
		return nil, fmt.Errorf("find conversations that begin with %q: %w", prefix, err)
	}
	return ids, nil
}

// Conversations lists the conversations of an account (empty: of all) in the
// given states (none: in any), newest state first.
func (r *reader) Conversations(ctx context.Context, account string, states ...rules.State) ([]tracker.Summary, error) {
	var where []string
	var args []any
	if account != "" {
		args = append(args, account)
		where = append(where, `account = $1`)
	}
	if len(states) > 0 {
		where = append(where, `state IN `+placeholders(len(args)+1, len(states)))
		for _, s := range states {
			args = append(args, string(s))
		}
	}
	query := `SELECT id, account, state, since FROM conversations`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	all, err := collect(ctx, r, func(rows *row, s *tracker.Summary) error {
		return rows.Scan(&s.ID, &s.Account, &s.State, instant{&s.At})
	}, query+` ORDER BY since DESC, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list conversations of %q in states %v: %w", account, states, err)
	}
	return all, nil
}
