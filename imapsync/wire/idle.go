package wire

import (
	"context"
	"errors"
	"os"
	"time"
)

const (
	doneTime = 25 * time.Second // for the completion of IDLE after DONE
	tellTime = 25 * time.Second // for the rest of a response that has begun in IDLE
)

// IdleOptions say when Idle returns by itself.
type IdleOptions struct {
	Until  time.Time          // zero: never
	Tick   time.Duration      // 0: never
	OnTick func() (stop bool) // called every Tick, on the same goroutine; may be nil
	Quiet  time.Duration      // without a byte from the server; 0: no matter how long
}

// Woke is why Idle returned.
type Woke int

// Why Idle returned.
const (
	WokeStopped     Woke = iota + 1 // StopIdle was called
	WokeUntil                       // IdleOptions.Until is reached
	WokeInterrupted                 // Interrupt was called
	WokeTick                        // OnTick said so
	WokeQuiet                       // nothing came for IdleOptions.Quiet
	WokeEnded                       // the server completed the command by itself
)

// Idle waits for what the server tells (RFC 2177), and tells it to
// Options.Notice. When it has woken it ends the command, for which the server
// has 25 s: so a connection whose other end is gone is found out. After
// WokeQuiet the caller idles again at once.
//
// Times are taken from the clock on the wall as well, so that a machine that
// slept knows at its next Tick.
func (c *Conn) Idle(ctx context.Context, o IdleOptions) (Woke, error) {
	x, err := c.begin(ctx, "IDLE")
	if err != nil {
		return 0, err
	}
	x.resize(idleBuffer)
	x.out, x.stopIdle = nil, false
	woke, err := x.idle(o)
	return woke, x.end(err)
}

// StopIdle makes the Idle that is running return. It is for Options.Notice and
// OnTick.
func (c *Conn) StopIdle() { c.stopIdle = true }

func (x *exchange) idle(o IdleOptions) (Woke, error) {
	if x.takeInterrupt() {
		return WokeInterrupted, nil
	}
	result := x.single()
	if err := x.send(x.line("IDLE")); err != nil {
		return 0, err
	}
	if _, err := x.ready(x.tag); err != nil {
		return 0, err
	}
	woke, err := x.sleep(o)
	if err != nil {
		return 0, err
	}
	if woke != WokeEnded {
		x.patience = doneTime
		if err := x.write([]byte("DONE\r\n")); err != nil {
			return 0, err
		}
		if err := x.wait(); err != nil {
			return 0, err
		}
	}
	if result.err != nil {
		return 0, result.err
	}
	return woke, nil
}

// sleep passes on what the server tells until there is a reason to return.
func (x *exchange) sleep(o IdleOptions) (Woke, error) {
	heard := time.Now()
	ticked := heard
	for {
		now := time.Now()
		switch {
		case len(x.sent) == 0:
			return WokeEnded, nil
		case x.bye != "":
			return 0, x.fail(&Broken{Cause: errClosed, Bye: x.bye})
		case x.stopIdle:
			return WokeStopped, nil
		case x.takeInterrupt():
			return WokeInterrupted, nil
		case !o.Until.IsZero() && !now.Before(o.Until):
			return WokeUntil, nil
		case o.Quiet > 0 && since(heard, now) >= o.Quiet:
			return WokeQuiet, nil
		case o.Tick > 0 && since(ticked, now) >= o.Tick:
			ticked = now
			if o.OnTick != nil && o.OnTick() {
				return WokeTick, nil
			}
		}
		x.drop()
		if len(x.have()) > 0 {
			x.patience = tellTime
			if err := x.step(); err != nil {
				return 0, err
			}
			heard = time.Now()
			continue
		}
		x.resize(idleBuffer)
		if err := x.doze(o.wake(heard, ticked)); err != nil {
			return 0, err
		}
	}
}

// wake is when there is something to do even if nothing comes; zero if never.
func (o IdleOptions) wake(heard, ticked time.Time) time.Time {
	until := o.Until
	sooner := func(from time.Time, wait time.Duration) {
		if t := from.Add(wait); wait > 0 && (until.IsZero() || t.Before(until)) {
			until = t
		}
	}
	sooner(heard, o.Quiet)
	sooner(ticked, o.Tick)
	return until
}

// since is how much time has passed by the clock that counts more: one stands
// still while the machine sleeps, the other may be set back.
func since(then, now time.Time) time.Duration {
	return max(now.Sub(then), now.Round(0).Sub(then.Round(0)))
}

// doze reads until something comes, somebody interrupts or it is time.
func (x *exchange) doze(until time.Time) error {
	x.room(0)
	x.mu.Lock()
	if x.interrupted {
		x.mu.Unlock()
		return nil
	}
	x.waiting = true
	err := x.nc.SetReadDeadline(until)
	x.mu.Unlock()
	if err != nil {
		return x.lost(err)
	}
	n, err := x.read(x.b[x.w:])
	x.w += n
	x.mu.Lock()
	x.waiting = false
	x.mu.Unlock()
	if n > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return x.lost(err)
}

func (x *exchange) takeInterrupt() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	was := x.interrupted
	x.interrupted = false
	return was
}
