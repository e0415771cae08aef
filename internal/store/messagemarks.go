package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// MessageMarks returns the marks of all messages of an account: their ids, what
// they refer to, their base subjects.
func (r *reader) MessageMarks(ctx context.Context, account string) ([]tracker.MarkEntry, error) {
	ids, err := collect(ctx, r, func(r *row, e *tracker.MarkEntry) error {
		var id string
		err := r.Scan(&id)
		e.Mark, e.Kind = tracker.MarkOf(tracker.MarkOwn, id), tracker.MarkOwn
		return err
	}, `SELECT DISTINCT i.value FROM messages m JOIN message_ids i ON i.message = m.id WHERE m.account = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("load the ids of the messages of %s: %w", account, err)
	}
	bases, err := collect(ctx, r, func(r *row, e *tracker.MarkEntry) error {
		var m tracker.Message
		err := r.Scan(&m.Base, &e.Orphan, instant{&m.At})
		e.Mark, e.Kind, e.Day = tracker.MarkOf(tracker.MarkBase, m.Base), tracker.MarkBase, tracker.DayOf(m.At)
		return err
	}, `SELECT base, orphan, at FROM messages WHERE account = $1 AND base <> ''`, account)
	if err != nil {
		return nil, fmt.Errorf("load the subjects of the messages of %s: %w", account, err)
	}
	return append(ids, bases...), nil
}
