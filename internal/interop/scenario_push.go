package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// push: how long after an answer was appended by somebody else is the reminder
// gone, for one who looks at the list?
func push(ctx context.Context, t *trial) error {
	n := 20
	if t.quick {
		n = 5
	}
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	asked := questions(n, 60)
	if err := m.deliver(m.sent, asked...); err != nil {
		return err
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	stop, err := o.daemon(ctx)
	if err != nil {
		return err
	}
	l := &lister{office: o, cleared: map[string]time.Time{}}
	if err := l.until(ctx, time.Minute, func() bool { return l.due == n }); err != nil {
		return errors.Join(fmt.Errorf("thrice run has not read the questions: %w", err), stop())
	}
	begun := map[string]time.Time{}
	for _, q := range asked {
		begun[q.subject] = time.Now()
		if err := m.deliver("INBOX", q.answered()); err != nil {
			return errors.Join(err, stop())
		}
		// A server that only looks from time to time is not waited for here.
		if err := l.until(ctx, 2*time.Second, func() bool { _, ok := l.cleared[q.subject]; return ok }); err != nil && ctx.Err() != nil {
			return errors.Join(err, stop())
		}
	}
	late := l.until(ctx, 2*time.Minute, func() bool { return len(l.cleared) == n })
	if late != nil {
		t.fault("only %d of %d answers have cleared: %v", len(l.cleared), n, late)
	}
	var took []time.Duration
	for subject, at := range l.cleared {
		took = append(took, at.Sub(begun[subject]))
	}
	t.note("APPEND to cleared in the list", "%s; one look at the list takes %s", spread(took), short(l.look))
	return stop()
}

// daemon starts "thrice run"; stop ends it, and returns what was wrong with it.
func (o *office) daemon(ctx context.Context) (stop func() error, err error) {
	log := filepath.Join(o.dir, "run.log")
	ctx, cancel := context.WithCancel(ctx)
	cmd := o.command(ctx, "run")
	p, err := start(cmd, log, cancel)
	if err != nil {
		cancel()
		return nil, err
	}
	return func() error {
		p.stop()
		if code := cmd.ProcessState.ExitCode(); code != 0 {
			return fmt.Errorf("thrice run ended with %d: %w\n%s", code, p.err, p.said())
		}
		said, err := os.ReadFile(log)
		if err != nil {
			return err
		}
		return complaints(string(said))
	}, nil
}

// lister looks at the list again and again.
type lister struct {
	office  *office
	due     int
	cleared map[string]time.Time // when it was first seen, by subject
	look    time.Duration        // the shortest look so far
}

// until looks until done says so.
func (l *lister) until(ctx context.Context, wait time.Duration, done func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		begin := time.Now()
		items, err := l.office.items(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		at := time.Now()
		if took := at.Sub(begin); l.look == 0 || took < l.look {
			l.look = took
		}
		l.due = in(items, "due")
		for subject, i := range items {
			if _, ok := l.cleared[subject]; !ok && i.State == "cleared" {
				l.cleared[subject] = at
			}
		}
		if done() {
			return nil
		}
	}
}
