package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// installKey returns the secret of this installation, which is made on first
// use. What the program puts into a mailbox is named with it, so that it knows
// its own again, even without its database, and nobody else can make such names.
func installKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, "install.key")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newInstallKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the install key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != sha256.Size {
		return nil, fmt.Errorf("%s is damaged; put it back from a backup, or delete it: then a digest of today may be sent again", path)
	}
	return key, nil
}

func newInstallKey(path string) ([]byte, error) {
	key := make([]byte, sha256.Size)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make the install key: %w", err)
	}
	// O_EXCL: of two processes that start at once, one makes the key; the other
	// fails, and finds it the next time.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the install key: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make the install key: %w", err)
	}
	return key, nil
}

// digestID is the Message-ID of a day's digest, without angle brackets: the same
// each time it is made, so that it can be looked for before it is sent.
func digestID(key []byte, day, address string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("digest\x00" + day))
	_, host, _ := strings.Cut(address, "@")
	return "thrice." + hex.EncodeToString(mac.Sum(nil)[:16]) + "@" + host
}
