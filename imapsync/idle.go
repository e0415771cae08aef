package imapsync

import (
	"context"
	"time"

	"thrice/imapsync/wire"
)

const (
	// idleFor is how long one IDLE lasts. RFC 2177 allows 29 minutes, but
	// servers and routers forget connections after ten.
	idleFor = 9 * time.Minute
	// idleQuiet is how long a server may say nothing while it idles: then IDLE is
	// ended and begun anew, which a connection that is only half there cannot
	// answer. With the 25 s that it gets for that, it is found within 90 s.
	idleQuiet = 60 * time.Second
	// A machine that slept does not know which of its connections still exist.
	tick       = 30 * time.Second
	maxSuspend = 90 * time.Second
	// minGap is between two looks at a folder of which a server tells news that
	// are none.
	minGap = 2 * time.Second
)

// attend waits until it is time for a round: the poll interval is over, Wake was
// called, or the connection was lost. What the server tells of meanwhile is read
// at once.
func (s *Syncer) attend(ctx context.Context) {
	s.busy.Lock()
	defer s.busy.Unlock()
	began := time.Now()
	until := began.Add(s.account.poll())
	clock := s.startClock()
	err := s.watch(ctx, until, clock)
	if err == nil || ctx.Err() != nil {
		return
	}
	// What the server had told of may not have been read.
	s.log.InfoContext(ctx, "connecting anew", "account", s.account.Name, "why", err)
	s.drop()
	s.flaps++
	if time.Since(began) > idleFor/9 {
		s.flaps = 1
	}
	s.pause(ctx, backOff(s.flaps), s.wake)
}

// watch idles in INBOX, and reads what comes, until a round is due.
func (s *Syncer) watch(ctx context.Context, until time.Time, clock clock) error {
	if s.session == nil || !s.session.caps.Has("IDLE") {
		s.rest(ctx, until, clock)
		return nil
	}
	if err := s.lighten(ctx); err != nil {
		return err
	}
	if err := s.tune(ctx); isRefusal(err) {
		s.log.InfoContext(ctx, "INBOX is not waited for", "account", s.account.Name, "why", err)
		s.rest(ctx, until, clock)
		return nil
	} else if err != nil {
		return err
	}
	// Some servers, maddy is one, tell of a message before they find it: what
	// brought nothing is looked at once more.
	again := false
	began := time.Now()
	for time.Now().Before(until) {
		switch h := s.session.heard; {
		case h.folders:
			s.pause(ctx, tick-time.Since(began), nil) // some servers tell of them without end
			s.thorough.Store(true)
			return nil
		case h.news, len(h.others) > 0:
			found, err := s.glance(ctx)
			if err != nil {
				return err
			}
			again = !found && h.news && !again
			if !found {
				s.pause(ctx, minGap, nil)
			}
			s.session.heard.news = s.session.heard.news || again
			continue
		}
		asked := time.Now()
		woke, err := s.idle(ctx, until, clock)
		switch {
		case isRefusal(err):
			s.log.InfoContext(ctx, "no IDLE", "account", s.account.Name, "why", err)
			s.session.caps = without(s.session.caps, "IDLE")
			s.rest(ctx, until, clock)
			return nil
		case err != nil:
			return err
		case woke == wire.WokeEnded && time.Since(asked) < tick:
			// It does not idle, and would have us ask for ever.
			s.pause(ctx, tick, nil)
		case woke == wire.WokeInterrupted, woke == wire.WokeTick, ctx.Err() != nil:
			return nil
		}
	}
	return nil
}

// tune opens INBOX, where most new mail arrives, and asks to be told of the
// other folders as well where that is offered (RFC 5465).
func (s *Syncer) tune(ctx context.Context) error {
	n := s.session
	if n.caps.Has("NOTIFY") && !n.notified {
		err := n.told("NOTIFY", n.conn.Notify(ctx, "(selected (MessageNew MessageExpunge)) (personal (MessageNew MessageExpunge MailboxName))"))
		if err != nil && !isRefusal(err) {
			return err
		}
		n.notified, n.promised = true, err == nil
	}
	if raw := n.inboxName(); n.open != raw {
		if _, err := n.enter(ctx, raw, &wire.ExamineOptions{CondStore: n.caps.Has("CONDSTORE")}); err != nil {
			return err
		}
	}
	// Something may have come since the round looked.
	n.heard.news = !n.stands(s.inbox)
	return nil
}

// inboxName is INBOX as the server has it: it may list it in any case.
func (s *session) inboxName() string {
	for _, f := range s.folders {
		if f.name == inbox {
			return f.raw
		}
	}
	return inbox
}

// idle waits for what the server tells.
func (s *Syncer) idle(ctx context.Context, until time.Time, clock clock) (wire.Woke, error) {
	c := s.session.conn
	s.idling.Store(c)
	defer s.idling.Store(nil)
	select {
	case <-s.wake:
		return wire.WokeInterrupted, nil
	default:
	}
	end := time.Now().Add(idleFor)
	if until.Before(end) {
		end = until
	}
	woke, err := c.Idle(ctx, wire.IdleOptions{Until: end, Quiet: idleQuiet, Tick: tick, OnTick: func() bool {
		return clock.suspended(s.now())
	}})
	err = s.session.told("IDLE", err)
	if woke == wire.WokeTick && err == nil {
		s.log.InfoContext(ctx, "this machine slept: connecting anew", "account", s.account.Name)
		s.drop()
		s.thorough.Store(true)
	}
	if woke == wire.WokeInterrupted {
		select {
		case <-s.wake:
		default:
		}
	}
	return woke, err
}

// rest waits without a server that tells anything.
func (s *Syncer) rest(ctx context.Context, until time.Time, clock clock) {
	due := time.NewTimer(time.Until(until))
	defer due.Stop()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-due.C:
			return
		case <-s.wake:
			return
		case <-ticker.C:
			if clock.suspended(s.now()) {
				s.log.InfoContext(ctx, "this machine slept: connecting anew", "account", s.account.Name)
				s.drop()
				return
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

// glance reads the folders of which the server told news, and decides on what
// came. It is no round: only a round knows that nothing came elsewhere. found
// says that something was new.
func (s *Syncer) glance(ctx context.Context) (found bool, err error) {
	n := s.session
	start, err := s.begin(ctx)
	if err != nil {
		return false, err
	}
	others := n.heard.others
	n.heard.others = nil
	var folders []folder
	all := s.choose(n.folders)
	for _, f := range all {
		if f.raw == n.open && n.heard.news || others[f.raw] {
			folders = append(folders, f)
		}
	}
	read, err := s.readFolders(ctx, start, all, folders, false)
	if err != nil {
		return false, err
	}
	if err := s.texts(ctx, all); err != nil {
		return false, err
	}
	return read > 0, s.tune(ctx)
}
