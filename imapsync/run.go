package imapsync

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	minBackOff = time.Second
	maxBackOff = 5 * time.Minute
	// A wrong password is not tried more often: accounts get locked for that.
	loginTries = 3
	loginWait  = 15 * time.Minute
	// A server that wants to be asked less is left alone for that long at least.
	busyWait = time.Minute
)

// Run reads the account until ctx is done or Close is called: a round at every
// poll interval, when the server tells of new mail in INBOX, and on Wake. A
// round that failed is tried again, after a while that grows.
func (s *Syncer) Run(ctx context.Context) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	defer s.leave()
	failures, logins := 0, 0
	for {
		end := s.turn(ctx)
		err := s.Round(ctx)
		end()
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			failures, logins = 0, 0
			s.attend(ctx)
			continue
		case errors.Is(err, ErrLogin):
			logins++
		default:
			logins = 0
		}
		failures++
		wait, wake := backOff(failures), s.wake
		switch {
		case logins >= loginTries:
			wait, wake = loginWait, nil
		case isBusy(err):
			wait, wake = busyWait+wait, nil
		}
		s.log.WarnContext(ctx, "round failed", "account", s.account.Name, "why", err, "again", wait)
		s.pause(ctx, wait, wake)
	}
}

// leave closes the connection when Run ends.
func (s *Syncer) leave() {
	s.busy.Lock()
	defer s.busy.Unlock()
	s.drop()
}

// backOff is how long to wait after the nth failure in a row: full jitter, so
// that many clients do not come back at once.
func backOff(n int) time.Duration {
	bound := maxBackOff
	if n < 10 {
		bound = min(bound, minBackOff<<n)
	}
	return min(maxBackOff, minBackOff+rand.N(bound))
}

// pause waits for d, ctx or wake.
func (s *Syncer) pause(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}
