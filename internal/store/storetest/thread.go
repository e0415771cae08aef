package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"thrice/tracker"
)

func threadTests() []test {
	return []test{
		{"a conversation is found by the ids of its messages and by those they mention", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", whole())
			wantThreads(t, s, map[string]string{
				"a@acme.example": "c1", "a2@acme.example": "c1", "z@globex.example": "c1", "y@globex.example": "c1",
			}, "unknown@acme.example")
		}},
		{"the marks of the messages are those of their ids, each once, and of their subjects", marksOfMessages},
		{"the ids of another account are not known", func(t *testing.T, s tracker.Store) {
			home := whole()
			home.Key, home.Account = "m2", "home"
			save(t, s, "c1", whole())
			save(t, s, "c2", home)
			wantThreads(t, s, map[string]string{"a@acme.example": "c1"})
		}},
		{"the message that has an id goes before those that mention it", func(t *testing.T, s tracker.Store) {
			answer := mail("m2", begin())
			answer.Refs = []string{"m1@acme.example"}
			save(t, s, "c2", answer)
			wantThreads(t, s, map[string]string{"m1@acme.example": "c2"})
			save(t, s, "c1", mail("m1", begin()))
			save(t, s, "c2", answer)
			wantThreads(t, s, map[string]string{"m1@acme.example": "c1", "m2@acme.example": "c2"})
		}},
		{"of two messages with the same id the same one always has it", func(t *testing.T, s tracker.Store) {
			second := mail("m2", begin())
			second.IDs = []string{"m1@acme.example"}
			save(t, s, "c1", mail("m1", begin()))
			save(t, s, "c2", second)
			wantThreads(t, s, map[string]string{"m1@acme.example": "c1"})
		}},
		{"ids follow a message into another conversation", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", whole())
			save(t, s, "c2", whole())
			wantThreads(t, s, map[string]string{"a@acme.example": "c2", "z@globex.example": "c2"})
		}},
		{"very many ids are found at once", func(t *testing.T, s tracker.Store) {
			m := mail("m1", begin())
			all := map[string]string{"m1@acme.example": "c1"}
			for i := range 1203 {
				id := fmt.Sprintf("r%d@globex.example", i)
				m.Refs = append(m.Refs, id)
				all[id] = "c1"
			}
			save(t, s, "c1", m)
			wantThreads(t, s, all)
		}},
		{"no ids find nothing", func(t *testing.T, s tracker.Store) {
			save(t, s, "c1", whole())
			wantThreads(t, s, map[string]string{})
		}},
		{"a location without its message is an error", func(t *testing.T, s tracker.Store) {
			err := s.Update(t.Context(), func(tx tracker.Tx) error {
				return tx.AddLocation(t.Context(), "m1", place("INBOX", tracker.RoleInbox, 1))
			})
			if err == nil || errors.Is(err, tracker.ErrNotFound) {
				t.Errorf("got error %v", err)
			}
		}},
	}
}

// wantThreads asks for the ids of all, and others, in an order that is not theirs.
func wantThreads(t *testing.T, s tracker.Store, all map[string]string, others ...string) {
	t.Helper()
	ids := append(slices.Sorted(maps.Keys(all)), others...)
	slices.Reverse(ids)
	update(t, s, func(tx tracker.Tx) error {
		got, err := tx.Threads(t.Context(), "work", ids)
		want(t, "conversations", all, got)
		return err
	})
}

func marksOfMessages(t *testing.T, s tracker.Store) {
	answer := mail("m2", begin())
	answer.IDs, answer.Refs, answer.Base = []string{"b@globex.example"}, []string{"a@acme.example"}, ""
	home := mail("m3", begin())
	home.Account = "home"
	save(t, s, "c1", whole(), answer)
	save(t, s, "c2", home)
	var marks []tracker.MarkEntry
	view(t, s, func(r tracker.Reader) (err error) {
		marks, err = r.MessageMarks(t.Context(), "work")
		return err
	})
	wanted := []tracker.MarkEntry{{
		Mark: tracker.MarkOf(tracker.MarkBase, whole().Base), Kind: tracker.MarkBase, Day: tracker.DayOf(begin()),
	}}
	for _, id := range append(slices.Concat(whole().IDs, whole().Refs), "b@globex.example") {
		wanted = append(wanted, tracker.MarkEntry{Mark: tracker.MarkOf(tracker.MarkOwn, id), Kind: tracker.MarkOwn})
	}
	for _, list := range [][]tracker.MarkEntry{marks, wanted} {
		slices.SortFunc(list, func(a, b tracker.MarkEntry) int { return cmp.Compare(a.Mark, b.Mark) })
	}
	want(t, "marks", wanted, marks)
}
