package imapsync

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// newSyncer reads from the server into the sink until the test ends.
func newSyncer(t *testing.T, f *fakeServer, sink *fakeSink) *Syncer {
	t.Helper()
	s := New(f.account(), sink, quiet(), nil, time.Now)
	t.Cleanup(s.Close)
	return s
}

func wantUIDs(t *testing.T, what string, got []uint32, want ...uint32) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// readRound makes a round that looks at everything, as the first one of a
// connection does.
func readRound(t *testing.T, s *Syncer) {
	t.Helper()
	s.thorough.Store(true)
	if err := s.Round(t.Context()); err != nil {
		t.Fatalf("round: %v", err)
	}
}

func numbers(from, to uint32) []uint32 {
	var out []uint32
	for u := from; u <= to; u++ {
		out = append(out, u)
	}
	return out
}

// fetchOf splits a UID FETCH command.
func fetchOf(command string) (set, items string, ok bool) {
	rest, ok := strings.CutPrefix(command, "UID FETCH ")
	set, items, _ = strings.Cut(rest, " ")
	return set, items, ok
}

// conduct is how a server answers, and what must come of five messages.
type conduct struct {
	name string
	on   func(p *fakePeer, tag, command string) bool
	got  []uint32
	bad  []uint32
}

// lawfulConduct is lawful or nearly so: nothing breaks.
func lawfulConduct() []conduct {
	return []conduct{
		{name: "nothing unusual", got: numbers(1, 5)},
		{
			name: "the UID comes after the literal",
			on: func(p *fakePeer, tag, command string) bool {
				set, items, ok := fetchOf(command)
				if !ok {
					return false
				}
				for i, m := range p.open.mails {
					if within(set, m.uid, p.open) {
						p.send("* %d FETCH (%s UID %d FLAGS (\\Seen) INTERNALDATE \"%s\")", i+1, m.section(items), m.uid, m.date)
					}
				}
				p.send("%s OK done", tag)
				return true
			},
			got: numbers(1, 5),
		},
		{
			name: "flags of another client come before the answer",
			on: func(p *fakePeer, _, command string) bool {
				if _, _, ok := fetchOf(command); ok {
					p.send(`* 1 FETCH (UID 1 FLAGS (\Seen))`)
					p.send(`* 3 FETCH (FLAGS (\Seen) UID 3)`)
					p.send(`* 4 FETCH (FLAGS (\Answered))`)
				}
				return false
			},
			got: numbers(1, 5),
		},
		{
			name: "a message comes only when asked for by itself",
			on: func(p *fakePeer, tag, command string) bool {
				set, items, ok := fetchOf(command)
				if !ok || set == "2" {
					return false
				}
				for _, m := range p.open.mails {
					if m.uid != 2 && within(set, m.uid, p.open) {
						p.send("%s", p.open.data(m, items))
					}
				}
				p.send("%s OK done", tag)
				return true
			},
			got: numbers(1, 5),
		},
		{
			name: "a message is listed and never handed out",
			on: func(p *fakePeer, tag, command string) bool {
				set, items, ok := fetchOf(command)
				if !ok {
					return false
				}
				for _, m := range p.open.mails {
					if m.uid == 2 {
						p.send("* 2 FETCH (UID 2 FLAGS () BODY[HEADER.FIELDS (Date)] NIL)")
					} else if within(set, m.uid, p.open) {
						p.send("%s", p.open.data(m, items))
					}
				}
				p.send("%s NO some messages could not be fetched", tag)
				return true
			},
			got: []uint32{1, 3, 4, 5}, bad: []uint32{2},
		},
		{
			name: "a message is gone before it is fetched",
			on: func(p *fakePeer, _, command string) bool {
				if _, _, ok := fetchOf(command); ok {
					p.open.mails = slices.DeleteFunc(p.open.mails, func(m fakeMail) bool { return m.uid == 3 })
				}
				return false
			},
			got: []uint32{1, 2, 4, 5},
		},
	}
}

// deadConduct ends the connection.
func deadConduct() []conduct {
	return []conduct{
		{
			name: "the connection is cut at one message",
			on: func(p *fakePeer, _, command string) bool {
				set, items, ok := fetchOf(command)
				if !ok || !within(set, 4, p.open) {
					return false
				}
				p.send("%s", p.open.data(p.open.mails[0], items))
				p.Close()
				return true
			},
			got: []uint32{1, 2, 3, 5}, bad: []uint32{4},
		},
		{
			name: "the server falls silent at one message",
			on: func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				return ok && within(set, 1, p.open)
			},
			got: []uint32{2, 3, 4, 5}, bad: []uint32{1},
		},
		{
			name: "one message is nonsense",
			on: func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				if ok = ok && within(set, 5, p.open); ok {
					p.send(`* 5 FETCH (UID 5 X-SURPRISE "?")`)
				}
				return ok
			},
			got: []uint32{1, 2, 3, 4}, bad: []uint32{5},
		},
	}
}

