package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/imapsync"
	"thrice/imapsync/dovecottest"
	"thrice/tracker"
)

// Not a flag, not \Recent, not a number: whatever is done, the mailbox stays as
// it was.
func TestAThousandRoundsLeaveTheMailboxUntouched(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	q := question("q1", "anna@globex.example", "Offer", hoursAgo(100))
	o.deliver("Sent", q)
	o.deliver("INBOX", q.reply("a1", "anna@globex.example", "Yes, it suits us.", hoursAgo(60)))
	for n, folder := range []string{"INBOX", "Sent", "Drafts", "Junk", "Archive", "Customers/Globex", "Customers/Müller"} {
		o.deliver(folder, question(fmt.Sprintf("q2%d", n), "bo@initech.example", fmt.Sprintf("Offer %d", n), hoursAgo(50)))
	}
	server.Deliver("joe", "INBOX", question("q3", "cy@hooli.example", "Seen", hoursAgo(51)).String(), hoursAgo(51), `\Seen`, `\Flagged`, "$Label1")
	before := server.Snapshot("joe")
	if len(before) != 8 || before["INBOX"].Recent != "3" {
		t.Fatalf("want 8 folders, and 3 recent messages in INBOX: %+v", before)
	}

	const rounds, whole = 1000, 25
	began := time.Now()
	// First as the daemon reads, over one connection; then as cron has it.
	o.rounds(rounds - whole)
	took := time.Since(began)
	for range whole {
		o.read()
	}
	o.must("check")
	t.Logf("%d rounds a second over one connection; %v for a whole run of the program", int(float64(rounds-whole)/took.Seconds()), (time.Since(began)-took)/whole)

	if diff := cmp.Diff(before, server.Snapshot("joe")); diff != "" {
		t.Errorf("the mailbox was changed (-before +after):\n%s", diff)
	}
	server.Deliver("joe", "INBOX", q.reply("a2", "anna@globex.example", "One more thing.", hoursAgo(1)).String(), hoursAgo(1))
	if diff := cmp.Diff(before, server.Snapshot("joe")); diff == "" {
		t.Error("a new mail does not show in what is compared")
	}
}

// rounds reads the account n times over one connection, every tenth time from
// the beginning. What is read is not kept: that would take most of the time.
func (o *office) rounds(n int) {
	o.t.Helper()
	a := &app{world: o.world(), path: o.config()}
	c, _, err := a.load()
	if err != nil {
		o.t.Fatal(err)
	}
	from := c.Accounts[0].IMAP
	sink := &forgetful{}
	syncer := imapsync.New(imapsync.Account{
		Name: "work", Scheme: imapsync.SchemeInsecure, Host: from.Host, Port: from.Port,
		Username: o.user, Credential: credential(c.Accounts[0], nil),
	}, sink, slog.New(slog.DiscardHandler), nil, a.now)
	defer syncer.Close()
	for i := range n {
		if i%10 == 0 {
			sink.folders = map[string]tracker.Folder{}
		}
		if err := syncer.Round(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
	}
	if want := 10 * ((n + 9) / 10); sink.messages != want {
		o.t.Fatalf("%d messages were read in %d rounds, not %d", sink.messages, n, want)
	}
}

// forgetful is a sink that keeps cursors only.
type forgetful struct {
	folders  map[string]tracker.Folder
	messages int
}

// Begin hands out the cursors. Texts are wanted of everything.
func (f *forgetful) Begin(context.Context, string) (tracker.Start, error) {
	return tracker.Start{Folders: slices.Collect(maps.Values(f.folders))}, nil
}

// Receive keeps the cursor.
func (f *forgetful) Receive(_ context.Context, b tracker.Batch) error {
	f.folders[b.Folder.Name] = b.Folder
	f.messages += len(b.Arrivals)
	return nil
}

// StoredUIDs knows of nothing.
func (f *forgetful) StoredUIDs(context.Context, string, string) ([][2]uint32, error) { return nil, nil }

// Recall has no history.
func (f *forgetful) Recall(context.Context, string) error { return nil }

// Wanted wants nothing more.
func (f *forgetful) Wanted(context.Context, string) ([]tracker.Wanted, error) { return nil, nil }

// ReceiveTexts is never called.
func (f *forgetful) ReceiveTexts(context.Context, string, []tracker.Text) error {
	return errors.New("nobody asked for texts")
}

// Finish keeps nothing.
func (f *forgetful) Finish(context.Context, string, time.Time, []string) error { return nil }

// Fail leaves it to the round's own error.
func (f *forgetful) Fail(context.Context, string, string) error { return nil }
