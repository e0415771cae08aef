package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"thrice/tracker"
)

// HeadersBy returns the headers of an account that have one of the marks and
// are not gone, in the order of marks, then numbers.
func (r *reader) HeadersBy(ctx context.Context, account string, marks []tracker.Mark) ([]tracker.FoundHeader, error) {
	sorted := slices.Clone(marks)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	found, err := r.entriesBy(ctx, account, sorted)
	if err == nil {
		slices.SortFunc(found, func(a, b tracker.FoundHeader) int { return cmp.Compare(a.No, b.No) })
		found, err = r.alive(ctx, account, found)
	}
	if err != nil {
		return nil, fmt.Errorf("find headers of %s by %d marks: %w", account, len(marks), err)
	}
	slices.SortFunc(found, func(a, b tracker.FoundHeader) int {
		return newEntry(a.No, a.MarkEntry).compare(newEntry(b.No, b.MarkEntry))
	})
	return found, nil
}

// entriesBy returns the entries with one of the marks, which are ascending: it
// looks for each, or goes through all entries where that is less work.
func (r *reader) entriesBy(ctx context.Context, account string, marks []tracker.Mark) ([]tracker.FoundHeader, error) {
	const few = 16 // no account is so small that a look at its size pays
	if len(marks) <= few {
		return r.seek(ctx, account, marks)
	}
	runs, err := r.runs(ctx, account)
	if err != nil {
		return nil, err
	}
	var pages int64
	for _, run := range runs {
		pages += run.entries / pageEntries
	}
	const looks = 3 // reading a page by itself takes so much longer than after the one before
	if int64(len(marks)*len(runs)*looks) < pages {
		return r.seek(ctx, account, marks)
	}
	return r.walk(ctx, account, runs, marks)
}

// seek looks for each mark in each run: in the last page that begins before the
// mark, and in those that begin with it. SQLite takes a CROSS JOIN from left to
// right, as here it must.
func (r *reader) seek(ctx context.Context, account string, marks []tracker.Mark) (found []tracker.FoundHeader, err error) {
	for _, mark := range marks {
		if err := each(ctx, r, func(rows *row) error {
			var entries sql.RawBytes
			if err := rows.Scan(&entries); err != nil {
				return err
			}
			found = page(entries).find(uint64(mark), found)
			return nil
		}, `SELECT (SELECT m.entries FROM header_marks m WHERE m.account = $1 AND m.run = r.run AND m.first < $2
				ORDER BY m.first DESC, m.page DESC LIMIT 1)
			FROM header_runs r WHERE r.account = $1
			UNION ALL
			SELECT m.entries FROM header_runs r CROSS JOIN header_marks m
			WHERE r.account = $1 AND m.account = $1 AND m.run = r.run AND m.first = $2`, account, signed(uint64(mark))); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// walk goes through all pages of the runs.
func (r *reader) walk(ctx context.Context, account string, runs []run, marks []tracker.Mark) (found []tracker.FoundHeader, err error) {
	for _, run := range runs {
		rr := r.newRunReader(account, run, readPages)
		for left := marks; len(left) > 0; {
			if err := rr.load(ctx); err != nil {
				return nil, err
			}
			n := rr.buffer.len()
			if n == 0 {
				break
			}
			last := rr.buffer.at(n - 1).mark
			for len(left) > 0 && uint64(left[0]) <= last {
				found = rr.buffer.find(uint64(left[0]), found)
				if uint64(left[0]) == last {
					break // there may be more of it
				}
				left = left[1:]
			}
		}
	}
	return found, nil
}

// EachMark calls fn for every mark of an account, ascending, with the headers
// that have it as one of these kinds (none: of any) and are not gone.
func (r *reader) EachMark(ctx context.Context, account string, kinds []tracker.MarkKind, fn func(tracker.Mark, []tracker.FoundHeader) error) error {
	l, m, err := r.readMarks(ctx, account)
	if err != nil {
		return fmt.Errorf("load marks of %s: %w", account, err)
	}
	var group []tracker.FoundHeader
	for {
		e, ok, err := m.next(ctx)
		if err != nil {
			return fmt.Errorf("load marks of %s: %w", account, err)
		}
		if len(group) > 0 && (!ok || e.mark != uint64(group[0].Mark)) {
			if err := fn(group[0].Mark, group); err != nil {
				return err
			}
			group = group[:0]
		}
		if !ok {
			return nil
		}
		if l.has(e.no()) && (len(kinds) == 0 || slices.Contains(kinds, e.kind())) {
			group = append(group, e.found())
		}
	}
}

// readMarks begins to read all runs of an account.
func (r *reader) readMarks(ctx context.Context, account string) (living, *merger, error) {
	l, err := r.living(ctx, account)
	if err != nil {
		return nil, nil, err
	}
	runs, err := r.runs(ctx, account)
	if err != nil {
		return nil, nil, err
	}
	m, err := r.newMerger(ctx, account, runs)
	return l, m, err
}
