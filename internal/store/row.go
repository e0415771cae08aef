package store

import (
	"database/sql"
	"fmt"
	"time"

	"thrice/internal/store/sqlite"
	"thrice/rules"
	"thrice/tracker"
)

// row reads the columns of a row one after the other.
type row struct {
	stmt  *sqlite.Stmt
	next  int // the column to read
	words words
}

// What Scan reads in another way than the type of its target tells.
type (
	instant struct{ to *time.Time }  // what millis wrote, as UTC
	date    struct{ to *rules.Date } // what day wrote
	lines   struct{ to *[]string }   // what joined wrote; nil if there is none
	word    struct{ to *string }     // a text that has few values
	parties struct{ to *[]tracker.Party }
	phones  struct{ to *[]tracker.Phone }
)

// Scan reads the next columns. No target is kept, so that none is put on the
// heap for it: that is why the types stand here and no interface does.
func (r *row) Scan(dest ...any) error {
	for _, d := range dest {
		switch d := d.(type) {
		case *string:
			*d = string(r.bytes())
		case *bool:
			*d = r.int() != 0
		case *int64:
			*d = r.int()
		case *int:
			*d = int(r.int())
		case *uint32:
			*d = uint32(r.int())
		case *uint64:
			*d = uint64(r.int())
		case *float64:
			*d = r.stmt.Float(r.column())
		case *[]byte:
			*d = append([]byte(nil), r.bytes()...)
		case *sql.RawBytes: // valid while the row is read
			*d = r.bytes()
		case *sql.NullInt64:
			d.Valid = !r.stmt.Null(r.next)
			d.Int64 = r.int()
		case instant:
			*d.to = fromMillis(r.int())
		case lines:
			*d.to = split(string(r.bytes()))
		case parties:
			*d.to = splitParties(string(r.bytes()))
		case phones:
			*d.to = splitPhones(string(r.bytes()))
		case date:
			if err := r.date(d.to); err != nil {
				return err
			}
		default:
			if err := r.name(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// name reads a text that has few values.
func (r *row) name(dest any) error {
	switch d := dest.(type) {
	case word:
		*d.to = r.word()
	case *tracker.Nature:
		*d = tracker.Nature(r.word())
	case *tracker.Role:
		*d = tracker.Role(r.word())
	case *rules.Action:
		*d = rules.Action(r.word())
	case *rules.Side:
		*d = rules.Side(r.word())
	case *rules.State:
		*d = rules.State(r.word())
	case *rules.What:
		*d = rules.What(r.word())
	case *rules.Outcome:
		*d = rules.Outcome(r.word())
	case *rules.Reason:
		*d = rules.Reason(r.word())
	default:
		return fmt.Errorf("column %d is read into something of an unknown type", r.next)
	}
	return nil
}

// skip leaves out columns.
func (r *row) skip(n int) { r.next += n }

// column is the number of the next column.
func (r *row) column() int {
	r.next++
	return r.next - 1
}

func (r *row) int() int64    { return r.stmt.Int(r.column()) }
func (r *row) bytes() []byte { return r.stmt.Bytes(r.column()) }
func (r *row) word() string  { return r.words.of(r.bytes()) }

func (r *row) date(to *rules.Date) (err error) {
	*to = rules.Date{}
	if b := r.bytes(); len(b) > 0 {
		*to, err = rules.ParseDate(string(b))
	}
	return err
}

// words are texts that occur again and again: they share their memory.
type words map[string]string

// maxWords bounds how many different words are remembered, maxWord how long
// they are.
const (
	maxWords = 256
	maxWord  = 64
)

func (w words) of(b []byte) string {
	if s, ok := w[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(s) <= maxWord && len(w) < maxWords {
		w[s] = s
	}
	return s
}
