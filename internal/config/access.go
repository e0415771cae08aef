package config

import (
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

const (
	groupOrOthersWrite fs.FileMode = 0o022
	groupOrOthersTouch fs.FileMode = 0o066 // read or write
	groupOrOthers      fs.FileMode = 0o077
)

// open says whether a file's mode has one of some permissions. Windows has
// access lists instead, and Go reports made-up modes there.
func open(mode, permissions fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode.Perm()&permissions != 0
}

// OpenDataDir makes the data directory, for the owner alone, and refuses one
// that others can look into: it holds mail and the install key.
func (c *Config) OpenDataDir() error {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	info, err := os.Stat(c.DataDir)
	if err != nil {
		return fmt.Errorf("look at the data directory: %w", err)
	}
	if open(info.Mode(), groupOrOthers) {
		return fmt.Errorf("the data directory %s is open to others (%s); run: chmod 700 %s", c.DataDir, info.Mode().Perm(), c.DataDir)
	}
	return nil
}
