package tracker

import (
	"context"
	"fmt"
)

// Health is how well an account has been read.
type Health struct {
	Account
	Folders       []Folder
	Unreadable    []Unreadable
	Messages      int
	Conversations int
}

// Fresh says that the last round read every folder.
func (h Health) Fresh() bool { return h.Failed.IsZero() && !h.Ended.IsZero() }

// Health returns how each account has been read, in the order of their names.
func (t *Tracker) Health(ctx context.Context) ([]Health, error) {
	var out []Health
	err := t.store.View(ctx, func(r Reader) error {
		for _, name := range t.Accounts() {
			var h Health
			var err error
			if h.Account, err = r.Account(ctx, name); err != nil {
				return err
			}
			if h.Folders, err = r.Folders(ctx, name); err != nil {
				return err
			}
			if h.Unreadable, err = r.Unreadables(ctx, name); err != nil {
				return err
			}
			if h.Messages, h.Conversations, err = r.Counts(ctx, name); err != nil {
				return err
			}
			out = append(out, h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up how the accounts were read: %w", err)
	}
	return out, nil
}
