package imapsync

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// running is a Syncer in Run within a bubble.
func running(t *testing.T, a Account, sink *fakeSink, now func() time.Time) *Syncer {
	t.Helper()
	s := New(a, sink, quiet(), nil, now)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	synctest.Wait()
	return s
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func wantRounds(t *testing.T, when string, sink *fakeSink, want int) {
	t.Helper()
	if n, failures := sink.rounds(); n != want || len(failures) > 0 {
		t.Errorf("%s: %d rounds, want %d; failures %q", when, n, want, failures)
	}
}

func TestWithoutIDLERoundsComeAtThePollIntervalAndOnWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		s := running(t, f.account(), sink, time.Now)
		wantRounds(t, "at once", sink, 1)
		after(5*time.Minute - time.Second)
		wantRounds(t, "before the interval is over", sink, 1)
		after(2 * time.Second)
		wantRounds(t, "after it", sink, 2)
		s.Wake()
		synctest.Wait()
		wantRounds(t, "on Wake", sink, 3)
		after(5*time.Minute + time.Second)
		wantRounds(t, "an interval later", sink, 4)
		if f.connections() != 1 {
			t.Errorf("%d connections", f.connections())
		}
	})
}

func TestMailIsReadAtOnceWhenIDLETellsOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		running(t, f.account(), sink, time.Now)
		after(time.Minute)
		f.push("* 1 EXISTS") // nothing new
		f.push("* OK Still here")
		after(3 * time.Second)
		wantRounds(t, "without new mail", sink, 1)
		f.deliver(box, mail(2))
		if !f.push("* 2 EXISTS") {
			t.Fatal("no IDLE")
		}
		after(time.Second)
		wantRounds(t, "with new mail", sink, 1)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
		f.push("* 1 EXPUNGE")
		after(3 * time.Second)
		f.deliver(box, mail(3))
		f.push("* 2 EXISTS") // one went, one came
		after(time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3)
	})
}

func TestACountThatIsToldAgainIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		before := len(f.sent(""))
		for range 3 {
			f.push("* 1 EXISTS")
			after(5 * time.Second)
		}
		if more := f.sent("")[before:]; len(more) > 0 {
			t.Errorf("asked %q", more)
		}
	})
}

func TestMailThatIsToldOfBeforeItCanBeFoundIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		running(t, f.account(), sink, time.Now)
		after(time.Minute)
		f.push("* 2 EXISTS")
		after(time.Second)
		f.deliver(box, mail(2))
		after(2 * time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
		searched := len(f.sent("UID SEARCH"))
		after(time.Minute)
		if n := len(f.sent("UID SEARCH")) - searched; n != 0 {
			t.Errorf("searched %d times more", n)
		}
		wantRounds(t, "in the end", sink, 1)
	})
}

func TestMailThatComesBetweenRoundAndIDLEIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box, &fakeFolder{name: "Zoo", validity: 1, mails: []fakeMail{mail(9)}}), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		examined := 0
		f.on = func(p *fakePeer, _, command string) bool {
			if strings.HasPrefix(command, `EXAMINE "INBOX"`) {
				if examined++; examined == 3 { // to see, to read, to wait in
					box.mails = append(box.mails, mail(2))
				}
			}
			return false
		}
		running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 9)
		wantRounds(t, "in the end", sink, 1)
	})
}

// What is due is shown only once everything was read since: a folder that was
// made later was not.
func TestARoundCountsFromTheMomentTheFoldersWereListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.on = func(_ *fakePeer, _, command string) bool {
			if _, _, ok := fetchOf(command); ok {
				<-time.After(10 * time.Second)
			}
			return false
		}
		began := time.Now()
		running(t, f.account(), sink, time.Now)
		after(20 * time.Minute)
		var got []time.Duration
		for _, at := range sink.started {
			got = append(got, at.Sub(began).Round(time.Minute))
		}
		if want := []time.Duration{0, 0, 0, 15 * time.Minute}; !slices.Equal(got, want) || !sink.started[0].Equal(began) || len(f.sent("LIST")) != 2 {
			t.Errorf("rounds as of %v, want %v; the first as of %s, begun %s; %d times LIST", got, want, sink.started[0], began, len(f.sent("LIST")))
		}
	})
}

func TestIDLEIsRenewedBeforeItIsForgotten(t *testing.T) {
	for _, talks := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			f, sink := newFake(t, inboxOf(1)), &fakeSink{}
			f.caps = "IMAP4rev1 IDLE"
			a := f.account()
			a.Poll = time.Hour
			running(t, a, sink, time.Now)
			want := 51 // a silent server is asked each minute whether it is there
			if talks {
				want = 6
			}
			for range 100 {
				after(30 * time.Second)
				if talks {
					f.push("* OK Still here")
				}
			}
			wantRounds(t, "in 50 minutes", sink, 1)
			if n := len(f.sent("IDLE")); n < want-1 || n > want || f.connections() != 1 {
				t.Errorf("%d times IDLE on %d connections, want %d on 1", n, f.connections(), want)
			}
			after(11 * time.Minute)
			wantRounds(t, "after an hour", sink, 2)
		})
	}
}