// poisonousConduct is an answer that must not be read.
func poisonousConduct() []conduct {
	return []conduct{
		{
			name: "an INTERNALDATE nobody can read",
			on: func(p *fakePeer, _, _ string) bool {
				if p.open != nil {
					p.open.mails[1].date = "00-Jan-0000 00:00:00 +0000"
				}
				return false
			},
			got: numbers(1, 5),
		},
		{
			name: "a literal of ten gigabytes",
			on: func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				if ok = ok && within(set, 2, p.open); ok {
					p.send("* 2 FETCH (UID 2 BODY[HEADER.FIELDS (Date)] {9999999999}\r\nabc")
				}
				return ok
			},
			got: []uint32{1, 3, 4, 5}, bad: []uint32{2},
		},
		{
			name: "a structure nested without end",
			on: func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				if ok = ok && within(set, 3, p.open); ok {
					p.send("* 3 FETCH (UID 3 BODYSTRUCTURE %s", strings.Repeat("(", 3<<20))
				}
				return ok
			},
			got: []uint32{1, 2, 4, 5}, bad: []uint32{3},
		},
		{
			name: "a line without end",
			on: func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				if ok = ok && within(set, 1, p.open); ok {
					p.send("* OK %s", strings.Repeat("x", 3<<20))
				}
				return ok
			},
			got: []uint32{2, 3, 4, 5}, bad: []uint32{1},
		},
	}
}

func TestRoundSettlesEveryMessageWhateverTheServerDoes(t *testing.T) {
	for _, tt := range slices.Concat(lawfulConduct(), deadConduct(), poisonousConduct()) {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, sink := newFake(t, inboxOf(1, 2, 3, 4, 5)), &fakeSink{}
				f.on = tt.on
				s := newSyncer(t, f, sink)
				readRound(t, s)
				wantUIDs(t, "arrivals", sink.uids(), tt.got...)
				wantUIDs(t, "unreadable", sink.bad(), tt.bad...)
				if sink.cursor(inbox) != 5 || len(sink.finished) != 1 || len(sink.failures) != 0 {
					t.Errorf("cursor %d, finished %v, failures %v", sink.cursor(inbox), sink.finished, sink.failures)
				}
				for _, a := range sink.arrivals {
					if want := fmt.Sprintf("Offer %d", a.Location.UID); a.Subject != want {
						t.Errorf("message %d has subject %q", a.Location.UID, a.Subject)
					}
				}
				// What is settled is not asked for again.
				before := len(sink.uids())
				f.on = nil
				readRound(t, s)
				if len(sink.uids()) != before || len(sink.bad()) != len(tt.bad) {
					t.Errorf("the second round brought %v and %v again", sink.uids()[before:], sink.bad())
				}
			})
		})
	}
}

func TestAPoisonedMessageIsFoundAtEveryPosition(t *testing.T) {
	for _, poison := range []uint32{1, 2, 31, 32, 33, 63, 64} {
		synctest.Test(t, func(t *testing.T) {
			f, sink := newFake(t, inboxOf(numbers(1, 64)...)), &fakeSink{}
			f.on = func(p *fakePeer, _, command string) bool {
				set, _, ok := fetchOf(command)
				if ok = ok && within(set, poison, p.open); ok {
					p.Close()
				}
				return ok
			}
			s := newSyncer(t, f, sink)
			readRound(t, s)
			wantUIDs(t, "unreadable", sink.bad(), poison)
			if len(sink.uids()) != 63 {
				t.Errorf("poison at %d: %d messages came, want 63", poison, len(sink.uids()))
			}
			if n := f.connections(); n > 11 {
				t.Errorf("poison at %d took %d connections", poison, n)
			}
		})
	}
}

func TestMessagesAreNotPassedOverWhileTheServerHandsOutNone(t *testing.T) {
	tests := []struct {
		name string
		on   func(p *fakePeer, tag, command string) bool
	}{
		{"throttled: OK without data", func(p *fakePeer, tag, command string) bool {
			_, _, ok := fetchOf(command)
			if ok {
				p.send("%s OK Success [THROTTLED]", tag)
			}
			return ok
		}},
		{"every FETCH is swallowed", func(_ *fakePeer, _, command string) bool {
			_, _, ok := fetchOf(command)
			return ok
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, sink := newFake(t, inboxOf(1, 2, 3)), &fakeSink{}
				f.on = tt.on
				s := newSyncer(t, f, sink)
				if err := s.Round(t.Context()); err == nil {
					t.Error("the round succeeded")
				}
				if len(sink.failures) != 1 || len(sink.unreadable) != 0 || sink.cursor(inbox) != 0 {
					t.Errorf("failures %v, unreadable %v, cursor %d", sink.failures, sink.unreadable, sink.cursor(inbox))
				}
				f.on = nil
				readRound(t, s)
				wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3)
			})
		})
	}
}

func TestARoundThatWasCutIsResumedWithoutLossOrDoubling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(numbers(1, 3000)...)), &fakeSink{start: tracker.Start{Horizon: time.Now().AddDate(99, 0, 0)}}
		fetches := 0
		f.on = func(p *fakePeer, _, command string) bool {
			_, items, ok := fetchOf(command)
			if !ok {
				return false
			}
			if fetches++; fetches == 2 { // the newest window came whole
				for _, m := range p.open.mails[2000:2050] {
					p.send("%s", p.open.data(m, items))
				}
				io.WriteString(p, "* 2051 FETCH (UID 2051 FLAGS () BODY[HEADER.FIELDS (Date)] {500}\r\nDate: Mon")
				p.Close()
				f.setDown(true)
				return true
			}
			return false
		}
		a := f.account()
		a.Connections = 1
		s := New(a, sink, quiet(), nil, time.Now)
		t.Cleanup(s.Close)
		if err := s.Round(t.Context()); err == nil {
			t.Fatal("the round succeeded without a network")
		}
		if left := sink.unread(inbox); left != "1:2000,2051:2500" {
			t.Errorf("still to be read are %q", left)
		}
		f.setDown(false)
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), numbers(1, 3000)...)
		if left := sink.unread(inbox); left != "" || sink.cursor(inbox) != 3000 {
			t.Errorf("still to be read are %q up to %d", left, sink.cursor(inbox))
		}
	})
}
