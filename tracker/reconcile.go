package tracker

import (
	"strconv"
	"time"

	"thrice/rules"
)

// Reconcile says which tasks must be saved so that the tasks of a conversation
// are what d wants at now: opened, ended, or open again because what ended them
// was taken back. A pause hides the open task and ends nothing.
func Reconcile(tasks []Task, d rules.Decision, conversation string, now time.Time) []Task {
	if d.Paused {
		return nil
	}
	var changed []Task
	found := false
	for _, t := range tasks {
		switch wanted := d.Task != nil && t.is(*d.Task); {
		case wanted && t.Open() && !found:
			found = true
			if !t.Due.Equal(d.Task.Due) {
				t.Due = d.Task.Due
				changed = append(changed, t)
			}
		case wanted && !t.Open() && !found && t.Opened.Equal(d.Task.Opened):
			t.Ended, t.EndWhy = time.Time{}, ""
			found = true
			changed = append(changed, t)
		case t.Open():
			t.Ended, t.EndWhy = now, d.Why
			changed = append(changed, t)
		}
	}
	if d.Task != nil && !found {
		changed = append(changed, open(*d.Task, d.Why, conversation, now))
	}
	return changed
}

// is says that t is an opening of what the decision wants. One that the facts
// do not count (an addendum was seen late) is another one.
func (t Task) is(want rules.Task) bool {
	return t.Do == want.Do && t.Side == want.Side && t.Step == want.Step && t.Cycle == want.Cycle &&
		(t.Opened.Equal(want.Opened))
}

func open(want rules.Task, because, conversation string, now time.Time) Task {
	opened := now
	if !want.Opened.IsZero() {
		opened = want.Opened
	}
	return Task{
		ID: digest([]string{conversation, want.Cycle, string(want.Side), string(want.Do), strconv.Itoa(want.Step), opened.UTC().Format(time.RFC3339Nano)}, 16),
		Do: want.Do, Side: want.Side, Step: want.Step, Cycle: want.Cycle,
		Due: want.Due, Opened: opened, Why: because,
	}
}
