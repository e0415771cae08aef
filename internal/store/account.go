package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// Account returns what is known of an account.
func (r *reader) Account(ctx context.Context, name string) (tracker.Account, error) {
	a, ok, err := one(ctx, r, scanAccount, `
		SELECT name, first_run, horizon, imported, started, ended, failed, trouble
		FROM accounts WHERE name = $1`, name)
	if err != nil {
		return tracker.Account{}, fmt.Errorf("load account %s: %w", name, err)
	}
	if !ok {
		a.Name = name
	}
	return a, nil
}

func scanAccount(rows *row, a *tracker.Account) error {
	return rows.Scan(&a.Name, instant{&a.FirstRun}, instant{&a.Horizon}, instant{&a.Imported},
		instant{&a.Started}, instant{&a.Ended}, instant{&a.Failed}, &a.Trouble)
}

// SaveAccount inserts or replaces an account.
func (t *tx) SaveAccount(ctx context.Context, a tracker.Account) error {
	_, err := t.exec(ctx, `
		INSERT INTO accounts (name, first_run, horizon, imported, started, ended, failed, trouble)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (name) DO UPDATE SET first_run = excluded.first_run, horizon = excluded.horizon,
			imported = excluded.imported, started = excluded.started, ended = excluded.ended,
			failed = excluded.failed, trouble = excluded.trouble`,
		a.Name, millis(a.FirstRun), millis(a.Horizon), millis(a.Imported),
		millis(a.Started), millis(a.Ended), millis(a.Failed), a.Trouble)
	if err != nil {
		return fmt.Errorf("save account %s: %w", a.Name, err)
	}
	return nil
}

// Counts returns how many messages and conversations an account has.
func (r *reader) Counts(ctx context.Context, account string) (messages, conversations int, err error) {
	n, _, err := one(ctx, r, func(rows *row, n *[2]int) error { return rows.Scan(&n[0], &n[1]) }, `
		SELECT (SELECT COUNT(*) FROM messages WHERE account = $1),
			(SELECT COUNT(*) FROM conversations WHERE account = $1)`, account)
	if err != nil {
		return 0, 0, fmt.Errorf("count messages of %s: %w", account, err)
	}
	return n[0], n[1], nil
}

// AuthServers counts the messages that carry each authserv-id topmost.
func (r *reader) AuthServers(ctx context.Context, account string) (map[string]int, error) {
	type count struct {
		server string
		n      int
	}
	all, err := collect(ctx, r, func(rows *row, c *count) error { return rows.Scan(&c.server, &c.n) }, `
		SELECT auth_server, COUNT(*) FROM messages
		WHERE account = $1 AND auth_server <> '' GROUP BY auth_server`, account)
	if err != nil {
		return nil, fmt.Errorf("count authentication servers of %s: %w", account, err)
	}
	counts := make(map[string]int, len(all))
	for _, c := range all {
		counts[c.server] = c.n
	}
	return counts, nil
}
