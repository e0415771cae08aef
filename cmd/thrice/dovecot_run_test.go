package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/imapsync/dovecottest"
	"thrice/rules"
)

// While the program runs, the server tells it of an answer, and the reminder is
// gone before anybody could act on it.
func TestAnAnswerClearsWhileTheProgramRuns(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	o.replace("[[account]]", "[digest]\nto = \"none\"\n\n[[account]]")
	q := question("q1", "anna@globex.example", "Offer", hoursAgo(60))
	o.deliver("Sent", q)

	ctx, stop := context.WithCancel(t.Context())
	w := o.world()
	w.args = []string{"-c", o.config(), "run"}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, w) }()
	defer func() {
		stop()
		if code := <-ended; code != codeFine {
			t.Errorf("run ended with exit code %d", code)
		}
	}()
	o.until(rules.Due)
	before := server.Snapshot(o.user)

	a := q.reply("a1", "anna@globex.example", "Yes, it suits us.", hoursAgo(1))
	o.deliver("INBOX", a)
	began := time.Now()
	o.until(rules.Cleared)
	t.Logf("cleared %v after the answer arrived", time.Since(began).Round(time.Millisecond))

	after := server.Snapshot(o.user)
	before["INBOX"] = after["INBOX"]
	if got := after["INBOX"]; len(got.Messages) != 1 || got.Recent != "1" {
		t.Errorf("the answer is no longer as it came: %+v", got)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the mailbox was changed (-before +after):\n%s", diff)
	}
}

// until waits for the one conversation to stand so, much longer than it takes.
func (o *office) until(state rules.State) {
	o.t.Helper()
	timeout := time.NewTimer(time.Minute)
	defer timeout.Stop()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		items := o.items()
		if i, ok := items["Offer"]; ok && i.State == state {
			return
		}
		select {
		case <-ticker.C:
		case <-timeout.C:
			o.t.Fatalf("a minute later it is not %s: %+v", state, items)
		}
	}
}

// The digest is the one thing that is written, once a day, and it is no mail to
// be answered.
func TestTheDigestIsTheOnlyThingWritten(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	o.deliver("Sent", question("q1", "anna@globex.example", "Offer", hoursAgo(60)))
	before := server.Snapshot(o.user)
	o.must("digest", "--send")
	o.must("digest", "--send")
	lost, err := filepath.Glob(filepath.Join(o.dir, "data", "thrice.db*"))
	if err != nil || len(lost) == 0 {
		t.Fatalf("there is no database: %v", err)
	}
	for _, path := range lost {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	o.must("digest", "--send")

	after := server.Snapshot(o.user)
	if n := len(after["INBOX"].Messages); n != 1 {
		t.Errorf("INBOX holds %d messages, not one digest", n)
	}
	text := server.Doveadm("fetch", "-u", o.user, "text", "mailbox", "INBOX", "all")
	for _, want := range []string{"From: ", "joe@acme.example", "Offer", "anna@globex.example"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest lacks %q:\n%s", want, text)
		}
	}
	after["INBOX"] = before["INBOX"]
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something else was changed (-before +after):\n%s", diff)
	}
	o.read()
	for subject, i := range o.items() {
		if subject != "Offer" && (i.State != rules.Idle || i.Touches != 0) {
			t.Errorf("the digest is followed up: %+v", i)
		}
	}
}
