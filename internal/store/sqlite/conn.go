// Package sqlite is the part of SQLite's C interface that the store needs:
// connections, and statements that are prepared once and run many times.
//
// database/sql on top of the same engine costs several times what the
// statements themselves do: it looks up the name of each argument and of each
// column anew in each run, and every value passes through an interface. Here
// arguments are written to memory that the statement keeps, and columns are read
// where they lie.
//
// A connection and its statements serve one goroutine at a time.
package sqlite

import (
	"fmt"
	"time"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	sqlite3 "modernc.org/sqlite/lib"
)

// Error is what SQLite says went wrong.
type Error struct {
	Code    int // extended result code; the lower 8 bits are the primary one
	Message string
}

// Error says what went wrong, with the code.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Primary is the primary result code, such as SQLITE_CORRUPT.
func (e *Error) Primary() int { return e.Code & 0xff }

// Conn is a connection to a database.
type Conn struct {
	tls *libc.TLS
	db  uintptr
	out uintptr // room for one pointer that a call returns
}

// Open opens the file, which is created if there is none. It is read only when
// something needs it. A lock that another connection holds is waited for as
// long as busy says.
func Open(path string, busy time.Duration) (*Conn, error) {
	c := &Conn{tls: libc.NewTLS()}
	c.out = libc.Xmalloc(c.tls, types.Size_t(unsafe.Sizeof(c.out)))
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	// A connection that one goroutine uses at a time needs no lock of its own.
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE | sqlite3.SQLITE_OPEN_NOMUTEX
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out, flags, 0)
	c.db = *(*uintptr)(at(c.out))
	if rc != sqlite3.SQLITE_OK {
		err := c.failure(rc)
		_ = c.Close() // the first error says more
		return nil, err
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	sqlite3.Xsqlite3_busy_timeout(c.tls, c.db, int32(busy.Milliseconds()))
	return c, nil
}

// Close closes the connection. Its statements must have been closed.
func (c *Conn) Close() error {
	defer c.tls.Close()
	defer libc.Xfree(c.tls, c.out)
	if c.db == 0 {
		return nil
	}
	if rc := sqlite3.Xsqlite3_close_v2(c.tls, c.db); rc != sqlite3.SQLITE_OK {
		return c.failure(rc)
	}
	return nil
}

// InTransaction says that a transaction has begun and not ended. Some errors
// end it.
func (c *Conn) InTransaction() bool { return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// Changes is how many rows the last statement that ended has inserted, updated
// or deleted.
func (c *Conn) Changes() int64 { return sqlite3.Xsqlite3_changes64(c.tls, c.db) }

// failure is the error of a call that returned rc.
func (c *Conn) failure(rc int32) error {
	e := &Error{Code: int(rc), Message: libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))}
	if c.db != 0 && sqlite3.Xsqlite3_extended_errcode(c.tls, c.db) == rc {
		if m := libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db)); m != e.Message {
			e.Message += ": " + m
		}
	}
	return e
}

// at makes a pointer of an address that is not in Go's memory.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }
