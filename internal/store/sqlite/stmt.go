package sqlite

import (
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	sqlite3 "modernc.org/sqlite/lib"
)

// Stmt is a prepared statement. It is used in turns: Bind..., Step until there
// is no row, Reset.
type Stmt struct {
	c      *Conn
	stmt   uintptr
	params int
	bound  int // how many parameters have their value
	arena  arena
}

// errTail says that only the first of several statements would be run.
var errTail = errors.New("there is more than one statement")

// Prepare compiles one statement, which is going to be run often.
func (c *Conn) Prepare(query string) (*Stmt, error) {
	text, err := libc.CString(query)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, text)
	var tail uintptr
	stmt, err := c.prepare(text, &tail)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	s := &Stmt{c: c, stmt: stmt, params: int(sqlite3.Xsqlite3_bind_parameter_count(c.tls, stmt))}
	if *(*byte)(at(tail)) != 0 || stmt == 0 {
		return nil, errors.Join(fmt.Errorf("prepare %q: %w", query, errTail), s.Close())
	}
	return s, nil
}

// prepare compiles the first statement of a text; tail is what follows it.
func (c *Conn) prepare(text uintptr, tail *uintptr) (uintptr, error) {
	room := libc.Xmalloc(c.tls, types.Size_t(unsafe.Sizeof(text)))
	defer libc.Xfree(c.tls, room)
	rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, text, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, c.out, room)
	if rc != sqlite3.SQLITE_OK {
		return 0, c.failure(rc)
	}
	*tail = *(*uintptr)(at(room))
	return *(*uintptr)(at(c.out)), nil
}

// Close frees the statement.
func (s *Stmt) Close() error {
	s.arena.free(s.c.tls)
	rc := sqlite3.Xsqlite3_finalize(s.c.tls, s.stmt)
	s.stmt = 0
	if rc != sqlite3.SQLITE_OK {
		return s.c.failure(rc)
	}
	return nil
}

// Bind gives the next parameters their values: integers, floats, booleans,
// strings, bytes (nil is an empty blob) or nil. They are copied.
func (s *Stmt) Bind(args ...any) error {
	for _, arg := range args {
		var err error
		switch v := arg.(type) {
		case string:
			err = s.BindText(v)
		case bool:
			err = s.BindBool(v)
		case int:
			err = s.BindInt(int64(v))
		case int64:
			err = s.BindInt(v)
		case uint32:
			err = s.BindInt(int64(v))
		case uint16:
			err = s.BindInt(int64(v))
		case float64:
			err = s.BindFloat(v)
		case []byte:
			err = s.BindBlob(v)
		case nil:
			err = s.check(sqlite3.Xsqlite3_bind_null(s.c.tls, s.stmt, s.next()))
		default:
			// Its type is not named: that would put every argument on the heap.
			err = fmt.Errorf("parameter %d has a type that is not known", s.bound+1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// next is the number of the next parameter.
func (s *Stmt) next() int32 {
	s.bound++
	return int32(s.bound)
}

func (s *Stmt) check(rc int32) error {
	if rc == sqlite3.SQLITE_OK {
		return nil
	}
	return s.c.failure(rc)
}

// BindInt gives the next parameter an integer.
func (s *Stmt) BindInt(v int64) error {
	return s.check(sqlite3.Xsqlite3_bind_int64(s.c.tls, s.stmt, s.next(), v))
}

// BindBool gives the next parameter 1 or 0.
func (s *Stmt) BindBool(v bool) error {
	if v {
		return s.BindInt(1)
	}
	return s.BindInt(0)
}

// BindFloat gives the next parameter a number.
func (s *Stmt) BindFloat(v float64) error {
	return s.check(sqlite3.Xsqlite3_bind_double(s.c.tls, s.stmt, s.next(), v))
}

// BindText gives the next parameter a text, which is UTF-8.
func (s *Stmt) BindText(v string) error {
	p := s.arena.put(s.c.tls, unsafe.Slice(unsafe.StringData(v), len(v)))
	return s.check(sqlite3.Xsqlite3_bind_text(s.c.tls, s.stmt, s.next(), p, int32(len(v)), sqlite3.SQLITE_STATIC))
}

// BindBlob gives the next parameter bytes.
func (s *Stmt) BindBlob(v []byte) error {
	p := s.arena.put(s.c.tls, v)
	return s.check(sqlite3.Xsqlite3_bind_blob(s.c.tls, s.stmt, s.next(), p, int32(len(v)), sqlite3.SQLITE_STATIC))
}

// Step runs the statement up to its next row; row is false when there is none.
func (s *Stmt) Step() (row bool, err error) {
	if s.bound != s.params {
		return false, fmt.Errorf("%d of %d parameters have a value", s.bound, s.params)
	}
	switch rc := sqlite3.Xsqlite3_step(s.c.tls, s.stmt); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.failure(rc)
	}
}

// Reset ends a run: the parameters have no values any more. What went wrong in
// the run was said by Step.
func (s *Stmt) Reset() {
	sqlite3.Xsqlite3_reset(s.c.tls, s.stmt)
	s.bound = 0
	s.arena.reset(s.c.tls)
}

// Int is a column of the row as an integer, the first being 0.
func (s *Stmt) Int(column int) int64 {
	return sqlite3.Xsqlite3_column_int64(s.c.tls, s.stmt, int32(column))
}

// Float is a column of the row as a number.
func (s *Stmt) Float(column int) float64 {
	return sqlite3.Xsqlite3_column_double(s.c.tls, s.stmt, int32(column))
}

// Bytes is a column of the row as it lies in the engine's memory: it holds until
// the next Step or Reset, and must not be changed.
func (s *Stmt) Bytes(column int) []byte {
	// Not column_text: that would copy the text to put a zero behind it.
	p := sqlite3.Xsqlite3_column_blob(s.c.tls, s.stmt, int32(column))
	n := sqlite3.Xsqlite3_column_bytes(s.c.tls, s.stmt, int32(column))
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(at(p)), n)
}

// Null says that a column of the row has no value.
func (s *Stmt) Null(column int) bool {
	return sqlite3.Xsqlite3_column_type(s.c.tls, s.stmt, int32(column)) == sqlite3.SQLITE_NULL
}
