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
	headers    []tracker.Header
	gone       [][2]uint32
	flags      []tracker.FlagChange
	unreadable []tracker.Unreadable
	wanted     []tracker.Wanted
	texts      []tracker.Text
	batches    []tracker.Folder
	finished   [][]string
	started    []time.Time
	failures   []string
	recalled   int
	broken     bool // Receive fails
	forgetful  bool // Recall fails
	// wantsUnread: the texts of arrivals that are no drafts and came without are
	// wanted, by their Message-IDs, as the tracker wants them.
	wantsUnread bool
}

func (s *fakeSink) Begin(context.Context, string) (tracker.Start, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	start := s.start
	start.At = time.Now()
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
	for _, h := range b.Headers {
		h.Raw = slices.Clone(h.Raw)
		s.headers = append(s.headers, h)
	}
	s.gone, s.flags = append(s.gone, b.Gone...), append(s.flags, b.Flags...)
	s.unreadable = append(s.unreadable, b.Unreadable...)
	s.batches = append(s.batches, b.Folder)
	s.start.Folders = slices.DeleteFunc(s.start.Folders, func(f tracker.Folder) bool { return f.Name == b.Folder.Name })
	s.start.Folders = append(s.start.Folders, b.Folder)
	return nil
}

// StoredUIDs are those of everything that came from a folder, but for what went.
func (s *fakeSink) StoredUIDs(_ context.Context, _, folder string) ([][2]uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out [][2]uint32
	add := func(l tracker.Location) {
		went := slices.ContainsFunc(s.gone, func(g [2]uint32) bool { return g[0] <= l.UID && l.UID <= g[1] })
		if l.Folder == folder && !went {
			out = append(out, [2]uint32{l.UID, l.UID})
		}
	}
	for _, a := range s.arrivals {
		add(a.Location)
	}
	for _, h := range s.headers {
		add(h.Location)
	}
	for _, u := range s.unreadable {
		add(u.Location)
	}
	slices.SortFunc(out, func(a, b [2]uint32) int { return int(a[0]) - int(b[0]) })
	return out, nil
}

func (s *fakeSink) Recall(context.Context, string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recalled++
	if s.forgetful {
		return errors.New("disk full")
	}
	return nil
}

func (s *fakeSink) Wanted(context.Context, string) ([]tracker.Wanted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := slices.Clone(s.wanted)
	for _, a := range s.arrivals {
		known := slices.ContainsFunc(s.texts, func(t tracker.Text) bool { return t.Key == a.IDs[0] })
		if s.wantsUnread && !a.Read && !known && !slices.Contains(a.Location.Flags, `\Draft`) {
			wanted = append(wanted, tracker.Wanted{Key: a.IDs[0], Locations: []tracker.Location{a.Location}})
		}
	}
	return wanted, nil
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

// uids are those of all that came, ascending.
func (s *fakeSink) uids() []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []uint32
	for _, a := range s.arrivals {
		out = append(out, a.Location.UID)
	}
	for _, h := range s.headers {
		out = append(out, h.Location.UID)
	}
	slices.Sort(out)
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

// unread are the UIDs of a folder that are still to be read.
func (s *fakeSink) unread(folder string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.start.Folders {
		if f.Name == folder {
			return f.Unread
		}
	}
	return ""
}

func (s *fakeSink) rounds() (finished int, failures []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.finished), slices.Clone(s.failures)
}
