package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"syscall"
	"time"
)

// measureIdle lets one process wait for news in many accounts, over TLS.
func measureIdle(ctx context.Context, l *lab) (rows []row, err error) {
	accounts, rest, more := 500, 30*time.Second, 150*time.Second
	if l.quick {
		accounts, rest, more = 20, time.Second, time.Second
	}
	m, err := l.startMadeUp(ctx, 15, 5, true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.stop()) }()
	var logins []login
	for i := range accounts {
		logins = append(logins, login{server: "imaps://" + m.addr, user: fmt.Sprintf("joe%d", i), ca: m.ca})
	}
	o, err := newOffice(l.tmp, logins...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.remove()) }()
	p, err := startProgram(ctx, l.program, o, "run")
	if err != nil {
		return nil, err
	}
	rows, err = l.atRest(ctx, m, p, accounts, rest, more)
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	_, ended := p.wait()
	return rows, errors.Join(err, ended)
}

// atRest looks at the process once all its accounts are in IDLE, and later.
func (l *lab) atRest(ctx context.Context, m *madeUp, p *process, accounts int, rest, more time.Duration) ([]row, error) {
	took, err := l.allIdle(ctx, m, p, accounts)
	if err != nil {
		return nil, err
	}
	rows := []row{{What: fmt.Sprintf("%d accounts over TLS, until all are in IDLE", accounts), Median: seconds(took)}}
	after := time.Duration(0)
	for i, wait := range []time.Duration{rest, more} {
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
		after += wait
		kB, err := p.status("VmRSS:")
		if err != nil {
			return nil, err
		}
		aim := "≤ 40 MiB"
		if i > 0 {
			aim = ""
		}
		rows = append(rows, row{What: fmt.Sprintf("resident %.0f s later", after.Seconds()), Median: mebi(kB), Aim: aim})
	}
	return append(rows, row{What: "resident at most", Median: mebi(p.peak)}), nil
}

// allIdle waits until all accounts are in IDLE.
func (l *lab) allIdle(ctx context.Context, m *madeUp, p *process, accounts int) (time.Duration, error) {
	const limit = 5 * time.Minute
	for {
		said, err := m.order("idle")
		if err != nil {
			return 0, err
		}
		n, err := strconv.Atoi(said)
		took := time.Since(p.began)
		if err != nil || n >= accounts {
			return took, err
		}
		if took > limit {
			return 0, fmt.Errorf("after %v, %d of %d accounts are in IDLE", limit, n, accounts)
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

// pause waits, or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return ctx.Err()
}
