package main

import (
	"strings"
	"testing"

	"thrice/imapsync/dovecottest"
)

func TestWhatIsStoredOfAFolderIsToldBesideTheServersCount(t *testing.T) {
	for _, tt := range []struct {
		name   string
		stored counts
		server int
		want   string
	}{
		{"nothing was read yet", counts{}, 7, ""},
		{"there is nothing", counts{}, 0, ""},
		{"everything was read", counts{read: 7}, 7, ", all read"},
		{"one could not be read", counts{read: 6, aside: 1}, 7, ", 6 read, 1 set aside"},
		{"nothing could be read", counts{aside: 7}, 7, ", 0 read, 7 set aside"},
		{"what is older than the history was not wanted", counts{read: 5}, 7, ", 5 read, 2 not read: older than the history, or new"},
		{"that, and one could not be read", counts{read: 5, aside: 1}, 7, ", 5 read, 1 set aside, 1 not read: older than the history, or new"},
		{"some were deleted since the last round", counts{read: 9}, 7, ", 9 read, 2 gone since"},
		{"all were", counts{read: 8, aside: 1}, 0, ", 8 read, 1 set aside, 9 gone since"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.stored.agree(tt.server); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestChecksCountsAgreeWithTheServer(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	o.replace("[[account]]", "history = \"30d\"\n\n[[account]]")
	inbox := func(want string) {
		t.Helper()
		check := o.must("check")
		if !strings.Contains(check, "    INBOX (inbox): "+want+"\n") {
			t.Errorf("want INBOX with %q:\n%s", want, check)
		}
	}
	long := question("long", "anna@globex.example", "Long", hoursAgo(40))
	long.more = "References:" + strings.Repeat(" <"+strings.Repeat("x", 500)+"@acme.example>\n", 2500)
	for n, m := range []letter{
		question("q1", "anna@globex.example", "Offer 1", hoursAgo(60)),
		question("q2", "ben@globex.example", "Offer 2", hoursAgo(50)),
		question("q3", "cy@globex.example", "Old", hoursAgo(24*20)), // kept as a header
	} {
		o.deliver("INBOX", m)
		if n == 0 {
			inbox("1 message")
		}
	}
	o.read()
	inbox("3 messages, all read")
	o.deliver("INBOX", long)
	inbox("4 messages, 3 read, 1 not read: older than the history, or new")
	o.read()
	inbox("4 messages, 3 read, 1 set aside")
	server.Doveadm("expunge", "-u", "joe", "mailbox", "INBOX", "subject", "Old")
	inbox("3 messages, 3 read, 1 set aside, 1 gone since")
	o.read()
	inbox("3 messages, 2 read, 1 set aside")
	server.Doveadm("expunge", "-u", "joe", "mailbox", "INBOX", "subject", "Long")
	o.read()
	inbox("2 messages, all read")
	o.deliver("INBOX", question("q4", "cy@globex.example", "Before the history", hoursAgo(24*40)))
	o.read()
	inbox("3 messages, all read")
	fresh := o.afresh()
	fresh.read()
	if check := fresh.must("check"); !strings.Contains(check, "3 messages, 2 read, 1 not read: older than the history, or new\n") {
		t.Errorf("a fresh start:\n%s", check)
	}
}
