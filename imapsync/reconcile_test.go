package imapsync

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"thrice/tracker"
)

func wantGone(t *testing.T, sink *fakeSink, want ...[2]uint32) {
	t.Helper()
	if !slices.Equal(sink.gone, want) {
		t.Errorf("gone are %v, want %v", sink.gone, want)
	}
}

func TestWhatVanishedIsFoundByTheNumberOfMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1, 2, 3)
		f, sink := newFake(t, box), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		box.mails = []fakeMail{mail(1), mail(3), mail(4)} // one went and one came
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3, 4)
		wantGone(t, sink, [2]uint32{2, 2})
	})
}

func TestWhatVanishedIsToldByTheServerWhereItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1, 2, 3)
		f, sink := newFake(t, box), &fakeSink{}
		f.caps = "IMAP4rev1 ENABLE CONDSTORE QRESYNC"
		modseq := 10
		f.on = func(p *fakePeer, tag, command string) bool {
			switch {
			case strings.HasPrefix(command, "ENABLE"):
				p.send("* ENABLED QRESYNC")
			case strings.HasPrefix(command, "EXAMINE"):
				p.examine(inbox)
				p.send("* OK [HIGHESTMODSEQ %d] ok", modseq)
				if strings.Contains(command, "QRESYNC (7 10") && modseq > 10 {
					p.send("* VANISHED (EARLIER) 2")
				}
			default:
				return false
			}
			p.send("%s OK done", tag)
			return true
		}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		box.mails, modseq = []fakeMail{mail(1), mail(3)}, 11
		readRound(t, s)
		wantGone(t, sink, [2]uint32{2, 2})
		if n := len(f.sent("UID SEARCH ALL")); n != 1 { // when the folder was new
			t.Errorf("%d searches for everything", n)
		}
	})
}

// A difference that no number shows is found in the end.
func TestAFolderIsComparedWholeOnceAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(3, 5)
		f, sink := newFake(t, box), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		box.mails = []fakeMail{mail(2), mail(5)}
		after(6 * 24 * time.Hour)
		readRound(t, s)
		wantUIDs(t, "arrivals after six days", sink.uids(), 3, 5)
		after(25 * time.Hour)
		readRound(t, s)
		wantUIDs(t, "arrivals after a week", sink.uids(), 2, 3, 5)
		wantGone(t, sink, [2]uint32{3, 3})
		searched := len(f.sent("UID SEARCH"))
		readRound(t, s)
		if n := len(f.sent("UID SEARCH")) - searched; n != 0 {
			t.Errorf("searched %d times once it was compared", n)
		}
	})
}

// The flags of what was read before are looked at where the server does not tell
// which changed.
func TestFlagsThatChangedAreStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := inboxOf(1, 2)
		f, sink := newFake(t, box), &fakeSink{}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		box.mails[0].flags = `\Answered`
		box.mails = append(box.mails, mail(3))
		readRound(t, s)
		want := tracker.FlagChange{UID: 1, Flags: []string{`\Answered`}}
		if len(sink.flags) == 0 || fmt.Sprint(sink.flags[0]) != fmt.Sprint(want) {
			t.Errorf("flags %v, want %v among them", sink.flags, want)
		}
	})
}
