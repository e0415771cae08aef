// Package storetest is what every engine behind tracker.Store must do. The
// tests of an engine call Run.
package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thrice/tracker"
)

// Run runs the suite. Each call of open returns a new, empty store and has it
// closed when the test ends.
func Run(t *testing.T, open func(t testing.TB) tracker.Store) {
	for _, part := range []struct {
		name  string
		tests []test
	}{
		{"transactions", transactionTests()},
		{"waiting", waitingTests()},
		{"accounts", accountTests()},
		{"folders", folderTests()},
		{"locations", locationTests()},
		{"headers", headerTests()},
		{"many headers", manyHeaderTests()},
		{"windows of headers", windowTests()},
		{"headers that are gone", headerGoneTests()},
		{"headers of folders", headerFolderTests()},
		{"flags", flagTests()},
		{"marks", markTests()},
		{"many marks", manyMarkTests()},
		{"UIDs", uidTests()},
		{"history", historyTests()},
		{"messages", messageTests()},
		{"odd messages", oddMessageTests()},
		{"finding", findTests()},
		{"phones", phoneTests()},
		{"threads", threadTests()},
		{"conversations", conversationTests()},
		{"decisions", decisionTests()},
		{"due", dueTests()},
		{"merging", mergeTests()},
	} {
		t.Run(part.name, func(t *testing.T) {
			for _, tt := range part.tests {
				t.Run(tt.name, func(t *testing.T) { tt.run(t, open(t)) })
			}
		})
	}
}

// test is one thing that a store must do.
type test struct {
	name string
	run  func(t *testing.T, s tracker.Store)
}

// begin is when the stories begin: a time with milliseconds.
func begin() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 123e6, time.UTC) }

// update runs fn in a transaction that must succeed.
func update(t *testing.T, s tracker.Store, fn func(tx tracker.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// view runs fn on a snapshot.
func view(t *testing.T, s tracker.Store, fn func(r tracker.Reader) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// load returns a conversation that must exist.
func load(t *testing.T, s tracker.Store, id string) *tracker.Conversation {
	t.Helper()
	var c *tracker.Conversation
	view(t, s, func(r tracker.Reader) (err error) {
		c, err = r.Conversation(t.Context(), id)
		return err
	})
	return c
}

// want compares what a store returned with what it should.
func want[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// mail is a small message of the account "work".
func mail(key string, at time.Time) *tracker.Message {
	return &tracker.Message{
		Key: key, Account: "work", IDs: []string{key + "@acme.example"},
		From:    tracker.Party{Name: "Anna Berg", Address: "anna@globex.example"},
		To:      []tracker.Party{{Name: "Joe", Address: "joe@acme.example"}},
		Subject: "Offer", Base: "offer", At: at, Seen: at, Real: true,
		Content: tracker.Content{Nature: tracker.Human, Sure: 1},
	}
}

// place is where a copy of a message may lie.
func place(folder string, role tracker.Role, uid uint32, flags ...string) tracker.Location {
	return tracker.Location{Account: "work", Folder: folder, UIDValidity: 7, UID: uid, Role: role, Flags: flags}
}

// save stores messages in a conversation.
func save(t *testing.T, s tracker.Store, conversation string, messages ...*tracker.Message) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error {
		for _, m := range messages {
			if err := tx.SaveMessage(t.Context(), m, conversation); err != nil {
				return err
			}
		}
		return nil
	})
}

// keys are those of messages, with a letter for those that have a text.
func keys(messages []tracker.Placed) []string {
	out := make([]string, 0, len(messages))
	for _, m := range messages {
		out = append(out, fmt.Sprintf("%s in %s", m.Key, m.Conversation))
	}
	return out
}
