package wire

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAGoodbyeDuringAFetchIsNotAwaitedLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := play(t, Options{}, "C: T1 UID FETCH 1 (UID)\nC: T2 UID FETCH 2 (UID)\nS: * BYE restarting\nS: * 1 FETCH (UID 1)\nS: T1 OK")
		windows := []UIDSet{{{1, 1}}, {{2, 2}}}
		began, came := time.Now(), 0
		err := c.Fetch(t.Context(), FetchItems{}, func() (UIDSet, bool) {
			if len(windows) == 0 {
				return nil, false
			}
			w := windows[0]
			windows = windows[1:]
			return w, true
		}, 2, func(*Message) error {
			came++
			return nil
		}, func(_ UIDSet, err error) error { return err })
		if took := time.Since(began); !isBroken(err) || !strings.Contains(err.Error(), "restarting") || took != byeTime || came != 1 {
			t.Errorf("%d came, %v after %s", came, err, took)
		}
	})
}

func TestAServerThatEndsTheSession(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		check        func(err error) bool
		heard        []string
	}{
		{
			"before an answer that says more", "C: T1 NOOP\nS: * BYE too many mistakes\nS: T1 NO [AUTHENTICATIONFAILED] wrong\nX",
			func(err error) bool { return refusal(err).Code == "AUTHENTICATIONFAILED" }, []string{"bye too many mistakes"},
		},
		{
			"behind the answer", "C: T1 NOOP\nS: T1 NO wrong\nS: * BYE too many mistakes\nX",
			func(err error) bool { return refusal(err).Text == "wrong" }, nil,
		},
		{
			"without an answer", "C: T1 NOOP\nS: * BYE [UNAVAILABLE] restarting\nX",
			func(err error) bool {
				return isBroken(err) && strings.Contains(err.Error(), `"[UNAVAILABLE] restarting"`)
			}, []string{"bye [UNAVAILABLE] restarting"},
		},
		{
			"without a word", "C: T1 NOOP\nS: * BYE\nX",
			func(err error) bool { return isBroken(err) && strings.Contains(err.Error(), "ended the session") }, []string{"bye BYE"},
		},
		{
			"as if that were an answer", "C: T1 NOOP\nS: T1 BYE so long",
			func(err error) bool { return isBroken(err) && strings.Contains(err.Error(), "so long") }, nil,
		},
		{
			"in too many words", "C: T1 NOOP\nS: * BYE " + strings.Repeat("long ", 1000) + "\nX",
			func(err error) bool { return isBroken(err) && len(err.Error()) < 600 }, nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l listen
			c := play(t, l.options(), tt.script)
			if err := c.Noop(t.Context()); !tt.check(err) {
				t.Errorf("got %v", err)
			}
			if tt.heard != nil && !slices.Equal(l.heard, tt.heard) {
				t.Errorf("heard %q", l.heard)
			}
			if err := c.Noop(t.Context()); !isBroken(err) {
				t.Errorf("the next command: got %v", err)
			}
		})
	}
}
