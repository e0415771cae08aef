package storetest

import (
	"errors"
	"testing"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// task is an ended task, ruling a decision, both without an empty field.
func task(id string) tracker.Task {
	return tracker.Task{
		ID: id, Do: rules.Remind, Side: rules.Them, Step: 2, Cycle: "m1", Due: begin().Add(time.Hour),
		Opened: begin().Add(2 * time.Hour), Ended: begin().Add(3 * time.Hour), Why: "no answer – since 2 March", EndWhy: "Anna answered",
	}
}

func ruling(id string) tracker.Ruling {
	return tracker.Ruling{
		ID: id, At: begin().Add(time.Hour), What: rules.Called, Until: begin().AddDate(0, 0, 3), Outcome: rules.WrongNumber, Of: "r0",
		Number: "+4930901820", Next: "+491701234567",
	}
}

func decisionTests() []test {
	open := func(id string) tracker.Task {
		task := task(id)
		task.Ended, task.EndWhy = time.Time{}, ""
		return task
	}
	return []test{
		{"tasks come back as they were saved, the oldest first", func(t *testing.T, s tracker.Store) {
			wantWhole(t, task("t1"))
			first, second := task("t2"), task("t1")
			first.Opened = begin()
			saveTasks(t, s, second, first)
			want(t, "tasks", []tracker.Task{first, second}, load(t, s, "c1").Tasks)
		}},
		{"a task that is saved again is replaced", func(t *testing.T, s tracker.Store) {
			saveTasks(t, s, open("t1"), task("t1"))
			want(t, "tasks", []tracker.Task{task("t1")}, load(t, s, "c1").Tasks)
		}},
		{"the same task cannot be open twice", func(t *testing.T, s tracker.Store) {
			saveTasks(t, s, open("t1"))
			err := s.Update(t.Context(), func(tx tracker.Tx) error { return tx.SaveTask(t.Context(), "c1", open("t2")) })
			if err == nil {
				t.Error("a second task was opened")
			}
			want(t, "tasks", []tracker.Task{open("t1")}, load(t, s, "c1").Tasks)
		}},
		{"a task may be open again when it has ended", func(t *testing.T, s tracker.Store) {
			saveTasks(t, s, open("t1"), task("t1"), task("t2"), open("t3"))
			want(t, "number of tasks", 3, len(load(t, s, "c1").Tasks))
		}},
		{"tasks that differ in what makes them one may be open together", func(t *testing.T, s tracker.Store) {
			cycle, side, step, due := open("t2"), open("t3"), open("t4"), open("t5")
			cycle.Cycle, side.Side, step.Step, due.Due = "m2", rules.Us, 3, due.Due.Add(time.Millisecond)
			saveTasks(t, s, open("t1"), cycle, side, step, due)
			save(t, s, "c2", mail("m2", begin()))
			update(t, s, func(tx tracker.Tx) error { return tx.SaveTask(t.Context(), "c2", open("t6")) })
			want(t, "number of tasks", 5, len(load(t, s, "c1").Tasks))
		}},
		{"a task or a decision without its conversation is an error", func(t *testing.T, s tracker.Store) {
			for _, fn := range []func(tx tracker.Tx) error{
				func(tx tracker.Tx) error { return tx.SaveTask(t.Context(), "c1", task("t1")) },
				func(tx tracker.Tx) error { return tx.AddRuling(t.Context(), "c1", ruling("r1")) },
				func(tx tracker.Tx) error { return tx.SaveStanding(t.Context(), "c1", tracker.Standing{}) },
			} {
				if err := s.Update(t.Context(), fn); err == nil {
					t.Error("it was saved")
				}
			}
		}},
		{"decisions come back as they were made, the oldest first", func(t *testing.T, s tracker.Store) {
			wantWhole(t, ruling("r1"))
			early := ruling("r3")
			early.At = begin()
			save(t, s, "c1", mail("m1", begin()))
			update(t, s, func(tx tracker.Tx) error {
				ctx := t.Context()
				// Of two of the same instant the one that was made first comes first.
				return errors.Join(tx.AddRuling(ctx, "c1", ruling("r2")), tx.AddRuling(ctx, "c1", ruling("r1")), tx.AddRuling(ctx, "c1", early))
			})
			want(t, "decisions", []tracker.Ruling{early, ruling("r2"), ruling("r1")}, load(t, s, "c1").Rulings)
		}},
	}
}

// saveTasks saves tasks in conversation c1, one after the other.
func saveTasks(t *testing.T, s tracker.Store, tasks ...tracker.Task) {
	t.Helper()
	save(t, s, "c1", mail("m1", begin()))
	update(t, s, func(tx tracker.Tx) error {
		for _, task := range tasks {
			if err := tx.SaveTask(t.Context(), "c1", task); err != nil {
				return err
			}
		}
		return nil
	})
}
