package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"thrice/rules"
)

// service is what happens every minute while the program runs. Nothing hangs on
// a timer of its own: after a sleep, or a start, the next minute sees what is due.
type service struct {
	*app
	*desk
	boxes    []mailbox
	log      *slog.Logger
	schedule cron.Schedule // of the digest; nil: never
	told     rules.Date    // the last day whose digest needs nothing more
	heldFor  string        // why the digest is held, as it was logged last
}

// tick decides on what has fallen due, has the mailbox read where a decision
// waits for that, and sends the digest when it is time.
func (s *service) tick(ctx context.Context) {
	for _, job := range []func(context.Context) error{s.tracker.Tick, s.wake, s.digest} {
		if err := job(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "tick failed", "why", err)
		}
	}
	tidy()
}

// spare is how much memory may lie unused before it is given back.
const spare = 4 << 20

// tidy gives memory back that reading took and that waiting does not need.
func tidy() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapIdle-m.HeapReleased > spare {
		debug.FreeOSMemory()
	}
}

// wake has the accounts read in which something fell due after the last reading:
// a reminder waits for that, so that no answer is overlooked.
func (s *service) wake(ctx context.Context) error {
	overdue, err := s.tracker.Overdue(ctx)
	if err != nil {
		return err
	}
	for _, b := range s.boxes {
		if slices.Contains(overdue, b.account.Name) {
			b.Wake()
		}
	}
	return nil
}

// digest sends the digest of today once it is due, and tries again in a minute
// if it is held.
func (s *service) digest(ctx context.Context) error {
	if s.schedule == nil {
		return nil
	}
	now := s.now()
	today := rules.DateOf(now, s.zone())
	since, due := digestDue(s.schedule, s.Calendar, now)
	if !due || s.told == today {
		return nil
	}
	done, err := s.sendDigest(ctx, s.desk, s.boxes, since)
	if held := (exit{}); errors.As(err, &held) && held.code == codePartial {
		if s.heldFor != err.Error() {
			s.heldFor = err.Error()
			s.log.WarnContext(ctx, "digest held", "why", err)
		}
		s.wakeBefore(ctx, since)
		return nil
	}
	if err != nil {
		return err
	}
	s.told, s.heldFor = today, ""
	s.log.InfoContext(ctx, "digest", "day", today, "outcome", string(done))
	return nil
}

// wakeBefore has the accounts read whose last round is older than since.
func (s *service) wakeBefore(ctx context.Context, since time.Time) {
	health, err := s.tracker.Health(ctx)
	if err != nil {
		s.log.ErrorContext(ctx, "look up the rounds", "why", err)
		return
	}
	for _, h := range health {
		if h.Fresh() && !h.Started.Before(since) {
			continue
		}
		if n := slices.IndexFunc(s.boxes, func(b mailbox) bool { return b.account.Name == h.Name }); n >= 0 {
			s.boxes[n].Wake()
		}
	}
}
