package wire

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const idling = "C: T1 IDLE\nS: + idling\n"

func TestIdleWakes(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		o            func() IdleOptions
		want         Woke
		after        time.Duration
	}{
		{"when it is time", idling + "C: DONE\nS: T1 OK", func() IdleOptions {
			return IdleOptions{Until: time.Now().Add(9 * time.Minute), Quiet: time.Hour, Tick: time.Hour}
		}, WokeUntil, 9 * time.Minute},
		{"when nothing came", idling + "C: DONE\nS: T1 OK", func() IdleOptions {
			return IdleOptions{Until: time.Now().Add(time.Hour), Quiet: 4 * time.Minute}
		}, WokeQuiet, 4 * time.Minute},
		{"when a tick says so", idling + "C: DONE\nS: T1 OK", func() IdleOptions {
			ticks := 0
			return IdleOptions{Tick: time.Minute, OnTick: func() bool { ticks++; return ticks == 3 }}
		}, WokeTick, 3 * time.Minute},
		{"when told something", idling + "S: * OK still here\nS: * 2 EXISTS\nC: DONE\nS: * 3 EXISTS\nS: T1 OK", func() IdleOptions {
			return IdleOptions{Quiet: time.Minute}
		}, WokeStopped, 0},
		{"when told something before it begins", "C: T1 IDLE\nS: * 2 EXISTS\nS: + idling\nC: DONE\nS: T1 OK", func() IdleOptions {
			return IdleOptions{Quiet: time.Minute}
		}, WokeStopped, 0},
		{"when the server has enough", idling + "S: T1 OK enough", func() IdleOptions { return IdleOptions{Quiet: time.Minute} }, WokeEnded, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var c *Conn
				c = play(t, Options{Notice: func(n Notice) {
					if n.Exists != nil {
						c.StopIdle()
					}
				}}, tt.script)
				began := time.Now()
				woke, err := c.Idle(t.Context(), tt.o())
				if took := time.Since(began); woke != tt.want || err != nil || took != tt.after {
					t.Errorf("woke for %v after %s, %v", woke, took, err)
				}
			})
		})
	}
}

func TestIdlePassesOnWhatItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l listen
		c := play(t, l.options(), idling+`
			S: * 7 EXISTS
			S: * 6 EXPUNGE
			S: * VANISHED 4,6:8
			S: * 3 FETCH (UID 9 FLAGS (\Seen) MODSEQ (12))
			S: * 3 FETCH (FLAGS (\Seen))
			S: * 3 FETCH (UID 9)
			S: * STATUS "Sent" (MESSAGES 3)
			S: * LIST () "/" "&ANY-ber" ("OLDNAME" ("x"))
			S: * OK [ALERT] the disk is full
			S: * OK [NOTIFICATIONOVERFLOW] too much
			S: * NO not good
			S: * 3 RECENT
			S: * METADATA "" (/private/x {2}
			S: y)
			S: * VANISHED what
			S: * STATUS
			S: * LIST
			S: * FETCH
			S: T9 OK
			S: + more
			C: DONE
			S: T1 OK`)
		woke, err := c.Idle(t.Context(), IdleOptions{Until: time.Now().Add(time.Minute)})
		if woke != WokeUntil || err != nil {
			t.Errorf("woke for %v, %v", woke, err)
		}
		want := []string{
			"exists 7", "expunged 6", "vanished 4,6:8", `flags 9 [\Seen] 12`, `flags 0 [\Seen] 0`, "status Sent 3",
			"mailbox Öber", "alert the disk is full", "overflow",
		}
		if !slices.Equal(l.heard, want) {
			t.Errorf("heard %q", l.heard)
		}
	})
}

func TestAByteFromTheServerIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := pipe(t, Options{})
		server.wg.Go(func() {
			server.expect("IDLE")
			server.send("+ idling\r\n")
			for range 5 {
				time.Sleep(50 * time.Second)
				server.send("* OK still here\r\n")
			}
			server.expect("DONE")
			server.send("T1 OK\r\n")
		})
		began := time.Now()
		woke, err := c.Idle(t.Context(), IdleOptions{Quiet: time.Minute})
		if took := time.Since(began); woke != WokeQuiet || err != nil || took != 310*time.Second {
			t.Errorf("woke for %v after %s, %v", woke, took, err)
		}
	})
}

