package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"thrice/imapsync/dovecottest"
	"thrice/rules"
	"thrice/tracker"
)

func TestTheSentFolderIsFoundByItsName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		namespace []dovecottest.Option
		sent      string
		setting   string
	}{
		{name: "Gesendet", sent: "Gesendet"},
		{name: "Envoyés below INBOX, in modified UTF-7 on the wire",
			namespace: []dovecottest.Option{dovecottest.Namespace(".", "INBOX.")}, sent: "INBOX.Envoyés"},
		{name: "a name that only the configuration knows", sent: "Büro/Raus & weg", setting: "sent = \"Büro/Raus & weg\"\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := dovecottest.Start(t, append(tt.namespace, dovecottest.NoSpecialUse())...)
			o := opened(t, server, "joe", fmt.Sprintf("imap = \"imap+insecure://%s\"\n%sfolders = [\"INBOX\"]\n", server.Addr, tt.setting))
			o.deliver(tt.sent, question("q1", "anna@globex.example", "Offer", hoursAgo(60)))
			before := server.Snapshot("joe")
			o.read()
			if i := o.items()["Offer"]; i.State != rules.Due || i.Touches != 1 {
				t.Errorf("got %+v", i)
			}
			if check := o.must("check"); !strings.Contains(check, tt.sent) {
				t.Errorf("check does not name %q:\n%s", tt.sent, check)
			}
			if diff := cmp.Diff(before, server.Snapshot("joe")); diff != "" {
				t.Errorf("the mailbox was changed (-before +after):\n%s", diff)
			}
		})
	}
}

// Whatever happens to the numbers of messages, the messages are the same.
func TestRenumberedFoldersBringNothingTwiceAndLoseNothing(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	o := opened(t, server, "joe", "")
	var asked []letter
	for n := range 40 {
		q := question(fmt.Sprintf("q%d", n), fmt.Sprintf("buyer@company%d.example", n), fmt.Sprintf("Offer %d", n), hoursAgo(float64(60+5*n)))
		o.deliver("Sent", q)
		asked = append(asked, q)
	}
	answer := func(n int) {
		o.deliver("INBOX", asked[n].reply(fmt.Sprintf("a%d", n), asked[n].to, "Yes, it suits us.", hoursAgo(float64(50-n))))
	}
	for n := range 20 { // what is deleted leaves a gap, so that new numbers are lower ones
		o.deliver("INBOX", question(fmt.Sprintf("d%d", n), "nobody@elsewhere.example", "Deleted", hoursAgo(70)))
	}
	answer(0)
	o.read()
	server.Doveadm("expunge", "-u", "joe", "mailbox", "INBOX", "subject", "Deleted")

	for n := 1; n <= 3; n++ {
		answer(n)
	}
	server.Renumber("joe", "INBOX")
	server.Doveadm("mailbox", "update", "-u", "joe", "--uid-validity", "777777", "Sent")
	answer(4)
	answer(5)
	o.read()
	cleared := 0
	for _, i := range o.items() {
		if i.State == rules.Cleared {
			cleared++
		}
	}
	if cleared != 6 {
		t.Errorf("%d conversations are cleared, not 6", cleared)
	}

	fresh := o.afresh()
	fresh.read()
	lived := stable(o.items())
	delete(lived, "Deleted") // which only the older one can know
	if diff := cmp.Diff(stable(fresh.items()), lived); diff != "" {
		t.Errorf("another result than from a fresh start (-fresh +renumbered):\n%s", diff)
	}
	before := o.must("list", "--all", "--json")
	server.Doveadm("mailbox", "update", "-u", "joe", "--uid-validity", "888888", "INBOX")
	o.read()
	if diff := cmp.Diff(before, o.must("list", "--all", "--json")); diff != "" {
		t.Errorf("new numbers alone have changed the list (-before +after):\n%s", diff)
	}
}

// stable is what does not depend on when the program first saw a mail.
func stable(items map[string]tracker.Item) map[string]tracker.Item {
	out := map[string]tracker.Item{}
	for subject, i := range items {
		if i.Task != nil { // the next step counts from when this one was shown
			task := *i.Task
			task.Opened = nil
			i.Task, i.Since, i.Next = &task, nil, nil
		}
		i.Found = false
		out[subject] = i
	}
	return out
}

