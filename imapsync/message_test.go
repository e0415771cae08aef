package imapsync

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/internal/reading"
	"thrice/rules"
	"thrice/tracker"
)

const offer = "Date: Mon, 2 Mar 2026 09:00:00 +0100\r\n" +
	"From: Anna Berg <Anna@Globex.example>\r\n" +
	"Reply-To: office@globex.example, other@globex.example\r\n" +
	"To: Joe <joe@acme.example>\r\n" +
	"Cc: ben@globex.example\r\n" +
	"Subject: Re: =?utf-8?q?B=C3=BCro?=\r\n" +
	"Message-ID: <a2@globex.example>\r\n" +
	"In-Reply-To: <a1@acme.example> <x@acme.example>\r\n" +
	"References: <a0@acme.example> <a1@acme.example>\r\n\r\n"

func TestAnArrivalSaysWhatTheHeaderSays(t *testing.T) {
	at := tracker.Location{Account: "work", Folder: inbox, UIDValidity: 7, UID: 3, Role: tracker.RoleInbox, Flags: []string{`\Seen`}}
	internal := time.Date(2026, 3, 2, 8, 5, 0, 0, time.UTC)
	a := arrival([]byte(offer), at, internal, reading.Hints{Zone: time.UTC})
	want := tracker.Message{
		Account: "work",
		IDs:     []string{"a2@globex.example"},
		Refs:    []string{"a0@acme.example", "a1@acme.example", "x@acme.example"},
		From:    tracker.Party{Name: "Anna Berg", Address: "anna@globex.example"},
		ReplyTo: tracker.Party{Address: "office@globex.example"},
		To:      []tracker.Party{{Name: "Joe", Address: "joe@acme.example"}},
		Cc:      []tracker.Party{{Address: "ben@globex.example"}},
		Subject: "Re: Büro", Base: a.Base, Response: true,
		Date:    time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
		Content: a.Content,
	}
	if diff := cmp.Diff(want, a.Message); diff != "" {
		t.Error(diff)
	}
	if a.Read || a.Base == "" || a.Nature == "" || a.Internal != internal || len(a.Digest) != 32 || !cmp.Equal(a.Location, at) {
		t.Errorf("arrival %+v", a)
	}
	if b := arrival([]byte(strings.Replace(offer, "a2@", "a3@", 1)), at, internal, reading.Hints{}); b.Digest == a.Digest {
		t.Error("two headers have the same digest")
	}
}

func TestTextIsReadFromTheMessageItself(t *testing.T) {
	a := arrival([]byte(offer), tracker.Location{}, time.Date(2026, 3, 2, 8, 5, 0, 0, time.UTC), reading.Hints{Zone: time.UTC})
	addText(&a, []byte(offer+strings.Repeat("Wörter. ", 1000)+"\r\n"), time.Now(), reading.Hints{Zone: time.UTC})
	if !a.Read || a.Nature != tracker.Human || len([]rune(a.Text)) != maxNewText {
		t.Errorf("read %v, nature %q, %d characters", a.Read, a.Nature, len([]rune(a.Text)))
	}
}

func TestABounceRefersToWhatItReturns(t *testing.T) {
	bounce := "From: MAILER-DAEMON@acme.example\r\nTo: joe@acme.example\r\nSubject: Undelivered\r\nMessage-ID: <b@acme.example>\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n" +
		"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; acme.example\r\n\r\n" +
		"Final-Recipient: rfc822; anna@globex.example\r\nAction: failed\r\nStatus: 5.1.1\r\n" +
		"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <a1@acme.example>\r\nSubject: Offer\r\n\r\nHello\r\n--x--\r\n"
	header, _, _ := strings.Cut(bounce, "\r\n\r\n")
	a := arrival([]byte(header+"\r\n\r\n"), tracker.Location{}, time.Time{}, reading.Hints{})
	addText(&a, []byte(bounce), time.Now(), reading.Hints{})
	if a.Nature != tracker.Bounce || a.Failed != (tracker.Failure{Status: "5.1.1", Address: "anna@globex.example", Permanent: true}) {
		t.Errorf("nature %q, failure %+v", a.Nature, a.Failed)
	}
	if !slices.Equal(a.Refs, []string{"a1@acme.example"}) {
		t.Errorf("refers to %q", a.Refs)
	}
}

