package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// reader implements tracker.Reader in a transaction, and tx tracker.Tx.
type reader struct {
	tx    *sql.Tx
	stmts map[string]*sql.Stmt // by their text; closed with the transaction
}

type tx struct{ *reader }

// stmt prepares a statement once per transaction, unless the caller has given
// up meanwhile.
func (r *reader) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s, ok := r.stmts[query]; ok {
		return s, nil
	}
	s, err := r.tx.PrepareContext(statementContext(ctx), query)
	if err != nil {
		return nil, err
	}
	r.stmts[query] = s
	return s, nil
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := t.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(statementContext(ctx), clean(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// collect runs a query and reads all its rows before it returns: within a
// transaction some engines refuse the next query while rows are open.
func collect[T any](ctx context.Context, r *reader, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	s, err := r.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(statementContext(ctx), clean(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := scan(rows, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// one is collect for a query of at most one row; ok says whether there was one.
func one[T any](ctx context.Context, r *reader, scan func(*sql.Rows, *T) error, query string, args ...any) (t T, ok bool, err error) {
	all, err := collect(ctx, r, scan, query, args...)
	if err != nil || len(all) == 0 {
		return t, false, err
	}
	return all[0], true, nil
}

// itself scans a row of one column.
func itself[T any](rows *sql.Rows, v *T) error { return rows.Scan(v) }

// clean replaces what not every engine stores in a text: bytes that are no
// UTF-8, and NUL. Mail holds both. It changes args.
func clean(args []any) []any {
	for i, arg := range args {
		if s, ok := arg.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
		}
	}
	return args
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

// maxRows is how many rows one statement inserts.
const maxRows = 50

// insertRows inserts rows with few statements: insert is the text up to VALUES,
// conflict what follows the rows.
func (t *tx) insertRows(ctx context.Context, insert string, rows [][]any, conflict string) error {
	for portion := range slices.Chunk(rows, maxRows) {
		var text strings.Builder
		text.WriteString(insert)
		var args []any
		for i, row := range portion {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteString(placeholders(len(args)+1, len(row)))
			args = append(args, row...)
		}
		text.WriteString(conflict)
		if _, err := t.exec(ctx, text.String(), args...); err != nil {
			return err
		}
	}
	return nil
}
