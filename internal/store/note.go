package store

import (
	"context"
	"fmt"
)

// Note returns a remembered value, empty if there is none.
func (r *reader) Note(ctx context.Context, name string) (string, error) {
	if value, ok := r.notes[name]; ok {
		return value, nil
	}
	value, _, err := one(ctx, r, itself[string], `SELECT value FROM notes WHERE name = $1`, name)
	if err != nil {
		return "", fmt.Errorf("load note %s: %w", name, err)
	}
	r.notes[name] = value
	return value, nil
}

// SetNote remembers a value under a name.
func (t *tx) SetNote(ctx context.Context, name, value string) error {
	delete(t.notes, name)
	_, err := t.exec(ctx, `INSERT INTO notes (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("save note %s: %w", name, err)
	}
	return nil
}
