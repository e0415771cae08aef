package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"thrice/internal/store/sqlite"
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

// busy is how long a lock that another process holds is waited for.
const busy = 10 * time.Second

// settings hold on every connection. FULL makes a commit survive a power cut:
// the person's decisions are nowhere else.
func settings() []string {
	return []string{
		"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = 1",
		"PRAGMA wal_autocheckpoint = 4000", "PRAGMA journal_size_limit = 16384000",
	}
}

// numbered makes numbers of the parameters: for SQLite $1 is a name, and the one
// that comes first has the number 1.
func numbered(query string) string { return strings.ReplaceAll(query, "$", "?") }

// begin takes the lock when a transaction begins, so that none fails half way
// because another process was quicker; one that only reads takes none.
const (
	beginUpdate = "BEGIN IMMEDIATE"
	beginView   = "BEGIN"
)

// Sizes of the page caches, in KiB below zero. They hold what a batch of an
// import changes; five times as much saves a fifth of its time.
const (
	writeCache = "-3000"
	readCache  = "-1000"
)

// connect opens a connection with its settings.
func connect(path string, more ...string) (*conn, error) {
	opened, err := sqlite.Open(path, busy)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: opened, stmts: map[string]*sqlite.Stmt{}, words: words{}}
	for _, s := range append(settings(), more...) {
		if err := c.run(s); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, c.forget()
}

// openPools makes the pools of the one connection that writes and of those that
// only read. No file is touched yet.
func openPools(path string) (write, read *pool) {
	write = newPool(1, func() (*conn, error) { return connect(path, "PRAGMA cache_size = "+writeCache) })
	read = newPool(readers, func() (*conn, error) {
		return connect(path, "PRAGMA cache_size = "+readCache, "PRAGMA query_only = 1")
	})
	return write, read
}

// openDatabase opens the file in the way that migrations need.
func openDatabase(path string) (*sql.DB, error) {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") { // C:/... on Windows
		p = "/" + p
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String())
}

// changes says when the file was last changed, and whether there is a log of
// changes beside it that the last program to close it would have taken away.
func changes(path string) (at time.Time, left bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return at, false, err
	}
	at = info.ModTime()
	wal, err := os.Stat(path + "-wal")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at, false, nil
	case err != nil:
		return at, false, err
	case wal.ModTime().After(at):
		at = wal.ModTime()
	}
	return at, wal.Size() > 0, nil
}

// hasTable says whether there is a table of this name.
func hasTable(ctx context.Context, r *reader, name string) (bool, error) {
	_, ok, err := one(ctx, r, itself[int], `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1`, name)
	return ok, err
}

// checkFile reads the whole file for damage, except for what indexes say.
func checkFile(ctx context.Context, r *reader) error {
	answer, _, err := one(ctx, r, itself[string], `PRAGMA quick_check(1)`)
	if err != nil {
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
		return e.Primary() == sqlite3.SQLITE_CORRUPT || e.Primary() == sqlite3.SQLITE_NOTADB
	}
	if e, ok := errors.AsType[*driver.Error](err); ok { // from a migration
		return e.Code()&0xff == sqlite3.SQLITE_CORRUPT || e.Code()&0xff == sqlite3.SQLITE_NOTADB
	}
	return errors.Is(err, errDamaged) || errors.Is(err, errBlock)
}
