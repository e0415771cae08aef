package tracker

import (
	"time"

	"thrice/rules"
)

// Conversation is the messages that belong together, with what the person
// decided about them and the tasks that were opened.
type Conversation struct {
	ID      string
	Account string

	Messages []Message // in no particular order; Facts sorts them
	// Related are messages of other conversations that bear on this one: from
	// somebody it waits for, in a new thread.
	Related []Message
	// Alone are the keys of those of them that came while we waited for their
	// author nowhere else.
	Alone   map[string]bool
	Tasks   []Task   // all there ever were, oldest first
	Rulings []Ruling // the person's decisions, oldest first
}

// Newest is the time of the newest message that counts, or zero.
func (c *Conversation) Newest() time.Time {
	var t time.Time
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Real && m.At.After(t) {
			t = m.At
		}
	}
	return t
}

// Ruling is one decision of the person.
type Ruling struct {
	ID      string
	At      time.Time
	What    rules.What
	Until   time.Time
	Outcome rules.Outcome
	Of      string // TakenBack: the Ref of what is taken back
	// Called with WrongNumber: the number that was wrong and the one to call
	// instead, as they were known then.
	Number, Next string
}

// Task is one opening of something to do.
type Task struct {
	ID     string
	Do     rules.Action
	Side   rules.Side
	Step   int    // 0: no step of a cadence
	Cycle  string // what began the cycle, or the message that demands it
	Due    time.Time
	Opened time.Time
	Ended  time.Time // zero: open
	Why    string    // when it was opened
	EndWhy string
}

// Open says that the task has not ended.
func (t Task) Open() bool { return t.Ended.IsZero() }
