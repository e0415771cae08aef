package store

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thrice/internal/store/sqlite"
	"thrice/tracker"
)

// reader implements tracker.Reader in a transaction, and tx tracker.Tx.
type reader struct {
	conn *conn
	// What each decision of a transaction asks for, as it was loaded.
	accounts map[string]tracker.Account
	notes    map[string]string
	tallies  map[tally]int // not saved yet
	readable *bool         // nothing is unreadable; nil: not known
}

func newReader(c *conn) *reader {
	return &reader{conn: c, accounts: map[string]tracker.Account{}, notes: map[string]string{}}
}

type tx struct{ *reader }

// stmt is a statement that has no arguments yet, unless the caller has given up
// meanwhile. It must be reset.
func (r *reader) stmt(ctx context.Context, query string) (*sqlite.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.conn.prepare(query)
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := t.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	defer s.Reset()
	if err := bind(s, args...); err != nil {
		return 0, err
	}
	return t.finish(s)
}

// finish runs a statement that has its arguments, and returns how many rows it
// changed.
func (t *tx) finish(s *sqlite.Stmt) (int64, error) {
	for {
		if row, err := s.Step(); err != nil {
			return 0, err
		} else if !row {
			return t.conn.Changes(), nil
		}
	}
}

// collect runs a query and reads all its rows before it returns, so that scan
// may not run others.
func collect[T any](ctx context.Context, r *reader, scan func(*row, *T) error, query string, args ...any) ([]T, error) {
	s, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	defer s.Reset()
	if err := bind(s, args...); err != nil {
		return nil, err
	}
	var all []T
	at := row{stmt: s, words: r.conn.words}
	for {
		if more, err := s.Step(); err != nil || !more {
			return all, err
		}
		var zero T
		all, at.next = append(all, zero), 0
		if err := scan(&at, &all[len(all)-1]); err != nil {
			return nil, err
		}
	}
}

// one is collect for a query of at most one row; ok says whether there was one.
func one[T any](ctx context.Context, r *reader, scan func(*row, *T) error, query string, args ...any) (t T, ok bool, err error) {
	all, err := collect(ctx, r, scan, query, args...)
	if err != nil || len(all) == 0 {
		return t, false, err
	}
	return all[0], true, nil
}

// itself scans a row of one column.
func itself[T any](r *row, v *T) error { return r.Scan(v) }

// bind gives a statement its arguments. It replaces what not every engine
// stores in a text: bytes that are no UTF-8, and NUL. Mail holds both.
func bind(s *sqlite.Stmt, args ...any) error {
	for _, arg := range args {
		var err error
		switch v := arg.(type) {
		case string:
			err = s.BindText(clean(v))
		case tracker.Role:
			err = s.BindText(clean(string(v)))
		default:
			err = s.Bind(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func clean(s string) string {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// maxList is how many values one statement takes in a list.
const maxList = 500

// lists yields the values in portions, each with its placeholders, which start
// behind the arguments given, and with these arguments before the values. A
// portion is filled up with its last value to a few sizes, so that few
// statements have to be prepared.
func lists(values []string, before ...any) iter.Seq2[string, []any] {
	return func(yield func(string, []any) bool) {
		for portion := range slices.Chunk(values, maxList) {
			size := 1
			for size < len(portion) {
				size *= 2
			}
			size = min(size, maxList)
			args := slices.Grow(slices.Clone(before), size)
			for i := range size {
				args = append(args, portion[min(i, len(portion)-1)])
			}
			if !yield(placeholders(len(before)+1, size), args) {
				return
			}
		}
	}
}

// placeholders is a list in brackets: placeholders(2, 3) is ($2,$3,$4).
func placeholders(first, n int) string {
	b := make([]byte, 0, 5*n+2)
	for i := range n {
		b = append(b, ",$"...)
		b = strconv.AppendInt(b, int64(first+i), 10)
	}
	b[0] = '('
	return string(append(b, ')'))
}

// insertRows inserts rows with a statement of its own for each: it is prepared
// already, unlike one for many. insert is the text up to VALUES, conflict what
// follows the row.
func (t *tx) insertRows(ctx context.Context, insert string, rows [][]any, conflict string) error {
	for _, row := range rows {
		if _, err := t.exec(ctx, insert+placeholders(1, len(row))+conflict, row...); err != nil {
			return err
		}
	}
	return nil
}
