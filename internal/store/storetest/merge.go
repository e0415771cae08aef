package storetest

import (
	"errors"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

func mergeTests() []test {
	return []test{
		{"merging moves messages, ids, tasks, decisions and contacts", mergeMoves},
		{"an id that was merged finds what it was merged into, through any number of merges", func(t *testing.T, s tracker.Store) {
			three(t, s)
			merge(t, s, "c1", "c2")
			merge(t, s, "c2", "c3")
			for _, id := range []string{"c1", "c2", "c3"} {
				c := load(t, s, id)
				want(t, "id", "c3", c.ID)
				want(t, "number of messages", 3, len(c.Messages))
			}
			view(t, s, func(r tracker.Reader) error {
				messages, conversations, err := r.Counts(t.Context(), "work")
				want(t, "messages, conversations", []int{3, 1}, []int{messages, conversations})
				found, errFind := r.FindConversations(t.Context(), "c", 10)
				want(t, "found", []string{"c3"}, found)
				return errors.Join(err, errFind)
			})
		}},
		{"merging what is merged already changes nothing", func(t *testing.T, s tracker.Store) {
			three(t, s)
			merge(t, s, "c1", "c2")
			merge(t, s, "c1", "c2")
			merge(t, s, "c2", "c2")
			merge(t, s, "c2", "c1")
			want(t, "id", "c2", load(t, s, "c1").ID)
			want(t, "number of messages", 2, len(load(t, s, "c2").Messages))
		}},
		{"merging by an old id merges what it became", func(t *testing.T, s tracker.Store) {
			three(t, s)
			merge(t, s, "c1", "c2")
			merge(t, s, "c3", "c1")
			want(t, "number of messages", 3, len(load(t, s, "c2").Messages))
			want(t, "id", "c2", load(t, s, "c3").ID)
		}},
		{"merging what does not exist is an error", func(t *testing.T, s tracker.Store) {
			three(t, s)
			for _, ids := range [][2]string{{"c1", "unknown"}, {"unknown", "c1"}} {
				err := s.Update(t.Context(), func(tx tracker.Tx) error { return tx.Merge(t.Context(), ids[0], ids[1]) })
				if !errors.Is(err, tracker.ErrNotFound) {
					t.Errorf("merge of %v: got error %v, want %v", ids, err, tracker.ErrNotFound)
				}
			}
		}},
		{"what is merged is to be decided anew", func(t *testing.T, s tracker.Store) {
			three(t, s)
			stand(t, s, "c2", tracker.Standing{State: rules.Idle})
			merge(t, s, "c1", "c2")
			wantDue(t, s, "work", begin(), "", 10, "c2")
		}},
		{"a message saved under an old id goes where that was merged into", func(t *testing.T, s tracker.Store) {
			three(t, s)
			merge(t, s, "c1", "c2")
			save(t, s, "c1", mail("m4", begin().Add(time.Hour)))
			want(t, "id", "c2", load(t, s, "c1").ID)
			want(t, "number of messages", 3, len(load(t, s, "c1").Messages))
		}},
		{"a task that is open in both is open once afterwards", func(t *testing.T, s tracker.Store) {
			three(t, s)
			one, two := task("t1"), task("t2")
			one.Ended, two.Ended = time.Time{}, time.Time{}
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				return errors.Join(tx.SaveTask(ctx, "c1", one), tx.SaveTask(ctx, "c2", two),
					tx.SaveTask(ctx, "c1", task("t3")), tx.Merge(ctx, "c1", "c2"))
			})
			want(t, "tasks", []tracker.Task{two, task("t3")}, load(t, s, "c2").Tasks)
		}},
	}
}

func mergeMoves(t *testing.T, s tracker.Store) {
	three(t, s)
	first, second := ruling("r1"), ruling("r2")
	second.At = first.At.Add(time.Minute)
	anna, ben := "anna@globex.example", "ben@globex.example"
	stand(t, s, "c1", tracker.Standing{State: rules.Waiting, Contacts: []string{anna, ben}})
	stand(t, s, "c2", tracker.Standing{State: rules.Waiting, Contacts: []string{anna}})
	update(t, s, func(tx tracker.Tx) error {
		ctx := t.Context()
		return errors.Join(tx.SaveTask(ctx, "c1", task("t1")), tx.SaveTask(ctx, "c2", task("t2")),
			tx.AddRuling(ctx, "c1", second), tx.AddRuling(ctx, "c2", first),
			tx.AddLocation(ctx, "m1", place("INBOX", tracker.RoleInbox, 1)))
	})
	merge(t, s, "c1", "c2")

	moved := *mail("m1", begin())
	moved.Locations = []tracker.Location{place("INBOX", tracker.RoleInbox, 1)}
	want(t, "conversation", &tracker.Conversation{
		ID: "c2", Account: "work", Messages: []tracker.Message{moved, *mail("m2", begin())},
		Tasks: []tracker.Task{task("t1"), task("t2")}, Rulings: []tracker.Ruling{first, second},
	}, load(t, s, "c2"))
	wantWaiting(t, s, []string{"c2"}, ben)
	wantThreads(t, s, map[string]string{"m1@acme.example": "c2", "m2@acme.example": "c2", "m3@acme.example": "c3"})
	want(t, "messages of the third", 1, len(load(t, s, "c3").Messages))
}

// three makes three conversations of a message each.
func three(t *testing.T, s tracker.Store) {
	t.Helper()
	save(t, s, "c1", mail("m1", begin()))
	save(t, s, "c2", mail("m2", begin()))
	save(t, s, "c3", mail("m3", begin()))
}

func merge(t *testing.T, s tracker.Store, from, into string) {
	t.Helper()
	update(t, s, func(tx tracker.Tx) error { return tx.Merge(t.Context(), from, into) })
}
