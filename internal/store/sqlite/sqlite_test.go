package sqlite

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

func open(t *testing.T) *Conn {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "a?b #1.db"), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func prepare(t *testing.T, c *Conn, query string) *Stmt {
	t.Helper()
	s, err := c.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestAStatementGivesBackWhatWasBound(t *testing.T) {
	s := prepare(t, open(t), `SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7`)
	for _, size := range []int{0, 1, smallBlock, 3 * smallBlock, 3, largeBlock + 1, 10 * largeBlock, 2} {
		text, blob := strings.Repeat("ü", size), bytes.Repeat([]byte{0, 0xff}, size)
		if err := s.Bind("first", text, blob, nil, -1<<63, 0.1, true); err != nil {
			t.Fatal(err)
		}
		if row, err := s.Step(); !row || err != nil {
			t.Fatalf("row %t, %v", row, err)
		}
		if got := string(s.Bytes(0)); got != "first" {
			t.Errorf("first is %q", got)
		}
		if !bytes.Equal(s.Bytes(1), []byte(text)) || !bytes.Equal(s.Bytes(2), blob) || s.Null(2) {
			t.Errorf("with %d characters text or bytes are others", size)
		}
		if !s.Null(3) || s.Int(4) != -1<<63 || s.Float(5) != 0.1 || s.Int(6) != 1 {
			t.Errorf("got %t, %d, %g, %d", s.Null(3), s.Int(4), s.Float(5), s.Int(6))
		}
		if row, err := s.Step(); row || err != nil {
			t.Errorf("after the only row: %t, %v", row, err)
		}
		s.Reset()
		if s.arena.size > largeBlock || len(s.arena.full) > 0 {
			t.Errorf("after %d characters it keeps %d bytes", size, s.arena.size)
		}
	}
}

func TestAStatementNeedsAllItsValues(t *testing.T) {
	s := prepare(t, open(t), `SELECT ?1, ?2`)
	if err := s.Bind("one"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(); err == nil {
		t.Error("it ran with one value of two")
	}
	s.Reset()
	if err := s.Bind("one", "two", "three"); err == nil {
		t.Error("it took three values for two")
	}
	s.Reset()
	if err := s.Bind(struct{}{}); err == nil {
		t.Error("it took a value of an unknown type")
	}
}

func TestOnlyOneStatementIsPrepared(t *testing.T) {
	c := open(t)
	for _, query := range []string{``, `SELECT 1; SELECT 2`, `SELEKT 1`} {
		if _, err := c.Prepare(query); err == nil {
			t.Errorf("%q was prepared", query)
		}
	}
}

func TestAnErrorHasItsCodeAndATransactionEnds(t *testing.T) {
	c := open(t)
	for _, query := range []string{`CREATE TABLE t (a TEXT PRIMARY KEY)`, `BEGIN`, `INSERT INTO t VALUES ('x')`} {
		if _, err := prepare(t, c, query).Step(); err != nil {
			t.Fatal(err)
		}
	}
	if c.Changes() != 1 || !c.InTransaction() {
		t.Errorf("%d changes, in a transaction: %t", c.Changes(), c.InTransaction())
	}
	s := prepare(t, c, `INSERT INTO t VALUES (?1)`)
	if err := s.Bind("x"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Step()
	s.Reset()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Primary() != sqlite3.SQLITE_CONSTRAINT ||
		!strings.Contains(e.Error(), "UNIQUE constraint failed: t.a") {
		t.Errorf("a second row with the key: %v", err)
	}
	if _, err := prepare(t, c, `ROLLBACK`).Step(); err != nil || c.InTransaction() {
		t.Errorf("after the rollback: %v, in a transaction: %t", err, c.InTransaction())
	}
}

func TestAFolderThatDoesNotExistIsAnError(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none", "a.db"), 0)
	if e, ok := errors.AsType[*Error](err); !ok || e.Primary() != sqlite3.SQLITE_CANTOPEN {
		t.Errorf("got %v", err)
	}
}
