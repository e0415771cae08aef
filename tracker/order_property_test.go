package tracker_test

import (
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thrice/internal/reading"
	"thrice/internal/store"
	"thrice/rules"
	"thrice/tracker"
)

// TestTheOrderOfArrivalDoesNotMatter delivers one mailbox twice: as it was
// written, in two halves, and in any order, in batches, again and again and with copies
// in other folders. Once all is there, the same must be to do.
func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
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
		now := mails[len(mails)-1].at.Add(time.Duration(rapid.IntRange(0, 8*24).Draw(rt, "hours later")) * time.Hour)
		ran := rapid.Bool().Draw(rt, "has run before")
		runs++
		asWritten := &delivery{t: t, db: db, account: fmt.Sprint("written", runs), now: now, ran: ran}
		for half := range slices.Chunk(numbers(len(mails)), (len(mails)+1)/2) {
			var batch []copied
			for _, i := range half {
				batch = append(batch, copied{i, mails[i].folder})
			}
			asWritten.batches = append(asWritten.batches, batch)
		}
		shuffled := &delivery{t: t, db: db, account: fmt.Sprint("shuffled", runs), now: now, ran: ran, batches: drawBatches(rt, mails)}
		if diff := cmp.Diff(asWritten.items(mails), shuffled.items(mails)); diff != "" {
			rt.Fatalf("as written (-) and shuffled (+) differ:\n%s\n%s", diff, strings.Join(texts(mails), "\n\n"))
		}
	})
}

func numbers(n int) []int {
	var all []int
	for i := range n {
		all = append(all, i)
	}
	return all
}

// letter is one mail of a generated mailbox.
type letter struct {
	at     time.Time
	folder string
	raw    string
}

func texts(mails []letter) []string {
	var out []string
	for _, m := range mails {
		out = append(out, m.folder+":\n"+m.raw)
	}
	return out
}

// copied is a copy of a mail, by its number, in a folder.
type copied struct {
	mail   int
	folder string
}

// drawBatches draws an order in which the mails arrive, some of them repeatedly
// and in several folders, and how many at once.
func drawBatches(t *rapid.T, mails []letter) [][]copied {
	var all []copied
	for i, m := range mails {
		all = append(all, copied{i, m.folder})
		if m.folder == "Junk" {
			continue // a copy elsewhere would be another statement
		}
		for range rapid.IntRange(0, 2).Draw(t, "copies") {
			all = append(all, copied{i, rapid.SampledFrom([]string{m.folder, "Archive", "All Mail", "Junk", "Drafts"}).Draw(t, "copy")})
		}
	}
	all = rapid.Permutation(all).Draw(t, "order")
	var batches [][]copied
	for len(all) > 0 {
		n := rapid.IntRange(1, len(all)).Draw(t, "batch")
		batches, all = append(batches, all[:n]), all[n:]
	}
	return batches
}

// delivery brings a mailbox into an account of its own.
type delivery struct {
	t       *testing.T
	db      tracker.Store
	account string
	now     time.Time
	ran     bool // the program had run before the first mail
	batches [][]copied
	late    int  // so many batches come after the first round
	wanted  bool // texts from before the horizon are read when they are wanted
	unread  bool // mails from before the horizon are kept as headers
}

// items delivers the batches, makes one round and tells what there is then.
func (d *delivery) items(mails []letter) []string {
	d.t.Helper()
	ctx := d.t.Context()
	clock := d.now
	tr := tracker.New(d.db, []tracker.Policy{{
		Identity: tracker.Identity{Account: d.account, Me: []string{"joe@acme.example"}, Colleagues: []string{"acme.example"}, AuthServer: "mx.acme.example"},
		Calendar: rules.Calendar{Zone: time.UTC}, Lookback: 14 * 24 * time.Hour, History: 365 * 24 * time.Hour,
	}}, readHeader, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
	if d.ran {
		clock = mails[0].at.Add(-time.Hour)
		d.round(tr, clock, nil)
		clock = d.now
	}
	if _, err := tr.Begin(ctx, d.account); err != nil {
		d.t.Fatal(err)
	}
	cursors := map[string]uint32{}
	for n, batch := range d.batches {
		if d.late > 0 && n == len(d.batches)-d.late {
			d.texts(tr, mails)
			d.round(tr, clock, slices.Collect(maps.Keys(cursors)))
		}
		found := d.arrivals(batch, mails)
		for _, folder := range slices.Sorted(maps.Keys(found)) {
			arrivals := found[folder]
			for _, a := range arrivals {
				cursors[folder] = max(cursors[folder], a.Location.UID)
			}
			f := tracker.Folder{Account: d.account, Name: folder, Role: roleOf(folder), UIDValidity: 1, LastUID: cursors[folder]}
			d.receive(tr, f, arrivals, mails)
		}
	}
	if d.wanted {
		d.texts(tr, mails)
	}
	d.round(tr, clock, slices.Collect(maps.Keys(cursors)))
	items, err := tr.List(ctx, true)
	if err != nil {
		d.t.Fatal(err)
	}
	var told []string
	for _, i := range items {
		told = append(told, tell(i))
	}
	slices.Sort(told)
	return told
}

func (d *delivery) round(tr *tracker.Tracker, at time.Time, folders []string) {
	d.t.Helper()
	if _, err := tr.Begin(d.t.Context(), d.account); err != nil {
		d.t.Fatal(err)
	}
	if err := tr.Finish(d.t.Context(), d.account, at, folders); err != nil {
		d.t.Fatal(err)
	}
}

// arrivals reads the copies of a batch, by folder. A mail's number is its UID
// wherever it lies.
func (d *delivery) arrivals(batch []copied, mails []letter) map[string][]tracker.Arrival {
	found := map[string][]tracker.Arrival{}
	for _, c := range batch {
		at := tracker.Location{Account: d.account, Folder: c.folder, UIDValidity: 1, UID: uint32(c.mail + 1), Role: roleOf(c.folder)}
		found[c.folder] = append(found[c.folder], readMail(d.t, []byte(mails[c.mail].raw), at, mails[c.mail].at, reading.Hints{Zone: time.UTC}))
	}
	return found
}

// tell is what a person sees of an item, but for the identities that depend on
// the account.
func tell(i tracker.Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s: %s, waiting on %s, %d touches\n%s\n", i.Subject, i.Kind, i.Customer.Address, i.State, i.WaitingOn, i.Touches, i.Why)
	if i.Task != nil {
		fmt.Fprintf(&b, "task %s, step %d, due %s\n", i.Task.Do, i.Task.Step, i.Task.Due)
	}
	if i.Next != nil {
		fmt.Fprintf(&b, "next %s\n", i.Next)
	}
	for _, m := range i.Messages {
		fmt.Fprintf(&b, "%s %s %s %s\n", m.MessageID, m.Direction, m.Nature, m.Date)
	}
	return b.String()
}
