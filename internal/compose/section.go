package compose

import (
	"slices"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// place is where an item stands in a list or a digest. The names are those of
// the digest's JSON.
type place string

const (
	toCall   place = "call"
	toAnswer place = "answer"
	second   place = "second_reminders"
	first    place = "first_reminders"
	orders   place = "orders"
	toCheck  place = "check"
	cleared  place = "cleared"
	paused   place = "paused"
	coming   place = "coming_up"
	waiting  place = "waiting"
	closed   place = "closed"
	idle     place = "idle"
)

// placeOf says where an item belongs.
func placeOf(i tracker.Item) place {
	if i.Task == nil {
		switch i.State {
		case rules.Cleared:
			return cleared
		case rules.Closed:
			return closed
		case rules.Idle:
			return idle
		case rules.Held:
			return toCheck
		}
		if i.Paused {
			return paused
		}
		return waiting
	}
	switch i.Task.Do {
	case rules.Call:
		return toCall
	case rules.Answer:
		return toAnswer
	case rules.Remind:
		if i.Task.Step > 1 {
			return second
		}
		return first
	case rules.Update, rules.Confirm, rules.Survey:
		return orders
	}
	return toCheck
}

// within says that an item's next date is at most d after at.
func within(i tracker.Item, at time.Time, d time.Duration) bool {
	return i.Next != nil && !i.Next.After(at.Add(d))
}

// section is a heading with what stands below it.
type section struct {
	Place place
	Title string
	Items []tracker.Item
}

// sections sorts items below the headings, in their order; keep says whether an
// item belongs below any. Empty sections are left out.
func sections(headings []section, items []tracker.Item, keep func(place, tracker.Item) (place, bool)) []section {
	out := slices.Clone(headings)
	for _, i := range items {
		p, ok := keep(placeOf(i), i)
		if !ok {
			continue
		}
		if n := slices.IndexFunc(out, func(s section) bool { return s.Place == p }); n >= 0 {
			out[n].Items = append(out[n].Items, i)
		}
	}
	return slices.DeleteFunc(out, func(s section) bool { return len(s.Items) == 0 })
}
