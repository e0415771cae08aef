package imapsync

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

func TestNewMessagesAreReadPastTheCursor(t *testing.T) {
	for _, noUIDNext := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			box := inboxOf(3, 9)
			box.noUIDNext = noUIDNext
			f, sink := newFake(t, box), &fakeSink{}
			s := newSyncer(t, f, sink)
			readRound(t, s)
			readRound(t, s) // "10:*" finds message 9 again
			wantUIDs(t, "arrivals", sink.uids(), 3, 9)
			box.mails = append(box.mails, mail(12))
			readRound(t, s)
			wantUIDs(t, "arrivals", sink.uids(), 3, 9, 12)
			if n := len(f.sent("UID SEARCH")); !noUIDNext && n != 2 {
				t.Errorf("%d searches, want 2: UIDNEXT says when there is nothing new", n)
			}
		})
	}
}

func TestAFolderIsReadAgainAfterItsUIDsChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(5, 6)
		f, sink := newFake(t, box), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		box.validity, box.mails = 8, []fakeMail{mail(1), mail(2), mail(3)}
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3, 5, 6)
		if last := sink.arrivals[4].Location; last.UIDValidity != 8 || sink.cursor(inbox) != 3 {
			t.Errorf("location %+v, cursor %d", last, sink.cursor(inbox))
		}
	})
}

func TestAFolderThatIsRenumberedWhileItIsReadIsBegunAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(5, 6)
		f, sink := newFake(t, box, &fakeFolder{name: "Zoo", validity: 1, mails: []fakeMail{mail(9)}}), &fakeSink{}
		examined := 0
		f.on = func(_ *fakePeer, _, command string) bool {
			if strings.HasPrefix(command, `EXAMINE "INBOX"`) {
				if examined++; examined == 3 { // to begin in, to see what is there, and to read it
					box.validity = 8
				}
			}
			return false
		}
		readRound(t, newSyncer(t, f, sink))
		wantUIDs(t, "arrivals", sink.uids(), 5, 6, 9)
		for _, a := range sink.arrivals {
			if l := a.Location; l.Folder == inbox && l.UIDValidity != 8 {
				t.Errorf("message %d is stored under UIDVALIDITY %d", l.UID, l.UIDValidity)
			}
		}
		if n, failures := sink.rounds(); n != 1 || len(failures) > 0 {
			t.Errorf("%d rounds, failures %q", n, failures)
		}
	})
}

func TestTheFirstSightOfAFolderReachesBackToTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1, 2, 3)
		f, sink := newFake(t, box), &fakeSink{start: tracker.Start{History: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)}}
		f.on = func(p *fakePeer, tag, command string) bool {
			if strings.HasPrefix(command, "UID SEARCH SINCE") {
				p.send("* SEARCH 2\r\n%s OK done", tag)
				return true
			}
			return false
		}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), 2)
		if got := f.sent("UID SEARCH SINCE"); len(got) != 1 || got[0] != `UID SEARCH SINCE 14-Jan-2026` {
			t.Errorf("searched %q", got)
		}
		if sink.cursor(inbox) != 3 {
			t.Errorf("the cursor is %d, want 3", sink.cursor(inbox))
		}
	})
}

// Courier is one: it tells no UIDNEXT, and takes "*" alone for a number that no
// message has.
func TestAFolderIsReadWholeWhereAStarFindsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1, 2, 3)
		box.noUIDNext = true
		f, sink := newFake(t, box), &fakeSink{}
		f.on = func(p *fakePeer, tag, command string) bool {
			if command == "UID SEARCH UID *" {
				p.send("* SEARCH\r\n%s OK done", tag)
				return true
			}
			return false
		}
		readRound(t, newSyncer(t, f, sink))
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3)
		if sink.cursor(inbox) != 3 {
			t.Errorf("the cursor is %d, want 3", sink.cursor(inbox))
		}
	})
}

func TestFoldersAreReadSentFirstAndNamedAsPeopleSeeThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		empty := func(name, wire, attrs string) *fakeFolder {
			return &fakeFolder{name: name, wire: wire, attrs: attrs, validity: 1}
		}
		f, sink := newFake(t, inboxOf(1), empty("INBOX.Zoo", "", ""), empty("INBOX.Envoyés", "INBOX.Envoy&AOk-s", `\HasNoChildren`),
			empty("Gone", "", `\Noselect`), empty("Old", "", `\NonExistent`), empty("Entwürfe & mehr", "Entw&APw-rfe &- mehr", `\Drafts`)), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		want := []string{"INBOX.Envoyés", inbox, "Entwürfe & mehr", "INBOX.Zoo"}
		if !slices.Equal(sink.finished[0], want) {
			t.Errorf("read %q, want %q", sink.finished[0], want)
		}
		b := slices.DeleteFunc(slices.Clone(sink.batches), func(f tracker.Folder) bool { return f.Name == inbox && f.Messages > 0 })
		if b = slices.Insert(b, 1, sink.batches[0]); b[0].Role != tracker.RoleSent || b[1].Role != tracker.RoleInbox || b[2].Role != tracker.RoleDrafts || b[3].Role != "" {
			t.Errorf("roles %+v", b)
		}
		if len(f.sent("EXAMINE")) != 6 { // INBOX thrice: to begin in, to see what is there, and to read it
			t.Errorf("opened %q", f.sent("EXAMINE"))
		}
	})
}

func TestAFolderThatRefusesFailsTheRoundButNotTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		secret := &fakeFolder{name: "Accounts", validity: 1}
		f, sink := newFake(t, inboxOf(1), secret, &fakeFolder{name: "Zoo", validity: 1, mails: []fakeMail{mail(2)}}), &fakeSink{}
		f.on = func(p *fakePeer, tag, command string) bool {
			if strings.HasPrefix(command, "EXAMINE") && strings.Contains(command, "Accounts") {
				p.send("%s NO [NOPERM] not\x1b[31m yours", tag)
				return true
			}
			return false
		}
		s := newSyncer(t, f, sink)
		err := s.Round(t.Context())
		if err == nil || len(sink.finished) != 0 || len(sink.failures) != 1 {
			t.Fatalf("error %v, finished %v, failures %q", err, sink.finished, sink.failures)
		}
		if why := sink.failures[0]; !strings.Contains(why, `"Accounts"`) || !strings.Contains(why, "server says “[NOPERM] not[31m yours”") {
			t.Errorf("told %q", why)
		}
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
		f.folders = slices.DeleteFunc(f.folders, func(f *fakeFolder) bool { return f == secret })
		readRound(t, s)
		if f.connections() != 1 {
			t.Errorf("a refusal cost the connection: %d", f.connections())
		}
	})
}

func TestASinkThatFailsKeepsTheCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{broken: true}
		s := newSyncer(t, f, sink)
		if err := s.Round(t.Context()); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("error %v", err)
		}
		sink.broken = false
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), 1)
	})
}
