package imapsync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"thrice/imapsync/wire"
	"thrice/tracker"
)

// Syncer reads one account. Round and Run must not overlap with one another;
// Wake, Check, Append and Close may be called at any time.
type Syncer struct {
	account  Account
	sink     Sink
	log      *slog.Logger
	progress func(Progress)
	now      func() time.Time

	busy    sync.Mutex     // held by a round, and while waiting for the next one
	session *session       // nil: not connected
	reused  bool           // the session was open before this round
	flaps   int            // connections lost while waiting, in a row
	inbox   tracker.Folder // as it was left
	asked   asked
	light   bool // the connection was replaced after the first import, or need not be
	wake    chan struct{}

	idling   atomic.Pointer[wire.Conn] // waits for the server, and can be interrupted
	thorough atomic.Bool               // the next round looks for new folders as well

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
		wake:    make(chan struct{}, 1),
		closing: closing, stop: stop,
	}
}

// Wake makes Run begin a round now, or one more after the present one.
func (s *Syncer) Wake() {
	s.thorough.Store(true)
	signal(s.wake)
	if c := s.idling.Load(); c != nil {
		c.Interrupt()
	}
}

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

// connect opens a session unless one is open.
func (s *Syncer) connect(ctx context.Context) error {
	if s.reused = s.session != nil; s.reused {
		return nil
	}
	session, err := s.account.dial(ctx)
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

// reconnect opens another session in place of one that broke.
func (s *Syncer) reconnect(ctx context.Context) error {
	old := s.session
	s.drop()
	if err := s.connect(ctx); err != nil {
		return err
	}
	s.session.succeed(old)
	return nil
}

// showAlert shows what the server wants a person to know.
func (s *Syncer) showAlert() {
	if s.session == nil || s.session.alert == "" {
		return
	}
	s.log.Warn("the server wants you to know", "account", s.account.Name, "alert", said(s.session.alert))
	s.session.alert = ""
}

// drop closes the session, if there is one.
func (s *Syncer) drop() {
	s.showAlert()
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
