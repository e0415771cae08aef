package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thrice/tracker"
)

// MessageMarks returns the marks of all messages of an account: their ids, what
// they refer to, each once, and their base subjects.
func (r *reader) MessageMarks(ctx context.Context, account string) ([]tracker.MarkEntry, error) {
	var marks []tracker.MarkEntry
	seen := map[tracker.Mark]bool{}
	err := each(ctx, r, func(r *row) error {
		var ids, refs []string
		var base string
		var orphan bool
		var at time.Time
		if err := r.Scan(lines{&ids}, lines{&refs}, &base, &orphan, instant{&at}); err != nil {
			return err
		}
		for _, id := range slices.Concat(ids, refs) {
			if m := tracker.MarkOf(tracker.MarkOwn, id); !seen[m] {
				seen[m] = true
				marks = append(marks, tracker.MarkEntry{Mark: m, Kind: tracker.MarkOwn})
			}
		}
		if base != "" {
			m := tracker.MarkOf(tracker.MarkBase, base)
			marks = append(marks, tracker.MarkEntry{Mark: m, Kind: tracker.MarkBase, Orphan: orphan, Day: tracker.DayOf(at)})
		}
		return nil
	}, `SELECT own_ids, ref_ids, base, orphan, at FROM messages WHERE account = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("load the marks of the messages of %s: %w", account, err)
	}
	return marks, nil
}
