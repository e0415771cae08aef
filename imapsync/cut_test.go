package imapsync

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

// weakSink stores so many batches and then fails, or waits until it is given up.
type weakSink struct {
	*fakeSink
	good  int
	hangs bool
}

func (s *weakSink) Receive(ctx context.Context, b tracker.Batch) error {
	if s.good--; s.good >= 0 {
		return s.fakeSink.Receive(ctx, b)
	}
	if s.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return errors.New("disk full")
}

// Whatever ends a round, nothing of it goes on, and the next one brings the rest
// once.
func TestARoundThatEndsInTheMiddleLeavesNothingBehind(t *testing.T) {
	for _, hangs := range []bool{false, true} {
		for good := range 3 {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t, inboxOf(numbers(1, 2100)...))
				sink := &weakSink{&fakeSink{start: tracker.Start{Horizon: time.Now().AddDate(99, 0, 0)}}, good, hangs}
				a := f.account()
				if hangs {
					a.Connections = 1 // the server serves one at a time
				}
				s := New(a, sink, quiet(), nil, time.Now)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				// How many batches there are depends on how they come.
				if err := s.Round(ctx); (err == nil) != (len(sink.finished) == 1) {
					t.Errorf("%d batches: round: %v", good, err)
				}
				synctest.Wait()
				sink.good = 100
				if err := s.Round(t.Context()); err != nil {
					t.Errorf("%d batches: the next round: %v", good, err)
				}
				wantUIDs(t, "arrivals", sink.uids(), numbers(1, 2100)...)
				if left := sink.unread(inbox); left != "" {
					t.Errorf("left are %q", left)
				}
				s.Close()
			})
		}
	}
}
