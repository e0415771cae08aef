package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// retryLock is how often a program looks whether another one, which opens the
// database at this moment, has finished.
const retryLock = 20 * time.Millisecond

// prepare makes sure that the database is sound and has our tables. One program
// at a time: two that make a new database at once would be in each other's way.
func (s *Store) prepare(ctx context.Context) (err error) {
	l := flock.New(s.path+".lock", flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(ctx, retryLock); err != nil {
		return fmt.Errorf("wait for another program that opens it: %w", err)
	}
	defer func() { err = errors.Join(err, l.Unlock()) }()
	suspect, err := s.enter(ctx)
	if err != nil {
		return err
	}
	c, err := s.write.take(ctx)
	if err != nil {
		return err
	}
	defer s.write.give(c)
	r := newReader(c)
	if suspect {
		if err := checkFile(ctx, r); err != nil {
			return err
		}
		if err := os.WriteFile(s.path+checked, []byte("sound\n"), 0o600); err != nil {
			return fmt.Errorf("note that it is sound: %w", err)
		}
	}
	return migrate(ctx, r, s.path)
}

// Files beside the database: one is locked by every program that has it open,
// the other was written when the database was last read whole.
const (
	inUse   = ".use"
	checked = ".checked"
)

// checkAfter is how long a file is believed to be sound, measured from the last
// check to the last change.
const checkAfter = 24 * time.Hour

// enter takes part in the use of the database. It says whether the file must be
// read whole before, which takes the longer the larger it is: when a program
// ended without closing it, and once a day.
func (s *Store) enter(ctx context.Context) (suspect bool, err error) {
	alone, err := s.use.TryLock()
	if err != nil {
		return false, fmt.Errorf("look who else has it open: %w", err)
	}
	if alone {
		if err := s.use.Unlock(); err != nil {
			return false, err
		}
	}
	// The caller holds the lock without which nobody enters.
	if _, err := s.use.TryRLockContext(ctx, retryLock); err != nil {
		return false, fmt.Errorf("take part in its use: %w", err)
	}
	changed, left, err := changes(s.path)
	if err != nil {
		return false, err
	}
	last, err := os.Stat(s.path + checked)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return alone && left || changed.Sub(last.ModTime()) > checkAfter, nil
}
