package tracker

import (
	"cmp"
	"slices"
	"time"
)

// timed is a message with its place in time.
type timed struct {
	*Message
	at time.Time
}

// inOrder sorts the messages that count by time. What answers a message stands
// after it, whatever the clocks say: a phone may file its Sent copy minutes
// after the customer has answered, and the answer must still clear.
func inOrder(messages []Message) []timed {
	byID := map[string]*Message{}
	var out []timed
	for i := range messages {
		m := &messages[i]
		if !m.Real {
			continue
		}
		for _, id := range m.IDs {
			if o, ok := byID[id]; !ok || m.At.Before(o.At) {
				byID[id] = m
			}
		}
		out = append(out, timed{Message: m})
	}
	slices.SortFunc(out, func(a, b timed) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	done := map[string]time.Time{}
	for i := range out {
		out[i].at = after(out[i].Message, byID, done)
	}
	slices.SortFunc(out, func(a, b timed) int {
		return cmp.Or(a.at.Compare(b.at), a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// after is the time of m, moved behind what it refers to. done holds what has
// been computed; a message being computed stands with its own time, so that a
// cycle of references ends.
func after(m *Message, byID map[string]*Message, done map[string]time.Time) time.Time {
	if at, ok := done[m.Key]; ok {
		return at
	}
	done[m.Key] = m.At
	at := m.At
	for _, id := range m.Refs {
		o, ok := byID[id]
		if !ok || o.Key == m.Key || o.answers(m) {
			continue
		}
		if t := after(o, byID, done); !t.Before(at) {
			at = t.Add(time.Millisecond)
		}
	}
	done[m.Key] = at
	return at
}
