package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// load: the first round over a large mailbox, and one in which nothing is new.
func load(ctx context.Context, t *trial) error {
	n := 10_000
	if t.quick {
		n = 1000
	}
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	received, sent := traffic(n)
	if err := m.deliver("INBOX", received...); err != nil {
		return err
	}
	if err := m.deliver(m.sent, sent...); err != nil {
		return err
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	first, err := o.measured(ctx, "once", "--quiet")
	if err != nil {
		return err
	}
	t.note("First round", "%d messages in %.2f s (%.0f a second), at most %d MiB", n, first.took.Seconds(), float64(n)/first.took.Seconds(), first.peak>>10)
	if stored, err := o.messages(ctx); err != nil || stored != n {
		t.fault("%d messages are stored, not %d: %v", stored, n, err)
	}
	before, err := o.run(ctx, "list", "--all", "--json")
	if err != nil {
		return err
	}
	if err := t.unchanged(ctx, o); err != nil {
		return err
	}
	if err := t.metered(ctx); err != nil {
		return err
	}
	after, err := o.run(ctx, "list", "--all", "--json")
	if err != nil {
		return err
	}
	if before != after {
		t.fault("rounds in which nothing was new have changed the list")
	}
	return nil
}

// unchanged measures rounds in which nothing is new.
func (t *trial) unchanged(ctx context.Context, o *office) error {
	var took []time.Duration
	peak := 0
	for range 5 {
		u, err := o.measured(ctx, "once", "--quiet")
		if err != nil {
			return err
		}
		took, peak = append(took, u.took), max(peak, u.peak)
	}
	slices.Sort(took)
	t.note("No-change round", "%s (median of 5), at most %d MiB", short(took[2]), peak>>10)
	return nil
}

// metered counts what passes between thrice and the server, in a first round and
// in one in which nothing is new.
func (t *trial) metered(ctx context.Context) error {
	meter, err := measure(ctx, t.server.addr, t.trace)
	if err != nil {
		return err
	}
	defer meter.close()
	o, err := t.office(meter.addr)
	if err != nil {
		return err
	}
	for _, round := range []string{"First round, on the wire", "No-change round, on the wire"} {
		in, out, turns, connections := meter.in.Load(), meter.out.Load(), meter.turns.Load(), meter.connections.Load()
		if err := o.once(ctx); err != nil {
			return err
		}
		t.note(round, "%s received, %s sent, %d turns, %d connections", octets(meter.in.Load()-in), octets(meter.out.Load()-out),
			meter.turns.Load()-turns, meter.connections.Load()-connections)
	}
	return nil
}

// octets is a number of bytes as a person says it.
func octets(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d B", n)
	case n < 10_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
