package imapsync

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestMailThatComesBeforeAServerBeginsToTellIsReadInTheNextRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		zoo := &fakeFolder{name: "Zoo", validity: 1}
		f, sink := newFake(t, inboxOf(1), zoo), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE NOTIFY"
		f.on = func(_ *fakePeer, _, command string) bool {
			if strings.HasPrefix(command, "NOTIFY") && len(zoo.mails) == 0 {
				zoo.mails = append(zoo.mails, mail(9))
			}
			return false
		}
		running(t, f.account(), sink, time.Now)
		after(6 * time.Minute)
		wantUIDs(t, "arrivals", sink.uids(), 1, 9)
		asked := len(f.sent("STATUS"))
		after(5 * time.Minute)
		if n := len(f.sent("STATUS")) - asked; n != 0 {
			t.Errorf("asked %d times for what the server tells", n)
		}
	})
}

func TestAServerThatTellsOfFoldersWithoutEndIsNotHurried(t *testing.T) {
	for _, tells := range []string{"* OK [NOTIFICATIONOVERFLOW] too much", `* LIST () "." "Zoo"`} {
		synctest.Test(t, func(t *testing.T) {
			f, sink := newFake(t, inboxOf(1)), &fakeSink{}
			f.caps = "IMAP4rev1 IDLE NOTIFY"
			f.on = func(p *fakePeer, _, command string) bool {
				if command == "IDLE" {
					p.send("%s", tells)
				}
				return false
			}
			running(t, f.account(), sink, time.Now)
			after(time.Hour)
			if n, failures := sink.rounds(); n < 12 || n > 130 || len(failures) > 0 {
				t.Errorf("%d rounds in an hour, failures %q", n, failures)
			}
		})
	}
}

func TestAServerThatStoppedTellingIsAskedToTellAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE NOTIFY"
		running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		f.push("* OK [NOTIFICATIONOVERFLOW] too much")
		after(time.Minute)
		if n := len(f.sent("NOTIFY")); n != 2 {
			t.Errorf("%d times NOTIFY", n)
		}
		wantRounds(t, "after the overflow", sink, 2)
	})
}

func TestNoRoundSucceedsWhileAFolderThatChangedIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		zoo := &fakeFolder{name: "Zoo", validity: 1}
		f, sink := newFake(t, inboxOf(1), zoo), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE NOTIFY"
		running(t, f.account(), sink, time.Now)
		after(14 * time.Minute)
		f.work.Lock()
		f.on = func(p *fakePeer, tag, command string) bool {
			refused := strings.HasPrefix(command, `EXAMINE "Zoo"`)
			if refused {
				p.send("%s NO [INUSE] later", tag)
			}
			return refused
		}
		f.work.Unlock()
		f.deliver(zoo, mail(9)) // of which it does not tell
		before, _ := sink.rounds()
		after(10 * time.Minute)
		if n, failures := sink.rounds(); n != before || len(failures) < 2 {
			t.Errorf("%d rounds more succeeded, failures %q", n-before, failures)
		}
		f.work.Lock()
		f.on = nil
		f.work.Unlock()
		after(10 * time.Minute)
		wantUIDs(t, "arrivals", sink.uids(), 1, 9)
	})
}
