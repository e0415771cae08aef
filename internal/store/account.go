package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// Account returns what is known of an account.
func (r *reader) Account(ctx context.Context, name string) (tracker.Account, error) {
	if a, ok := r.accounts[name]; ok {
		return a, nil
	}
	a, ok, err := one(ctx, r, scanAccount, `
		SELECT name, first_run, horizon, imported, started, ended, failed, trouble
		FROM accounts WHERE name = $1`, name)
	if err != nil {
		return tracker.Account{}, fmt.Errorf("load account %s: %w", name, err)
	}
	if !ok {
		a.Name = name
	}
	r.accounts[name] = a
	return a, nil
}

func scanAccount(rows *row, a *tracker.Account) error {
	return rows.Scan(&a.Name, instant{&a.FirstRun}, instant{&a.Horizon}, instant{&a.Imported},
		instant{&a.Started}, instant{&a.Ended}, instant{&a.Failed}, &a.Trouble)
}

// SaveAccount inserts or replaces an account.
func (t *tx) SaveAccount(ctx context.Context, a tracker.Account) error {
	delete(t.accounts, a.Name)
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
	for what, n := range map[string]*int{tallyMessages: &messages, tallyConversations: &conversations} {
		counts, err := r.counted(ctx, account, what)
		if err != nil {
			return 0, 0, fmt.Errorf("count %s of %s: %w", what, account, err)
		}
		*n = counts[""]
	}
	return messages, conversations, nil
}

// AuthServers counts the messages that carry each authserv-id topmost.
func (r *reader) AuthServers(ctx context.Context, account string) (map[string]int, error) {
	counts, err := r.counted(ctx, account, tallyAuthServer)
	if err != nil {
		return nil, fmt.Errorf("count authentication servers of %s: %w", account, err)
	}
	return counts, nil
}
