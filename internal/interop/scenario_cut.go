package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// cut: while thrice runs, its connections are cut, and mail arrives before
// it is back. It comes back by itself and nothing is missed.
func cut(ctx context.Context, t *trial) error {
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	asked := questions(4, 60)
	if t.quick {
		asked = asked[:2]
	}
	if err := m.deliver(m.sent, asked...); err != nil {
		return err
	}
	meter, err := measure(ctx, t.server.addr, t.trace)
	if err != nil {
		return err
	}
	defer meter.close()
	o, err := t.office(meter.addr)
	if err != nil {
		return err
	}
	stop, err := o.daemon(ctx)
	if err != nil {
		return err
	}
	l := &lister{office: o, cleared: map[string]time.Time{}}
	if err := l.until(ctx, time.Minute, func() bool { return l.due == len(asked) }); err != nil {
		return errors.Join(fmt.Errorf("thrice run has not read the questions: %w", err), stop())
	}
	customers := t.server.folder("Customers")
	var took []time.Duration
	for n, q := range asked {
		folder := "INBOX"
		if n%2 == 1 { // of which no server tells a client that idles in INBOX
			folder = customers
		}
		meter.cut()
		if err := m.deliver(folder, q.answered()); err != nil {
			return errors.Join(err, stop())
		}
		begin := time.Now()
		if err := l.until(ctx, 90*time.Second, func() bool { _, ok := l.cleared[q.subject]; return ok }); err != nil {
			t.fault("an answer in %s while the connection was cut is not read within 90 s: %v", folder, err)
			break
		}
		took = append(took, time.Since(begin))
	}
	if len(t.wrong) == 0 {
		t.note("Connection cut", "comes back by itself and misses nothing; cut to cleared: %s", spread(took))
	}
	return stop()
}

// complaints returns the lines of a log that report an error.
func complaints(log string) error {
	var bad []string
	for line := range strings.Lines(log) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") || strings.Contains(line, "DATA RACE") {
			bad = append(bad, line)
		}
	}
	if len(bad) > 0 {
		return errors.New("thrice run logs errors:\n" + strings.Join(bad, ""))
	}
	return nil
}
