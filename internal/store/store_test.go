package store

import (
	"os"
	"path/filepath"
	"testing"

	"thrice/internal/store/storetest"
	"thrice/tracker"
)

// openTemp opens a new store that is closed when the test ends.
func openTemp(t testing.TB) *Store { return openDir(t, t.TempDir()) }

func openDir(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir)
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

func TestStoreDoesWhatEveryEngineMust(t *testing.T) {
	// Making the tables takes longer than most tests: it is done once.
	empty := content(t, func(*Store) {})
	storetest.Run(t, func(t testing.TB) tracker.Store {
		dir := t.TempDir()
		for name, data := range map[string][]byte{fileName: empty, fileName + checked: nil} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return openDir(t, dir)
	})
}

// content is what the file of a store holds after fn.
func content(t testing.TB, fn func(*Store)) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	fn(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
