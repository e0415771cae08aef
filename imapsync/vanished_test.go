package imapsync

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

func TestAQuietFolderIsComparedOnceAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf()), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		before := len(f.sent("UID SEARCH ALL"))
		after(reconcileEvery)
		for range 3 {
			readRound(t, s)
		}
		if n := len(f.sent("UID SEARCH ALL")) - before; n != 1 {
			t.Errorf("compared %d times, want once", n)
		}
	})
}

func TestASearchThatLeavesMessagesOutDropsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1, 2, 3)), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		f.on = func(p *fakePeer, tag, command string) bool {
			all := command == "UID SEARCH ALL"
			if all {
				p.send("* SEARCH\r\n%s OK [THROTTLED] done", tag)
			}
			return all
		}
		after(reconcileEvery)
		readRound(t, s)
		wantGone(t, sink)
	})
}

// leftUnread is a sink that a round left with messages to read.
func leftUnread(messages uint32, unread string, stored ...uint32) *fakeSink {
	sink := &fakeSink{start: tracker.Start{Folders: []tracker.Folder{{
		Account: "work", Name: inbox, Role: tracker.RoleInbox, UIDValidity: 7, LastUID: messages, Unread: unread, Reconciled: time.Now(),
	}}}}
	for _, uid := range stored {
		sink.arrivals = append(sink.arrivals, tracker.Arrival{
			Message:  tracker.Message{IDs: []string{fmt.Sprint(uid)}},
			Location: tracker.Location{Folder: inbox, UIDValidity: 7, UID: uid},
		})
	}
	return sink
}

func TestWhatVanishedBeforeItWasReadKeepsNothingFromBeingRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(5, 400_001)), leftUnread(400_000, "1:400000")
		readRound(t, newSyncer(t, f, sink))
		wantUIDs(t, "arrivals", sink.uids(), 5, 400_001)
		if left := sink.unread(inbox); left != "" {
			t.Errorf("left are %.50s", left)
		}
		if n := len(f.sent("UID FETCH")); n > 10 {
			t.Errorf("%d times FETCH for two messages", n)
		}
	})
}

func TestWhatVanishedWhileARoundWasInterruptedIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1, 3)), leftUnread(3, "1", 2, 3)
		readRound(t, newSyncer(t, f, sink))
		wantGone(t, sink, [2]uint32{2, 2})
	})
}

func TestHistoryIsBroughtBackThoughNothingIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, sink := newFake(t, inboxOf(1)), &fakeSink{forgetful: true}
		s := newSyncer(t, f, sink)
		if err := s.Round(t.Context()); err == nil || len(sink.finished) > 0 {
			t.Errorf("error %v, finished %v", err, sink.finished)
		}
		before := sink.recalled
		sink.forgetful = false
		readRound(t, s)
		if sink.recalled != before+1 || len(sink.finished) != 1 {
			t.Errorf("brought back %d times, finished %v", sink.recalled-before, sink.finished)
		}
	})
}

func TestATextThatCannotBeLookedForIsNotGivenUp(t *testing.T) {
	at := func(folder string, uid uint32) []tracker.Location {
		return []tracker.Location{{Folder: folder, UIDValidity: 7, UID: uid}}
	}
	tests := []struct {
		name string
		at   []tracker.Location
		on   func(p *fakePeer, tag, command string) bool
	}{
		{"the message was moved since", at(inbox, 9), nil},
		{"the folder was renumbered since", []tracker.Location{{Folder: inbox, UIDValidity: 6, UID: 1}}, nil},
		{"the folder is refused", at("Zoo", 1), func(p *fakePeer, tag, command string) bool {
			refused := strings.HasPrefix(command, `EXAMINE "Zoo"`)
			if refused {
				p.send("%s NO [INUSE] later", tag)
			}
			return refused
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, sink := newFake(t, inboxOf(1), &fakeFolder{name: "Zoo", validity: 7, mails: []fakeMail{mail(1)}}), &fakeSink{}
				f.folders = append(f.folders, &fakeFolder{name: "Zz", validity: 7, mails: []fakeMail{mail(2)}})
				s := newSyncer(t, f, sink)
				readRound(t, s)
				f.on = tt.on
				sink.wanted = []tracker.Wanted{{Key: "k", Locations: tt.at}}
				readRound(t, s)
				if len(sink.texts) > 0 {
					t.Errorf("texts %+v", sink.texts)
				}
			})
		})
	}
}

func TestAFolderWhoseStatusIsNotListedIsAskedAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 IDLE LIST-STATUS"
		s := running(t, f.account(), sink, time.Now)
		after(10 * time.Second)
		f.deliver(box, mail(2)) // and the server does not tell
		s.Wake()
		after(5 * time.Second)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2)
	})
}

func TestManyRefusedFoldersAreToldInALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folders := []*fakeFolder{inboxOf(1)}
		for n := range 100 {
			folders = append(folders, &fakeFolder{name: fmt.Sprintf("Project %d", n), validity: 1})
		}
		f, sink := newFake(t, folders...), &fakeSink{}
		f.on = func(p *fakePeer, tag, command string) bool {
			refused := strings.HasPrefix(command, `EXAMINE "Project`)
			if refused {
				p.send("%s NO [NOPERM] not yours", tag)
			}
			return refused
		}
		if err := newSyncer(t, f, sink).Round(t.Context()); err == nil {
			t.Error("the round succeeded")
		}
		if why := sink.failures[0]; len(why) > 600 || !strings.Contains(why, "95 more") {
			t.Errorf("told %q", why)
		}
	})
}
