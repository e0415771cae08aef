package store

import (
	"context"
	"fmt"
	"slices"
)

// maxRuns is how many runs of about one size there may be: one more look for
// each of them has to be made to find a mark.
const maxRuns = 32

// run is a sequence of entries in their order.
type run struct{ no, entries int64 }

// size is the same for runs of about one size.
func (r run) size() (n int) {
	for left := r.entries; left >= maxRuns; left /= maxRuns {
		n++
	}
	return n
}

// runs returns the runs of an account, oldest first.
func (r *reader) runs(ctx context.Context, account string) ([]run, error) {
	return collect(ctx, r, func(rows *row, one *run) error { return rows.Scan(&one.no, &one.entries) },
		`SELECT run, entries FROM header_runs WHERE account = $1 ORDER BY run`, account)
}

// addRun stores entries, which are in their order, as a run. When that makes too many of
// about one size these are merged, so that few must be looked at and each entry
// is written anew only a few times.
func (t *tx) addRun(ctx context.Context, account string, entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
	runs, err := t.runs(ctx, account)
	if err != nil {
		return err
	}
	w := t.newRun(account, nextRun(runs))
	for _, e := range entries {
		if err := w.add(ctx, e); err != nil {
			return err
		}
	}
	if err := w.end(ctx); err != nil {
		return err
	}
	for newest := w.run; ; {
		runs = append(runs, newest)
		same := func(r run) bool { return r.size() == newest.size() }
		alike := slices.DeleteFunc(slices.Clone(runs), func(r run) bool { return !same(r) })
		if len(alike) < maxRuns {
			return nil
		}
		merged, err := t.mergeRuns(ctx, account, alike, nextRun(runs))
		if err != nil || merged.entries == 0 {
			return err
		}
		runs = slices.DeleteFunc(runs, same)
		newest = merged
	}
}

// nextRun is the number of the next run behind these.
func nextRun(runs []run) int64 {
	if len(runs) == 0 {
		return 1
	}
	return runs[len(runs)-1].no + 1
}

// MergeMarks makes one run of those of an account. A large one is left alone
// while all others are small beside it: there are two afterwards.
func (t *tx) MergeMarks(ctx context.Context, account string) error {
	runs, err := t.runs(ctx, account)
	if err == nil {
		err = t.mergeSmall(ctx, account, runs)
	}
	if err != nil {
		return fmt.Errorf("merge marks of %s: %w", account, err)
	}
	return nil
}

func (t *tx) mergeSmall(ctx context.Context, account string, runs []run) error {
	const small = 16 // all others together are not even such a part
	var all int64
	large := run{}
	for _, r := range runs {
		all += r.entries
		if r.entries > large.entries {
			large = r
		}
	}
	next := nextRun(runs)
	if (all-large.entries)*small < large.entries {
		runs = slices.DeleteFunc(runs, func(r run) bool { return r == large })
	}
	if len(runs) < 2 {
		return nil
	}
	_, err := t.mergeRuns(ctx, account, runs, next)
	return err
}

// mergeRuns makes one run, with this number, of several. Entries of headers that
// are gone are left out.
func (t *tx) mergeRuns(ctx context.Context, account string, runs []run, no int64) (run, error) {
	l, err := t.living(ctx, account)
	if err != nil {
		return run{}, err
	}
	m, err := t.newMerger(ctx, account, runs)
	if err != nil {
		return run{}, err
	}
	w := t.newRun(account, no)
	for {
		e, ok, err := m.next(ctx)
		if err != nil {
			return run{}, err
		}
		if !ok {
			break
		}
		if !l.has(e.no()) {
			continue
		}
		if err := w.add(ctx, e); err != nil {
			return run{}, err
		}
	}
	if err := w.end(ctx); err != nil {
		return run{}, err
	}
	for _, old := range runs {
		for _, table := range []string{"header_marks", "header_runs"} {
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE account = $1 AND run = $2`, account, old.no); err != nil {
				return run{}, err
			}
		}
	}
	return w.run, nil
}
