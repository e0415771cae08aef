package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// This file holds all that is peculiar to SQLite.

// dialect is the name of the engine for the migrations.
const dialect = goose.DialectSQLite3

// readers is how many views may run at the same time.
const readers = 4

// errDamaged says that the file was read and is not what it should be.
var errDamaged = errors.New("quick check failed")

// createPrivate makes sure that the file exists and that nobody else can read
// it. SQLite gives the files it puts beside it the same mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// openPools opens the one connection that writes and those that only read. No
// file is touched yet.
func openPools(path string) (write, read *sql.DB, err error) {
	if write, err = sql.Open("sqlite", dsn(path)); err != nil {
		return nil, nil, err
	}
	if read, err = sql.Open("sqlite", dsn(path, "query_only(1)")); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	write.SetMaxOpenConns(1)
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return write, read, nil
}

// dsn names the file and what holds on every connection. FULL makes a commit
// survive a power cut: the person's decisions are nowhere else. IMMEDIATE takes
// the lock when a transaction begins, so that none fails half way because
// another process was quicker; a transaction that is read-only takes none.
func dsn(path string, pragmas ...string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") { // C:/... on Windows
		p = "/" + p
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-16000)",
		"wal_autocheckpoint(4000)",
	}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String()
}

// statementContext is the context of a statement whose caller has ctx. Here a
// statement is short and a cancellation is looked at before each: one that can
// be interrupted costs a goroutine, which takes longer than most statements.
func statementContext(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func viewOptions() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func updateOptions() *sql.TxOptions { return nil }

// checkFile reads the whole file for damage, except for what indexes say.
func checkFile(ctx context.Context, db *sql.DB) error {
	var answer string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, answer)
	}
	return nil
}

// damaged says whether err means that the file is no sound database.
func damaged(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
	}
	return errors.Is(err, errDamaged) || errors.Is(err, errBlock)
}