func TestADeadIDLEIsNoticedAndAnotherConnectionMade(t *testing.T) {
	tests := []struct {
		name string
		kill func(f *fakeServer)
	}{
		{"DONE is not answered", func(f *fakeServer) {
			f.on = func(p *fakePeer, _, command string) bool {
				if command != "IDLE" || f.connections() > 1 {
					return false
				}
				p.send("+ idling")
				p.line()
				p.line()
				return true
			}
		}},
		{"BYE, and the socket stays open", func(f *fakeServer) {
			f.on = func(p *fakePeer, _, command string) bool {
				if command != "IDLE" || f.connections() > 1 {
					return false
				}
				p.send("+ idling")
				p.send("* BYE Session invalidated")
				p.line()
				return true
			}
		}},
		{"the connection is cut", func(f *fakeServer) {
			f.on = func(p *fakePeer, _, command string) bool {
				if command == "IDLE" && f.connections() == 1 {
					p.Close()
				}
				return false
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box := inboxOf(1)
				f, sink := newFake(t, box), &fakeSink{}
				f.caps = "IMAP4rev1 IDLE"
				tt.kill(f)
				running(t, f.account(), sink, time.Now)
				after(90 * time.Second)
				if f.connections() != 2 {
					t.Errorf("%d connections after 90 seconds, want 2", f.connections())
				}
				after(5 * time.Minute)
				if f.connections() != 2 || !f.push("* OK hello") {
					t.Errorf("%d connections, or no IDLE", f.connections())
				}
				if n, failures := sink.rounds(); n < 2 || len(failures) > 0 {
					t.Errorf("%d rounds, failures %q", n, failures)
				}
			})
		})
	}
}

func TestAServerThatEndsEveryIDLEIsNotHurried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		f.on = func(p *fakePeer, _, command string) bool {
			if command == "IDLE" {
				p.Close()
			}
			return false
		}
		running(t, f.account(), sink, time.Now)
		after(time.Hour)
		if n := f.connections(); n < 5 || n > 90 {
			t.Errorf("%d connections in an hour", n)
		}
	})
}

func TestAServerThatRefusesIDLEIsPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		f.on = func(p *fakePeer, tag, command string) bool {
			if command == "IDLE" {
				p.send("%s NO not today", tag)
			}
			return command == "IDLE"
		}
		running(t, f.account(), sink, time.Now)
		after(11 * time.Minute)
		wantRounds(t, "in 11 minutes", sink, 3)
		if f.connections() != 1 {
			t.Errorf("%d connections", f.connections())
		}
	})
}

func TestAfterSleepTheConnectionIsMadeAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		var slept atomic.Int64
		now := func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
		running(t, f.account(), sink, now)
		after(31 * time.Second)
		slept.Store(int64(80 * time.Second)) // a clock that is set is no sleep
		after(31 * time.Second)
		wantRounds(t, "after 80 seconds", sink, 1)
		slept.Store(int64(8 * time.Hour))
		after(31 * time.Second)
		wantRounds(t, "after a night", sink, 2)
		if f.connections() != 2 {
			t.Errorf("%d connections, want 2", f.connections())
		}
	})
}

func TestFailuresAreRepeatedMoreAndMoreSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.setDown(true)
		running(t, f.account(), sink, time.Now)
		after(time.Hour)
		n := f.connections()
		if _, failures := sink.rounds(); n < 15 || n > 80 || len(failures) != n {
			t.Errorf("%d tries in an hour, %d told", n, len(failures))
		}
		f.setDown(false)
		after(maxBackOff)
		if n, _ := sink.rounds(); n == 0 {
			t.Error("no round although the network is back")
		}
	})
}

func TestAWrongPasswordIsTriedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.password = "other"
		s := running(t, f.account(), sink, time.Now)
		after(10 * time.Minute)
		for range 10 {
			s.Wake()
			synctest.Wait()
		}
		if n := len(f.sent("LOGIN")); n != 3 {
			t.Errorf("%d logins in 10 minutes, want 3", n)
		}
		after(50 * time.Minute)
		if n := len(f.sent("LOGIN")); n < 5 || n > 7 {
			t.Errorf("%d logins in an hour", n)
		}
	})
}

func TestCloseEndsARoundThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.on = func(_ *fakePeer, _, command string) bool { return strings.HasPrefix(command, "EXAMINE") }
		s := New(f.account(), sink, quiet(), nil, time.Now)
		done := make(chan error)
		go func() { done <- s.Run(t.Context()) }()
		after(time.Second)
		began := time.Now()
		s.Close()
		if err := <-done; err != nil || time.Since(began) > 0 {
			t.Errorf("Run returned %v after %s", err, time.Since(began))
		}
		if _, failures := sink.rounds(); len(failures) > 0 {
			t.Errorf("told %q", failures)
		}
	})
}
