package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thrice/tracker"
)

// List is the items for a person at a terminal, grouped by what to do, with how
// the accounts were read below.
func List(items []tracker.Item, health []tracker.Health, zone *time.Location, paint Paint) string {
	return list(items, nothing(health), health, zone, paint)
}

// ToDo is List without what only waits.
func ToDo(items []tracker.Item, health []tracker.Health, zone *time.Location, paint Paint) string {
	due := slices.DeleteFunc(slices.Clone(items), func(i tracker.Item) bool { return i.Task == nil })
	empty := nothing(health)
	if len(items) > 0 {
		empty = fmt.Sprintf(`Nothing to do now; %s ("thrice list").`, Count(len(items), "conversation waits", "conversations wait"))
	}
	return list(due, empty, health, zone, paint)
}

func list(items []tracker.Item, empty string, health []tracker.Health, zone *time.Location, paint Paint) string {
	var b strings.Builder
	n := ShortIDs(items, conversations(health))
	for _, s := range sections(listed(), items, merged) {
		fmt.Fprintf(&b, "%s\n\n", paint(Strong, fmt.Sprintf("%s (%d)", s.Title, len(s.Items))))
		for _, i := range s.Items {
			b.WriteString(Block(i, Short(i.ID, n), zone, paint) + "\n")
		}
	}
	if len(items) == 0 {
		b.WriteString(empty + "\n\n")
	}
	for _, h := range health {
		ink := Faint
		if !h.Fresh() {
			ink = Alarm
		}
		for _, line := range Wrap(LastRead(h, zone), pageWidth) {
			b.WriteString(paint(ink, line) + "\n")
		}
	}
	return b.String()
}

// listed are the headings of the list.
func listed() []section {
	return []section{
		{Place: toCall, Title: "Call"}, {Place: toAnswer, Title: "Answer"}, {Place: second, Title: "Remind again"},
		{Place: first, Title: "Remind"}, {Place: orders, Title: "Orders"}, {Place: toCheck, Title: "Check"},
		{Place: waiting, Title: "Waiting"}, {Place: cleared, Title: "Cleared"}, {Place: closed, Title: "Closed"},
		{Place: idle, Title: "No clock"},
	}
}

// merged has what is paused stand among what waits.
func merged(p place, _ tracker.Item) (place, bool) {
	if p == paused {
		p = waiting
	}
	return p, true
}

// nothing says that the list is empty, and what to do next.
func nothing(health []tracker.Health) string {
	for _, h := range health {
		if h.Ended.IsZero() {
			return `Nothing here yet: the mailbox has not been read in full. "thrice once" reads it.`
		}
	}
	return "Nothing to do, and nobody is waited for. Write to a customer and ask something:\n" +
		"it will stand here after the next reading."
}

func conversations(health []tracker.Health) int {
	n := 0
	for _, h := range health {
		n += h.Conversations
	}
	return n
}
