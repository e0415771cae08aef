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
// after the customer has answered, and the answer must still clear. told gives
// the time of a message alone.
func inOrder(messages []Message, told func(*Message) time.Time) []timed {
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
		out[i].at = after(out[i].Message, byID, done, told)
	}
	slices.SortFunc(out, func(a, b timed) int {
		return cmp.Or(a.at.Compare(b.at), a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// after is the time of m, moved behind what it refers to. done holds what has
// been computed; a message being computed stands with its own time, so that a
// cycle of references ends.
func after(m *Message, byID map[string]*Message, done map[string]time.Time, told func(*Message) time.Time) time.Time {
	if at, ok := done[m.Key]; ok {
		return at
	}
	at := told(m)
	done[m.Key] = at
	for _, id := range m.Refs {
		o, ok := byID[id]
		if !ok || o.Key == m.Key || o.answers(m) {
			continue
		}
		if t := after(o, byID, done, told); !t.Before(at) {
			at = t.Add(time.Millisecond)
		}
	}
	done[m.Key] = at
	return at
}

// told is the time of a message as the person came to know it: one that was
// first seen here after the person decided something cannot have been what the
// decision was about, so it stands behind that, however early it was sent. Our
// own mails the person knew.
func (c *Conversation) told(id Identity) func(*Message) time.Time {
	return func(m *Message) time.Time {
		at := m.At
		if id.Outbound(m) {
			return at
		}
		for _, r := range c.Rulings {
			if m.Seen.After(r.At) && !at.After(r.At) {
				at = r.At.Add(time.Millisecond)
			}
		}
		return at
	}
}