func TestInterrupt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := play(t, Options{}, idling+"C: DONE\nS: T1 OK\nC: T2 IDLE\nS: + idling\nC: DONE\nS: T2 OK")
		time.AfterFunc(time.Minute, c.Interrupt)
		began := time.Now()
		woke, err := c.Idle(t.Context(), IdleOptions{})
		if took := time.Since(began); woke != WokeInterrupted || err != nil || took != time.Minute {
			t.Errorf("woke for %v after %s, %v", woke, took, err)
		}
		c.Interrupt() // while nothing waits: the next one returns at once, and only that
		if woke, err := c.Idle(t.Context(), IdleOptions{}); woke != WokeInterrupted || err != nil {
			t.Errorf("woke for %v, %v", woke, err)
		}
		if woke, err := c.Idle(t.Context(), IdleOptions{Quiet: time.Minute}); woke != WokeQuiet || err != nil {
			t.Errorf("woke for %v, %v", woke, err)
		}
	})
}

func TestIdleThatFails(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		check        func(err error) bool
		after        time.Duration
	}{
		{"refused", "C: T1 IDLE\nS: T1 BAD what?", func(err error) bool { return refusal(err).Bad }, 0},
		{"refused later", idling + "S: T1 NO too long", func(err error) bool { return refusal(err).Text == "too long" }, 0},
		{"no answer to IDLE", "C: T1 IDLE\nS: * 1 EXISTS", timedOut, time.Minute},
		{"no answer to DONE", idling + "C: DONE", timedOut, time.Hour + doneTime},
		{"goodbye", idling + "S: * BYE timeout", func(err error) bool { return isBroken(err) && strings.Contains(err.Error(), "timeout") }, 0},
		{"hung up", idling + "X", isBroken, 0},
		{"half a response", idling + "S: * 1 FETCH (UID {3}", timedOut, tellTime},
		{"a response that is too long", idling + "S: * X " + strings.Repeat("x", 2<<20), isGarbled, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := play(t, Options{}, tt.script)
				began := time.Now()
				_, err := c.Idle(t.Context(), IdleOptions{Until: time.Now().Add(time.Hour)})
				if took := time.Since(began); !tt.check(err) || took != tt.after {
					t.Errorf("got %v after %s", err, took)
				}
			})
		})
	}
}

func timedOut(err error) bool { return isBroken(err) && errors.Is(err, ErrTimeout) }

func TestIdleEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := play(t, Options{}, idling)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := c.Idle(ctx, IdleOptions{}); err != context.DeadlineExceeded {
			t.Errorf("got %v", err)
		}
		if err := c.Noop(t.Context()); !isBroken(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTimeByTheClockThatCountsMore(t *testing.T) {
	now := time.Now()
	slept := now.Round(0).Add(-time.Hour) // as if the other clock had stood still
	if got := since(slept, now); got != time.Hour {
		t.Errorf("got %s", got)
	}
	if got := since(now.Add(-time.Minute), now); got != time.Minute {
		t.Errorf("got %s", got)
	}
}

func TestLittleIsKeptWhileIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *Conn
		kept := 0
		c = play(t, Options{}, "C: T1 UID FETCH 7 (UID)\nS: * 1 FETCH (UID 7 X "+strings.Repeat("x", 500_000)+")\nS: T1 OK\n"+
			"C: T2 IDLE\nS: + idling\nS: * X "+strings.Repeat("x", 500_000)+"\nC: DONE\nS: T2 OK")
		err := c.Fetch(t.Context(), FetchItems{}, once(UIDSet{{7, 7}}), 1, func(*Message) error { return nil }, func(_ UIDSet, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
		woke, err := c.Idle(t.Context(), IdleOptions{Tick: time.Minute, OnTick: func() bool {
			kept = cap(c.b) + cap(c.out)
			return true
		}})
		if woke != WokeTick || err != nil || kept > 1024 {
			t.Errorf("woke for %v with %d bytes kept, %v", woke, kept, err)
		}
	})
}
