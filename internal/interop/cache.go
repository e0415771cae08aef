package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// cache keeps what takes long to get, so that a second run is quick.
type cache struct {
	dir string // whole path
	say func(format string, args ...any)
}

// openCache makes the folder dir; if it is empty, that is thrice-interop in
// $XDG_CACHE_HOME or what the system has for it.
func openCache(dir string, say func(format string, args ...any)) (cache, error) {
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return cache{}, err
		}
		dir = filepath.Join(base, "thrice-interop")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return cache{}, err
	}
	return cache{dir, say}, os.MkdirAll(dir, 0o755)
}

// once returns the folder called name, which fill has filled now or in a run
// before. What is there is whole: it is made elsewhere and renamed.
func (c cache) once(ctx context.Context, name string, fill func(ctx context.Context, dir string) error) (string, error) {
	path := filepath.Join(c.dir, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	c.say("%s: getting it, this once\n", name)
	making, err := os.MkdirTemp(c.dir, name+".making")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	if err := os.Chmod(making, 0o755); err != nil { // servers run as other users
		return "", err
	}
	if err := fill(ctx, making); err != nil {
		return "", fmt.Errorf("get %s: %w", name, err)
	}
	if err := os.Rename(making, path); err != nil {
		if _, other := os.Stat(path); other == nil { // another run was quicker
			return path, nil
		}
		return "", err
	}
	return path, nil
}
