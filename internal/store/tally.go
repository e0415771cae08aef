package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
)

// tally names a number that is kept because counting would read every row.
type tally struct{ account, what, name string }

// What is counted.
const (
	tallyMessages      = "messages"
	tallyConversations = "conversations"
	tallyAuthServer    = "auth_server" // by name
)

// count changes a tally by n, when the transaction ends or somebody looks.
// Messages without an authserv-id are not counted.
func (t *tx) count(account, what, name string, n int) {
	if what == tallyAuthServer && name == "" {
		return
	}
	if t.tallies == nil {
		t.tallies = map[tally]int{}
	}
	t.tallies[tally{account, what, clean(name)}] += n
}

// saveTallies saves what was counted in the transaction.
func (r *reader) saveTallies(ctx context.Context) error {
	if len(r.tallies) == 0 {
		return nil
	}
	t := &tx{r}
	for _, k := range slices.SortedFunc(maps.Keys(r.tallies), func(a, b tally) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.what, b.what), cmp.Compare(a.name, b.name))
	}) {
		n := r.tallies[k]
		if n == 0 {
			continue
		}
		if _, err := t.exec(ctx, `INSERT INTO tallies (account, what, name, n) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account, what, name) DO UPDATE SET n = tallies.n + excluded.n`, k.account, k.what, k.name, n); err != nil {
			return fmt.Errorf("count %s of %s: %w", k.what, k.account, err)
		}
	}
	clear(r.tallies)
	return nil
}

// counted returns a kind of tally of an account, by name.
func (r *reader) counted(ctx context.Context, account, what string) (map[string]int, error) {
	if err := r.saveTallies(ctx); err != nil {
		return nil, err
	}
	type named struct {
		name string
		n    int
	}
	all, err := collect(ctx, r, func(r *row, c *named) error { return r.Scan(&c.name, &c.n) },
		`SELECT name, n FROM tallies WHERE account = $1 AND what = $2 AND n > 0`, account, what)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int, len(all))
	for _, c := range all {
		counts[c.name] = c.n
	}
	return counts, nil
}