func TestDatesCountFromTheMessagesTime(t *testing.T) {
	raw := offer + "I am out of the office until 6 March.\r\n"
	c := Parse([]byte("Auto-Submitted: auto-replied\r\n"+raw), tracker.Location{}, time.Time{}, time.Now(), reading.Hints{Zone: time.UTC}).Content
	if !c.Read || c.Until != (rules.Date{Year: 2026, Month: 3, Day: 6}) {
		t.Errorf("content %+v", c)
	}
}

func TestAReaderThatFailsSaysSo(t *testing.T) {
	if why := guarded(func() { panic("no") }); !strings.Contains(why, "no") {
		t.Errorf("why %q", why)
	}
	if why := guarded(func() {}); why != "" {
		t.Errorf("why %q", why)
	}
}

func TestTextsAreReadInTheSamePassWhereADecisionMayRestOnThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, draft := mail(2), mail(3)
		old.header = strings.Replace(old.header, "Date: Mon, 2 Mar 2026", "Date: Mon, 2 Feb 2026", 1)
		old.date = "02-Feb-2026 09:00:00 +0000"
		draft.flags = `\Draft`
		f := newFake(t, &fakeFolder{name: inbox, validity: 7, mails: []fakeMail{mail(1), old, draft, mail(4)}})
		sink := &fakeSink{start: tracker.Start{Horizon: time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC)}, wantsUnread: true}
		f.on = func(p *fakePeer, _, command string) bool {
			set, items, ok := fetchOf(command)
			if ok = ok && within(set, 4, p.open) && strings.Contains(items, "BODY.PEEK[]<0.98304>"); ok {
				p.Close()
			}
			return ok
		}
		now := func() time.Time { return time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC) }
		s := New(f.account(), sink, quiet(), nil, now)
		defer s.Close()
		readRound(t, s)
		wantUIDs(t, "arrivals", sink.uids(), 1, 2, 3, 4)
		read := map[string]tracker.Content{}
		for _, x := range sink.texts {
			read[x.Key] = x.Content
		}
		for _, x := range sink.arrivals {
			if x.Read {
				read[x.IDs[0]] = x.Content
			}
		}
		if c := read["m1@globex.example"]; c.Text != "Is this fine?" {
			t.Errorf("the text beside it is %q", c.Text)
		}
		if c := read["m4@globex.example"]; !c.Read || len(c.Errors) == 0 {
			t.Errorf("the text that cannot be had leaves %+v", c)
		}
		if len(read) != 2 || len(sink.headers) != 1 || sink.headers[0].Location.UID != 2 {
			t.Errorf("read are %v, kept as headers %v", read, sink.headers)
		}
	})
}

func TestTextsThatAreWantedComeFromTheFirstLocationThatStillHoldsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, inboxOf(1, 2), &fakeFolder{name: "Done", validity: 3, mails: []fakeMail{mail(5)}})
		at := func(folder string, validity, uid uint32) tracker.Location {
			return tracker.Location{Account: "work", Folder: folder, UIDValidity: validity, UID: uid}
		}
		sink := &fakeSink{
			start: tracker.Start{Horizon: time.Now().AddDate(99, 0, 0)},
			wanted: []tracker.Wanted{
				{Key: "here", Locations: []tracker.Location{at(inbox, 7, 1)}},
				{Key: "moved", Locations: []tracker.Location{at("Vanished", 1, 9), at(inbox, 7, 99), at("Done", 3, 5)}},
				{Key: "renumbered", Locations: []tracker.Location{at("Done", 2, 5)}},
				{Key: "nowhere"},
				{Key: "twin", Locations: []tracker.Location{at(inbox, 7, 1), at(inbox, 7, 2)}},
			},
		}
		s := newSyncer(t, f, sink)
		readRound(t, s)
		got := map[string]tracker.Content{}
		for _, text := range sink.texts {
			got[text.Key] = text.Content
		}
		for _, key := range []string{"here", "moved", "twin"} {
			if c := got[key]; c.Text != "Is this fine?" || !c.Read {
				t.Errorf("%s: %+v", key, c)
			}
		}
		if len(sink.texts) != 3 || len(sink.finished) != 1 {
			t.Errorf("%d texts, finished %v", len(sink.texts), sink.finished)
		}
	})
}
