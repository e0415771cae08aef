// Package store keeps what the tracker knows, in SQLite: it implements the port
// tracker.Store.
//
// The statements are written once, in a subset of SQL that engines agree on;
// what only one of them understands stands in dialect.go. The package decides
// nothing and reads no clock. Package storetest holds what every engine must do.
package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"

	"thrice/tracker"
)

// fileName is the name of the database within the data folder.
const fileName = "thrice.db"

// Store is a database. It is safe for concurrent use, by several processes too.
type Store struct {
	path  string
	write *pool // one connection: Update waits for its turn here, not at a lock
	read  *pool
	use   *flock.Flock // shared by all programs that have it open
}

var _ tracker.Store = (*Store)(nil)

// Open opens the database in the folder dir, which must exist, and creates it
// or brings it up to date as needed. A damaged database, or one of a newer
// version, is an error that says what to do.
func Open(ctx context.Context, dir string) (*Store, error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, fmt.Errorf("find %s in %s: %w", fileName, dir, err)
	}
	if err := createPrivate(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{path: path, use: flock.New(path+inUse, flock.SetPermissions(0o600))}
	s.write, s.read = openPools(path)
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, s.explain(err)), s.Close())
	}
	return s, nil
}

// Close waits for what is going on and closes the database.
func (s *Store) Close() error {
	if err := errors.Join(s.read.close(), s.write.close(), s.use.Close()); err != nil {
		return fmt.Errorf("close database %s: %w", s.path, err)
	}
	return nil
}

// View runs fn on a read-only snapshot of the store; what others commit
// meanwhile is not seen. The Reader must not be used after fn has returned.
func (s *Store) View(ctx context.Context, fn func(tracker.Reader) error) error {
	return s.run(ctx, s.read, beginView, func(r *reader) error { return fn(r) })
}

// Update runs fn in a transaction that is committed when fn returns nil and
// leaves no trace otherwise, also when fn panics. Updates run one after the
// other; one within another waits for ever. The Tx must not be used after fn
// has returned.
func (s *Store) Update(ctx context.Context, fn func(tracker.Tx) error) error {
	return s.run(ctx, s.write, beginUpdate, func(r *reader) error {
		if err := fn(&tx{r}); err != nil {
			return err
		}
		return r.saveTallies(ctx)
	})
}

// run runs fn in a transaction on a connection of one of the pools. An error of
// fn comes back as it is, unless the file is damaged.
func (s *Store) run(ctx context.Context, p *pool, begin string, fn func(*reader) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return fmt.Errorf("wait for database: %w", s.explain(err))
	}
	defer p.give(c)
	if err := errors.Join(c.trim(), c.run(begin)); err != nil {
		return fmt.Errorf("begin transaction: %w", s.explain(err))
	}
	// After a commit, and after some errors, there is nothing to roll back.
	defer func() {
		if c.InTransaction() {
			_ = c.run("ROLLBACK")
		}
	}()
	if err := fn(newReader(c)); err != nil {
		return s.explain(err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	if err := c.run("COMMIT"); err != nil {
		return fmt.Errorf("commit transaction: %w", s.explain(err))
	}
	return nil
}

// explain tells the person what to do about a damaged file.
func (s *Store) explain(err error) error {
	if !damaged(err) {
		return err
	}
	return fmt.Errorf("the file %s is damaged: move it and the files %s-wal and %s-shm, if there are any, "+
		"out of the folder and start again; everything but your own decisions is then read again from the mailbox: %w",
		s.path, fileName, fileName, err)
}
