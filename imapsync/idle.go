package imapsync

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	// idleFor is how long one IDLE lasts. RFC 2177 allows 29 minutes, but
	// servers and routers forget connections after ten.
	idleFor   = 9 * time.Minute
	doneLimit = 30 * time.Second
	// A machine that slept does not know which of its connections still exist.
	tick       = 30 * time.Second
	maxSuspend = 90 * time.Second
	// minGap between rounds, whatever the server tells.
	minGap = 2 * time.Second
)

// attend waits until it is time for a round: the poll interval is over, Wake was
// called, the server told of new mail, or the connection was lost.
func (s *Syncer) attend(ctx context.Context) {
	s.busy.Lock()
	defer s.busy.Unlock()
	defer s.inbox.end()
	poll := time.NewTimer(s.account.poll())
	defer poll.Stop()
	clock := s.startClock()
	began := time.Now()
	idle := s.session != nil && s.session.caps.Has(imap.CapIdle)
	for first := true; ; first = false {
		var err error
		var over bool
		if idle {
			over, err = s.idle(ctx, poll.C, clock, first)
		} else {
			over = s.wait(ctx, poll.C, clock, nil, nil)
		}
		switch {
		case ctx.Err() != nil:
			return
		case isRefusal(err):
			s.log.InfoContext(ctx, "no IDLE", "account", s.account.Name, "why", err)
			idle = false
		case err != nil:
			s.log.InfoContext(ctx, "connection lost while waiting", "account", s.account.Name, "why", err)
			s.drop()
			s.flaps++
			if time.Since(began) > idleFor/9 {
				s.flaps = 1
			}
			s.pause(ctx, backOff(s.flaps), s.wake)
			return
		case over:
			return
		}
	}
}

// idle waits within one IDLE on INBOX; over says that a round is due.
func (s *Syncer) idle(ctx context.Context, poll <-chan time.Time, clock clock, first bool) (over bool, err error) {
	if first {
		data, err := s.session.examine(ctx, inbox)
		if err != nil {
			return false, err
		}
		if s.inbox.begin(data) {
			s.pause(ctx, minGap, nil)
			return true, nil
		}
	}
	done, err := s.session.idle(ctx)
	if err != nil {
		return false, err
	}
	restart := time.NewTimer(idleFor)
	defer restart.Stop()
	over = s.wait(ctx, poll, clock, restart.C, s.session.client.Closed())
	err = done()
	if s.session == nil { // dropped after a sleep
		return true, nil
	}
	return over, err
}

// wait returns true if a round is due, false after restart or lost.
func (s *Syncer) wait(ctx context.Context, poll <-chan time.Time, clock clock, restart <-chan time.Time, lost <-chan struct{}) bool {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return true
		case <-poll:
			return true
		case <-s.wake:
			return true
		case <-s.inbox.news:
			s.pause(ctx, time.Until(s.began.Add(minGap)), nil)
			return true
		case <-restart:
			return false
		case <-lost:
			return false
		case <-ticker.C:
			if clock.suspended(s.now()) {
				s.log.InfoContext(ctx, "this machine slept: connecting anew", "account", s.account.Name)
				s.drop()
				return true
			}
		}
	}
}

// clock compares the wall clock with the monotonic one, which stands still
// while the machine sleeps.
type clock struct{ wall, monotonic time.Time }

func (s *Syncer) startClock() clock { return clock{s.now().Round(0), time.Now()} }

func (c clock) suspended(now time.Time) bool {
	return now.Round(0).Sub(c.wall)-time.Since(c.monotonic) > maxSuspend
}

// idle begins IDLE (RFC 2177) in the open folder. done ends it, and fails if the
// server does not say that it did.
func (s *session) idle(ctx context.Context) (done func() error, err error) {
	var command *imapclient.IdleCommand
	err = s.do(ctx, "IDLE", shortCommand(), func() (err error) {
		command, err = s.client.Idle()
		return err
	})
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { s.conn.abort(context.Cause(ctx)) })
	end := s.conn.begin("IDLE", limits{total: idleFor + time.Minute})
	return func() error {
		stop()
		end()
		return s.do(ctx, "DONE", limits{silence: doneLimit, total: doneLimit}, func() error {
			return errors.Join(command.Close(), command.Wait())
		})
	}, nil
}
