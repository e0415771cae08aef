package store

import (
	"sync"
	"testing"
)

func TestTwoProgramsOpenANewDatabaseAtOnce(t *testing.T) {
	for range 5 {
		dir := t.TempDir()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				s, err := Open(t.Context(), dir)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}