// Mails come, are filed and come back, folders are renamed and renumbered,
// between rounds and without: what counts in the end is what lies there.
func TestWhateverHappensToFoldersTheResultIsThatOfAFreshStart(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	for seed := range uint64(4) {
		o := opened(t, server, fmt.Sprintf("joe%d", seed), "")
		random := rand.New(rand.NewPCG(seed, 7))
		folders := []string{"INBOX", "Sent", "Archive", "Customers", "Projects/Pumps"}
		var asked []letter
		for n := range 8 {
			q := question(fmt.Sprintf("q%d", n), fmt.Sprintf("buyer@company%d.example", n), fmt.Sprintf("Offer %d", n), hoursAgo(float64(40+20*n)))
			o.deliver(folders[n%len(folders)], q)
			asked = append(asked, q)
		}
		var done []string
		for n := range 25 {
			folder, to := folders[random.IntN(len(folders))], folders[random.IntN(len(folders))]
			var what string
			switch random.IntN(6) {
			case 0:
				what = "an answer in " + folder
				q := asked[random.IntN(len(asked))]
				o.deliver(folder, q.reply(fmt.Sprintf("a%d", n), q.to, "Yes, it suits us.", q.at.Add(time.Duration(n+1)*time.Hour)))
			case 1:
				what = "moved from " + folder + " to " + to
				if folder != to {
					server.Doveadm("move", "-u", o.user, to, "mailbox", folder, "all")
				}
			case 2:
				what = "copied from " + folder + " to " + to
				if folder != to {
					server.Doveadm("copy", "-u", o.user, to, "mailbox", folder, "1:2")
				}
			case 3:
				what = "renumbered " + folder
				if server.Doveadm("mailbox", "status", "-u", o.user, "messages", folder); random.IntN(2) == 0 {
					server.Renumber(o.user, folder)
				} else {
					server.Doveadm("mailbox", "update", "-u", o.user, "--uid-validity", fmt.Sprint(2_000_000_000+n), folder)
				}
			case 4:
				what = "renamed " + folders[4]
				name := fmt.Sprintf("Projects/Pumps %d", n)
				server.Doveadm("mailbox", "rename", "-u", o.user, folders[4], name)
				folders[4] = name
			default:
				what = "read"
				o.read()
			}
			done = append(done, what)
		}
		o.read()
		fresh := o.afresh()
		fresh.read()
		// A conversation is called after the mail of it that was seen first.
		nameless := cmpopts.IgnoreFields(tracker.Item{}, "ID")
		if diff := cmp.Diff(stable(fresh.items()), stable(o.items()), nameless); diff != "" {
			t.Errorf("seed %d: after %s\nthe result is another than from a fresh start (-fresh +lived):\n%s", seed, strings.Join(done, ", "), diff)
		}
	}
}

func TestCopiesOfOneMailAreOneMessage(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	folders := []string{"INBOX", "Archive", "Sent", "Customers", "Customers/Globex"}
	for seed := range uint64(4) {
		o := opened(t, server, fmt.Sprintf("joe%d", seed), "")
		q := question("q1", "anna@globex.example", "Offer", hoursAgo(100))
		a := q.reply("a1", "anna@globex.example", "Yes, it suits us.", hoursAgo(60))
		random := rand.New(rand.NewPCG(seed, 5))
		for n, at := range random.Perm(len(folders)) {
			o.deliver(folders[at], q)
			o.deliver(folders[at], a)
			if n%2 == 0 { // some copies arrive between rounds
				o.read()
			}
		}
		o.read()
		check := func(when string) {
			t.Helper()
			items := o.items()
			i := items["Offer"]
			if len(items) != 1 || len(i.Messages) != 2 || i.Touches != 1 || i.State != rules.Cleared {
				t.Errorf("%s: %d conversations, in the first %+v", when, len(items), i)
			}
			if messages := o.health().Messages; messages != 2 {
				t.Errorf("%s: %d messages are known, not 2", when, messages)
			}
		}
		check("five copies")
		list := o.must("list", "--all", "--json")
		for _, at := range random.Perm(len(folders))[:4] {
			server.Doveadm("expunge", "-u", o.user, "mailbox", folders[at], "all")
			o.read()
		}
		check("one copy")
		if diff := cmp.Diff(list, o.must("list", "--all", "--json")); diff != "" {
			t.Errorf("taking copies away has changed the list (-before +after):\n%s", diff)
		}
	}
}

// A draft is nothing, until a copy of it lies in Sent.
func TestADraftCountsOnceItIsSent(t *testing.T) {
	t.Parallel()
	marked := dovecottest.Start(t)
	unmarked := dovecottest.Start(t, dovecottest.NoSpecialUse())
	for n, tt := range []struct {
		name   string
		server *dovecottest.Server
		drafts string
		rework func(*letter) // what the mail client changes when it sends
	}{
		{"in the folder marked as Drafts, with a new Date", marked, "Drafts", func(m *letter) { m.at = m.at.Add(3 * time.Hour) }},
		{"in a folder named Entwürfe, with a new Date", unmarked, "Entwürfe", func(m *letter) { m.at = m.at.Add(3 * time.Hour) }},
		{"with the same Date and other words", marked, "Drafts", func(*letter) {}},
		{"with a new Message-ID", marked, "Drafts", func(m *letter) { m.id += "new" }},
		{"with a recipient and a subject it did not have before", marked, "Drafts", func(m *letter) {
			m.to, m.subject = "anna@globex.example", "Offer"
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := opened(t, tt.server, fmt.Sprintf("joe%d", n), "")
			sent := question("q1", "anna@globex.example", "Offer", hoursAgo(60))
			draft := sent
			draft.text = "Hello,\n\nthanks for"
			if n == 4 {
				draft.to, draft.subject = "", ""
			}
			o.deliver(tt.drafts, draft)
			o.read()
			if items := o.items(); len(items) != 0 {
				t.Fatalf("a draft is in the list: %+v", items)
			}
			tt.rework(&sent)
			tt.server.Doveadm("expunge", "-u", o.user, "mailbox", tt.drafts, "all")
			o.deliver("Sent", sent)
			o.read()
			items := o.items()
			if i := items["Offer"]; len(items) != 1 || i.State != rules.Due || i.Touches != 1 || len(i.Messages) != 1 {
				t.Errorf("got %+v", items)
			}
		})
	}
}
