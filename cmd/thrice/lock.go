package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// errBusy says that another process reads the mailbox into this data folder.
var errBusy = errors.New("another thrice")

// lock makes this process the one that reads mail into the data folder, until
// unlock is called or it ends, however it ends.
func lock(dir string) (unlock func() error, err error) {
	path := filepath.Join(dir, "lock")
	l := flock.New(path, flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", path, err)
	case !ok:
		return nil, fmt.Errorf("%w%s is using %s; stop it or wait", errBusy, holder(dir), dir)
	}
	// The number only helps whoever meets the lock; it is the lock that counts.
	// It has a file of its own: some systems let nobody touch a locked one.
	if err := os.WriteFile(filepath.Join(dir, pidFile), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("say who holds %s: %w", path, err), l.Unlock())
	}
	return l.Unlock, nil
}

const pidFile = "lock.pid"

// holder names the process that took the lock last, if it says so.
func holder(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, pidFile))
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}
