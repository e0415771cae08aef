package imapsync

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"thrice/tracker"
)

// fakeSink records what it is given, and keeps cursors as the tracker does.
type fakeSink struct {
	mu         sync.Mutex
	start      tracker.Start
	arrivals   []tracker.Arrival
	unreadable []tracker.Unreadable
	wanted     []tracker.Wanted
	texts      []tracker.Text
	batches    []tracker.Folder
	finished   [][]string
	started    []time.Time
	failures   []string
	broken     bool // Receive fails
}

func (s *fakeSink) Begin(context.Context, string) (tracker.Start, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	start := s.start
	start.Folders = slices.Clone(start.Folders)
	return start, nil
}

func (s *fakeSink) Receive(_ context.Context, b tracker.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return errors.New("disk full")
	}
	s.arrivals = append(s.arrivals, b.Arrivals...)
	s.unreadable = append(s.unreadable, b.Unreadable...)
	s.batches = append(s.batches, b.Folder)
	s.start.Folders = slices.DeleteFunc(s.start.Folders, func(f tracker.Folder) bool { return f.Name == b.Folder.Name })
	s.start.Folders = append(s.start.Folders, b.Folder)
	return nil
}

func (s *fakeSink) Wanted(context.Context, string) ([]tracker.Wanted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.wanted), nil
}

func (s *fakeSink) ReceiveTexts(_ context.Context, _ string, texts []tracker.Text) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, texts...)
	s.wanted = slices.DeleteFunc(s.wanted, func(w tracker.Wanted) bool {
		return slices.ContainsFunc(texts, func(t tracker.Text) bool { return t.Key == w.Key })
	})
	return nil
}

func (s *fakeSink) Finish(_ context.Context, _ string, started time.Time, folders []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started = append(s.started, started)
	s.finished = append(s.finished, folders)
	return nil
}

func (s *fakeSink) Fail(_ context.Context, _ string, why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, why)
	return nil
}

// uids are those of the arrivals, in order of receipt.
func (s *fakeSink) uids() []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []uint32
	for _, a := range s.arrivals {
		out = append(out, a.Location.UID)
	}
	return out
}

func (s *fakeSink) bad() []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []uint32
	for _, u := range s.unreadable {
		out = append(out, u.Location.UID)
	}
	return out
}

func (s *fakeSink) cursor(folder string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.start.Folders {
		if f.Name == folder {
			return f.LastUID
		}
	}
	return 0
}

func (s *fakeSink) rounds() (finished int, failures []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.finished), slices.Clone(s.failures)
}
