package dovecottest_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/imapsync/dovecottest"
)

const mail = "From: joe@acme.example\nTo: anna@globex.example\nSubject: Offer\n\nDid it arrive?\n"

func TestWhatIsDeliveredStandsInTheSnapshot(t *testing.T) {
	s := dovecottest.Start(t)
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	s.Deliver("joe", "INBOX", mail, at)
	s.Deliver("joe", "Kunden/Müller & Söhne", mail, at.Add(time.Hour), `\Seen`)

	before := s.Snapshot("joe")
	names := slices.Sorted(maps.Keys(before))
	if want := []string{"Archive", "Drafts", "INBOX", "Junk", "Kunden/Müller & Söhne", "Sent", "Trash"}; !slices.Equal(names, want) {
		t.Errorf("folders %q, want %q", names, want)
	}
	got := before["Kunden/Müller & Söhne"].Messages
	if len(got) != 1 || got[0].UID != "1" || got[0].Date != "1772447400" || !strings.Contains(got[0].Flags, `\Seen`) {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff(before, s.Snapshot("joe")); diff != "" {
		t.Errorf("looking has changed the mailbox (-before +after):\n%s", diff)
	}
	s.Doveadm("flags", "add", "-u", "joe", `\Flagged`, "mailbox", "INBOX", "all")
	s.Doveadm("flags", "remove", "-u", "joe", `\Flagged`, "mailbox", "INBOX", "all")
	if diff := cmp.Diff(before, s.Snapshot("joe")); diff == "" {
		t.Error("a flag that was set and taken away has left no trace")
	}
}

func TestFoldersFollowTheNamespace(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Namespace(".", "INBOX."), dovecottest.NoSpecialUse())
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	s.Fill("joe", "INBOX", func(yield func(string, time.Time) bool) { yield(mail, at) })
	s.Fill("joe", "INBOX.Sent.2026", func(yield func(string, time.Time) bool) { _ = yield(mail, at) && yield(mail, at.Add(time.Hour)) })
	s.Deliver("joe", "INBOX.Envoyés", mail, at)
	counts := map[string]int{}
	for name, f := range s.Snapshot("joe") {
		counts[name] = len(f.Messages)
	}
	want := map[string]int{"INBOX": 1, "INBOX.Sent.2026": 2, "INBOX.Envoyés": 1}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("messages by folder (-want +got):\n%s", diff)
	}
}

func TestARenumberedFolderBeginsAgain(t *testing.T) {
	s := dovecottest.Start(t)
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	for range 3 {
		s.Deliver("joe", "Customers/Globex", mail, at)
	}
	s.Doveadm("expunge", "-u", "joe", "mailbox", "Customers/Globex", "uid", "1:2")
	before := s.Snapshot("joe")["Customers/Globex"]
	s.Renumber("joe", "Customers/Globex")
	after := s.Snapshot("joe")["Customers/Globex"]
	if len(before.Messages) != 1 || before.Messages[0].UID != "3" {
		t.Errorf("before: %+v", before)
	}
	if len(after.Messages) != 1 || after.Messages[0].UID != "1" || after.UIDValidity == before.UIDValidity {
		t.Errorf("before %+v, after %+v", before, after)
	}
}
