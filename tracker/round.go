package tracker

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// wantedAtOnce and settledAtOnce bound one transaction's work.
const (
	wantedAtOnce  = 200
	settledAtOnce = 200
)

// Begin opens a round of the account and returns where each folder stands. The
// first one sets the horizon: what ended before it is history.
func (t *Tracker) Begin(ctx context.Context, account string) (Start, error) {
	now := t.clock()
	p, ok := t.policies[account]
	if !ok {
		return Start{}, fmt.Errorf("account %q is not in the configuration", account)
	}
	s := Start{At: now, History: now.Add(-p.History)}
	err := t.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, account)
		if err != nil {
			return err
		}
		if a.FirstRun.IsZero() {
			a.FirstRun, a.Horizon = now, now.Add(-p.Lookback)
			if err := tx.SaveAccount(ctx, a); err != nil {
				return err
			}
		}
		s.Horizon = a.Horizon
		s.Folders, err = tx.Folders(ctx, account)
		return err
	})
	if err != nil {
		return Start{}, fmt.Errorf("begin a round of %s: %w", account, err)
	}
	return s, nil
}

// Wanted returns messages whose text a decision may rest on and was not read:
// those of conversations that are tracked. Call it until it returns none.
func (t *Tracker) Wanted(ctx context.Context, account string) (wanted []Wanted, err error) {
	err = t.store.View(ctx, func(r Reader) error {
		a, err := r.Account(ctx, account)
		if err != nil {
			return err
		}
		wanted, err = r.Wanted(ctx, account, a.Horizon, wantedAtOnce)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for unread texts of %s: %w", account, err)
	}
	return wanted, nil
}

// ReceiveTexts stores texts. One without a nature could not be fetched: what
// the header said is kept, and the text is not asked for again.
func (t *Tracker) ReceiveTexts(ctx context.Context, account string, texts []Text) error {
	now := t.clock()
	err := t.store.Update(ctx, func(tx Tx) error {
		in, err := t.intake(ctx, tx, account, now)
		if err != nil {
			return err
		}
		for _, text := range texts {
			m, conversation, ok, err := tx.Message(ctx, text.Key)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			c := text.Content
			if c.Nature == "" {
				c = m.Content
				c.Errors = union(c.Errors, text.Content.Errors)
			}
			c.Read = true
			if err := tx.SaveContent(ctx, text.Key, c); err != nil {
				return err
			}
			in.touched[conversation] = true
		}
		return in.finish(ctx, t)
	})
	if err != nil {
		return fmt.Errorf("store %d texts of %s: %w", len(texts), account, err)
	}
	return nil
}

// Finish ends a round that read every one of the folders; others are forgotten.
// Now what fell due before the round began may be opened.
func (t *Tracker) Finish(ctx context.Context, account string, started time.Time, folders []string) error {
	now := t.clock()
	err := t.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, account)
		if err != nil {
			return err
		}
		if err := tx.DropFolders(ctx, account, folders); err != nil {
			return err
		}
		if err := learnAuthServer(ctx, tx, a); err != nil {
			return err
		}
		a.Started, a.Ended = started.UTC().Truncate(time.Millisecond), now
		a.Failed, a.Trouble = time.Time{}, ""
		if a.Imported.IsZero() {
			a.Imported = now
		}
		return tx.SaveAccount(ctx, a)
	})
	if err != nil {
		return fmt.Errorf("finish a round of %s: %w", account, err)
	}
	return t.settleDue(ctx, account)
}

// Fail records that a round failed, and why, in words for a person.
func (t *Tracker) Fail(ctx context.Context, account, trouble string) error {
	now := t.clock()
	err := t.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, account)
		if err != nil {
			return err
		}
		if a.Failed.IsZero() {
			a.Failed = now
		}
		a.Trouble = trouble
		return tx.SaveAccount(ctx, a)
	})
	if err != nil {
		return fmt.Errorf("record the trouble of %s: %w", account, err)
	}
	return nil
}

// Tick decides anew on every conversation whose time has come.
func (t *Tracker) Tick(ctx context.Context) error {
	for _, account := range t.Accounts() {
		if err := t.settleDue(ctx, account); err != nil {
			return err
		}
	}
	return nil
}

// Overdue are the accounts in which something fell due after the last reading
// and waits for the next one, so that no answer is overlooked.
func (t *Tracker) Overdue(ctx context.Context) ([]string, error) {
	now := t.clock()
	var out []string
	for _, account := range t.Accounts() {
		ids, err := t.due(ctx, account, now, "")
		if err != nil {
			return nil, fmt.Errorf("look for what is overdue in %s: %w", account, err)
		}
		if len(ids) > 0 {
			out = append(out, account)
		}
	}
	return out, nil
}

// settleDue decides on what is due or was touched, a few conversations a
// transaction. Before the first import has ended nothing is decided.
func (t *Tracker) settleDue(ctx context.Context, account string) error {
	now := t.clock()
	var leaning []string
	for last := ""; ; {
		ids, err := t.due(ctx, account, now, last)
		if err != nil {
			return fmt.Errorf("look for what is due in %s: %w", account, err)
		}
		some, err := t.settleAll(ctx, ids, now)
		if err != nil {
			return fmt.Errorf("decide on what is due in %s: %w", account, err)
		}
		leaning = append(leaning, some...)
		if len(ids) < settledAtOnce {
			break
		}
		last = ids[len(ids)-1]
	}
	// Only now is it known what all others wait for.
	for ids := range slices.Chunk(leaning, settledAtOnce) {
		if _, err := t.settleAll(ctx, ids, now); err != nil {
			return fmt.Errorf("decide on what is due in %s: %w", account, err)
		}
	}
	return nil
}

// settleAll decides on conversations in one transaction, and says which of them
// took themselves for the only one that waits for somebody.
func (t *Tracker) settleAll(ctx context.Context, ids []string, now time.Time) (leaning []string, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = t.store.Update(ctx, func(tx Tx) error {
		for _, id := range ids {
			j, err := t.settle(ctx, tx, id, now)
			if err != nil {
				return err
			}
			if len(j.Alone) > 0 {
				leaning = append(leaning, id)
			}
		}
		return nil
	})
	return leaning, err
}

// due looks for conversations to decide, without keeping anybody from writing:
// mostly there is none.
func (t *Tracker) due(ctx context.Context, account string, now time.Time, after string) (ids []string, err error) {
	err = t.store.View(ctx, func(r Reader) error {
		a, err := r.Account(ctx, account)
		if err != nil || a.Imported.IsZero() {
			return err
		}
		ids, err = r.Due(ctx, account, now, after, settledAtOnce)
		return err
	})
	return ids, err
}
