package store

import (
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
	storetest.Run(t, func(t testing.TB) tracker.Store { return openTemp(t) })
}
