package oauth

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ErrNone is that nobody has logged in yet.
var ErrNone = errors.New("nobody has logged in yet")

// Store keeps the login of each account. The caller holds the account's lock.
type Store interface {
	// Load returns the login of an account, or ErrNone.
	Load(account string) (Token, error)
	// Save replaces it. When it returns without an error, the login outlasts
	// whatever happens to the process and the machine.
	Save(account string, t Token) error
}

// Files is the Store that keeps each login in a file of its own, for the owner
// alone, in a folder.
type Files string

// base is the path of what belongs to an account, without its ending. Names of
// accounts may be no names of files.
func (dir Files) base(account string) string {
	sum := sha256.Sum256([]byte(account))
	return filepath.Join(string(dir), "login-"+hex.EncodeToString(sum[:8]))
}

// Load reads the file of an account.
func (dir Files) Load(account string) (Token, error) {
	path := dir.base(account) + ".json"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Token{}, ErrNone
	case err != nil:
		return Token{}, fmt.Errorf("read the stored login: %w", err)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return Token{}, fmt.Errorf("others can read the login in %s (%s); run: chmod 600 %[1]s, and log in anew", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Token{}, fmt.Errorf("read the stored login: %w", err)
	}
	t, err := decode(text)
	if err != nil {
		return Token{}, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// Save writes the file of an account: a whole new one beside it that takes its
// place, so that at every instant one of the two is there, whole.
func (dir Files) Save(account string, t Token) error {
	base := dir.base(account)
	if err := replace(base+".json", base+".new-", t.encode()); err != nil {
		return fmt.Errorf("store the login: %w", err)
	}
	return nil
}

// replace puts text into a file by way of a temporary one with a prefix.
func replace(path, prefix string, text []byte) (err error) {
	// What a process that was killed here has left; nobody else writes now.
	left, err := filepath.Glob(prefix + "*")
	for _, l := range left {
		err = errors.Join(err, os.Remove(l))
	}
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(prefix)+"*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the new name of a file last. Windows has no such thing.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
