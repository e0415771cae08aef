package tracker_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/tracker"
)

// TestWhatIsKeptUnreadDecidesAsIfItHadBeenRead delivers one mailbox twice: every
// mail as a message, and those from before the horizon as headers, which are
// recalled when they matter; some mails come only after the first round. The
// same must be to do, and the same conversations must be there.
func TestWhatIsKeptUnreadDecidesAsIfItHadBeenRead(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set(orders); err != nil {
			t.Fatal(err)
		}
	}
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		mails := drawMailbox(rt)
		runs++
		horizon := rapid.SampledFrom(mails).Draw(rt, "horizon").at
		now := horizon.Add(14*24*time.Hour + time.Minute)
		for _, m := range mails {
			now = later(now, m.at)
		}
		batches := drawBatches(rt, mails)
		late := rapid.IntRange(0, len(batches)-1).Draw(rt, "batches after the first round")
		read := &delivery{t: t, db: db, account: fmt.Sprint("read", runs), now: now, batches: batches, late: late, wanted: true}
		unread := &delivery{t: t, db: db, account: fmt.Sprint("unread", runs), now: now, batches: batches, late: late, wanted: true, unread: true}
		if diff := cmp.Diff(read.items(mails), unread.items(mails)); diff != "" {
			rt.Fatalf("now %s, read (-) and kept unread (+) differ:\n%s\n%s\n%v", now, diff, strings.Join(texts(mails), "\n\n"), batches)
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// receive hands over what came from a folder as imapsync does: of mails from
// before the horizon only the header was read, or nothing at all.
func (d *delivery) receive(tr *tracker.Tracker, f tracker.Folder, arrivals []tracker.Arrival, mails []letter) {
	d.t.Helper()
	b := tracker.Batch{Folder: f}
	horizon := d.now.Add(-14 * 24 * time.Hour)
	for _, a := range arrivals {
		at := tracker.MessageTime(a.Date, a.Internal, d.now)
		if !d.wanted || !at.Before(horizon) {
			b.Arrivals = append(b.Arrivals, a)
			continue
		}
		header, _, _ := strings.Cut(mails[a.Location.UID-1].raw, "\r\n\r\n")
		h := tracker.Header{Location: a.Location, Internal: a.Internal, At: at, Raw: []byte(header + "\r\n\r\n")}
		plain := readHeader(h)
		if !d.unread {
			plain.Internal = a.Internal
			b.Arrivals = append(b.Arrivals, plain)
			continue
		}
		h.Marks, h.AuthServer = plain.HeaderMarks(at), plain.AuthServer
		b.Headers = append(b.Headers, h)
	}
	if err := tr.Receive(d.t.Context(), b); err != nil {
		d.t.Fatal(err)
	}
}

// texts reads what is wanted, as a round does before it ends.
func (d *delivery) texts(tr *tracker.Tracker, mails []letter) {
	d.t.Helper()
	if err := tr.Recall(d.t.Context(), d.account); err != nil {
		d.t.Fatal(err)
	}
	for {
		wanted, err := tr.Wanted(d.t.Context(), d.account)
		if err != nil {
			d.t.Fatal(err)
		}
		var texts []tracker.Text
		for _, w := range wanted {
			at := w.Locations[0]
			a := readMail(d.t, []byte(mails[at.UID-1].raw), at, mails[at.UID-1].at, reading.Hints{Zone: time.UTC})
			texts = append(texts, tracker.Text{Key: w.Key, Content: a.Content})
		}
		if len(texts) == 0 {
			return
		}
		if err := tr.ReceiveTexts(d.t.Context(), d.account, texts); err != nil {
			d.t.Fatal(err)
		}
	}
}

// TestANewThreadFromBeforeTheHorizonStillAnswers asks before the horizon, is
// answered in a new thread before it, and hears from a machine after it.
func TestANewThreadFromBeforeTheHorizonStillAnswers(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := customer{"Anna Berg", "anna@globex.example", "office@globex.example"}
	ask := line{from: "us", folder: "Sent", text: "Could you let me know what you think?"}
	answer := line{from: "them", folder: "INBOX", text: "It is settled.", loose: true, apart: true,
		fields: "Authentication-Results: mx.acme.example; dmarc=pass header.from=globex.example\n"}
	machine := line{from: "them", folder: "INBOX", fields: "Auto-Submitted: auto-replied\n", text: "We have received your message."}
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	letters := func(horizon time.Time) []letter {
		var out []letter
		for i, m := range []struct {
			line
			at time.Time
		}{{ask, horizon.Add(-72 * time.Hour)}, {answer, horizon.Add(-24 * time.Hour)}, {machine, horizon.Add(time.Hour)}} {
			refers := -1
			if i == 2 {
				refers = 0
			}
			out = append(out, letter{at: m.at, folder: m.folder, raw: m.write(c, 1, i, refers, m.at)})
		}
		return out
	}
	mails := letters(monday)
	var got [][]string
	for n, unread := range []bool{false, true} {
		d := &delivery{t: t, db: db, account: fmt.Sprint("account", n), now: monday.Add(14 * 24 * time.Hour), wanted: true, unread: unread,
			batches: [][]copied{{{0, "Sent"}}, {{2, "INBOX"}, {1, "INBOX"}}}}
		got = append(got, d.items(mails))
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Errorf("read (-) and kept unread (+) differ:\n%s", diff)
	}
	if !strings.Contains(strings.Join(got[1], "\n"), "in a new thread") {
		t.Errorf("the new thread is overlooked:\n%s", strings.Join(got[1], "\n"))
	}
}
