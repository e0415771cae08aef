package imapsync

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

// cutOnce cuts the connection at the first command that begins with prefix.
func cutOnce(prefix string) func(p *fakePeer, tag, command string) bool {
	cut := false
	return func(p *fakePeer, _, command string) bool {
		if cut || !strings.HasPrefix(command, prefix) {
			return false
		}
		cut = true
		p.Close()
		return true
	}
}

func TestWhatIsToldOnAConnectionThatReplacedABrokenOneIsHeard(t *testing.T) {
	tests := []struct{ name, at string }{
		{"while messages are read", "UID FETCH"},
		{"while folders are opened", "UID SEARCH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box := inboxOf(1)
				f, sink := newFake(t, box), &fakeSink{}
				f.caps = "IMAP4rev1 IDLE"
				f.on = cutOnce(tt.at)
				running(t, f.account(), sink, time.Now)
				after(30 * time.Second)
				f.deliver(box, mail(2))
				if !f.push("* 2 EXISTS") {
					t.Fatal("no IDLE")
				}
				after(5 * time.Second)
				if got := sink.uids(); len(got) == 0 || got[len(got)-1] != 2 {
					t.Errorf("arrived are %v, and not 2", got)
				}
				n, _ := sink.rounds()
				after(5*time.Minute + time.Second)
				if more, _ := sink.rounds(); more == n {
					t.Error("no further round")
				}
			})
		})
	}
}

func TestTextsAreReadOnAConnectionThatReplacedABrokenOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		f.on = cutOnce("UID FETCH")
		running(t, f.account(), sink, time.Now)
		after(30 * time.Second)
		sink.mu.Lock()
		sink.wanted = []tracker.Wanted{{Key: "k", Locations: []tracker.Location{{Folder: inbox, UIDValidity: 7, UID: 1}}}}
		sink.mu.Unlock()
		f.deliver(box, mail(2))
		f.push("* 2 EXISTS")
		after(5 * time.Second)
		sink.mu.Lock()
		defer sink.mu.Unlock()
		if len(sink.texts) != 1 || len(sink.texts[0].Content.Errors) > 0 {
			t.Errorf("texts %+v", sink.texts)
		}
	})
}

func TestALoginThatIsRefusedAfterIDLEIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		f.work.Lock()
		f.on = cutOnce("UID SEARCH")
		f.password = "other"
		f.work.Unlock()
		f.deliver(box, mail(2))
		f.push("* 2 EXISTS")
		after(5 * time.Second)
		f.work.Lock()
		f.password = "secret"
		f.work.Unlock()
		after(20 * time.Minute)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
	})
}

func TestARefusalWhileMailIsReadAtOnceEndsNeitherIDLENorIsTheMailLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE"
		running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		refusals := 0
		f.work.Lock()
		f.on = func(p *fakePeer, tag, command string) bool {
			refuse := strings.HasPrefix(command, "UID SEARCH") && refusals < 2
			if refuse {
				refusals++
				p.send("%s NO [UNAVAILABLE] not now", tag)
			}
			return refuse
		}
		f.work.Unlock()
		f.deliver(box, mail(2))
		f.push("* 2 EXISTS")
		after(time.Minute)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
		if !f.push("* OK Still here") {
			t.Error("no IDLE any more")
		}
	})
}

func TestMailThatComesWhileTheInboxIsOpenedAgainIsSeen(t *testing.T) {
	for _, caps := range []string{"IMAP4rev1 IDLE", "IMAP4rev1"} {
		synctest.Test(t, func(t *testing.T) {
			box := inboxOf(1)
			f, sink := newFake(t, box, &fakeFolder{name: "Zoo", validity: 1}), &fakeSink{}
			f.caps = caps
			examined := 0
			f.on = func(_ *fakePeer, _, command string) bool {
				if strings.HasPrefix(command, `EXAMINE "INBOX"`) {
					if examined++; examined == 2 { // to see what is there, and to read it
						box.mails = append(box.mails, mail(2))
					}
				}
				return false
			}
			running(t, f.account(), sink, time.Now)
			after(6 * time.Minute)
			wantUIDs(t, "arrivals", sink.uids(), 1, 2)
		})
	}
}

func TestWhatAServerWantsAPersonToKnowIsShownOnce(t *testing.T) {
	for _, fails := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f, sink := newFake(t, inboxOf(1)), &fakeSink{}
			told := false
			f.on = func(p *fakePeer, tag, command string) bool {
				if !strings.HasPrefix(command, "LIST") || told {
					return false
				}
				told = true
				p.send("* OK [ALERT] Maintenance\x1b[31m tonight")
				if fails {
					p.send("%s NO not now", tag)
				}
				return fails
			}
			var log bytes.Buffer
			s := New(f.account(), sink, slog.New(slog.NewTextHandler(&log, nil)), nil, time.Now)
			t.Cleanup(s.Close)
			for n := range 2 {
				if err := s.Round(t.Context()); (err != nil) != (fails && n == 0) {
					t.Errorf("round: %v", err)
				}
			}
			if n := strings.Count(log.String(), "“Maintenance[31m tonight”"); n != 1 {
				t.Errorf("shown %d times: %s", n, &log)
			}
		})
	}
}
