package imapsync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Syncer reads one account. Round and Run must not overlap with one another;
// Wake, Check, Append and Close may be called at any time.
type Syncer struct {
	account  Account
	sink     Sink
	log      *slog.Logger
	progress func(Progress)
	now      func() time.Time

	busy    sync.Mutex // held by a round, and while waiting for the next one
	session *session   // nil: not connected
	began   time.Time  // the last round of Run
	flaps   int        // connections lost while waiting, in a row
	inbox   *watch
	wake    chan struct{}

	closing context.Context
	stop    context.CancelFunc
}

// New returns a Syncer that is not connected yet. progress may be nil.
func New(account Account, sink Sink, log *slog.Logger, progress func(Progress), now func() time.Time) *Syncer {
	if progress == nil {
		progress = func(Progress) {}
	}
	closing, stop := context.WithCancel(context.Background())
	return &Syncer{
		account: account, sink: sink, log: log, progress: progress, now: now,
		inbox: &watch{news: make(chan struct{}, 1)}, wake: make(chan struct{}, 1),
		closing: closing, stop: stop,
	}
}

// Wake makes Run begin a round now, or one more after the present one.
func (s *Syncer) Wake() { signal(s.wake) }

// Close ends what is going on and disconnects. The Syncer cannot be used
// afterwards.
func (s *Syncer) Close() {
	s.stop()
	s.busy.Lock()
	defer s.busy.Unlock()
	s.drop()
}

// within returns a context that ends with Close as well.
func (s *Syncer) within(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.closing, cancel)
	return ctx, func() { stop(); cancel() }
}

// connect opens a session unless one is open and answers.
func (s *Syncer) connect(ctx context.Context) error {
	if s.session != nil {
		if s.session.alive(ctx) {
			return nil
		}
		s.drop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	session, err := s.account.dial(ctx, s.inbox)
	if ctx.Err() != nil {
		if err == nil {
			session.close()
		}
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	s.session = session
	return nil
}

// drop closes the session, if there is one.
func (s *Syncer) drop() {
	if s.session != nil {
		s.session.close()
		s.session = nil
	}
}

// fail reports a failed round to the sink, and returns its error.
func (s *Syncer) fail(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if told := s.sink.Fail(ctx, s.account.Name, err.Error()); told != nil {
		err = errors.Join(err, fmt.Errorf("record it: %w", told))
	}
	return err
}

// signal wakes whoever waits for c, now or next time.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
