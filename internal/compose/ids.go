package compose

import "thrice/tracker"

const (
	shortest = 4
	letters  = 32 // ids are written in base 32
	unlikely = 100
)

// ShortIDs returns a length at which the beginnings of the items' ids tell them
// apart, and with a chance of 99 in 100 or more from the other conversations,
// too, of which there are total. An id that is too short after all is refused
// with those it may mean, so nothing can go to the wrong one.
func ShortIDs(items []tracker.Item, total int) int {
	n, space := shortest, letters*letters*letters*letters
	for space < unlikely*total*len(items) {
		n, space = n+1, space*letters
	}
	for ; ; n++ {
		seen, longest := map[string]bool{}, 0
		for _, i := range items {
			seen[Short(i.ID, n)] = true
			longest = max(longest, len(i.ID))
		}
		if len(seen) == len(items) || n >= longest {
			return n
		}
	}
}

// Short is the beginning of an id, n characters of it.
func Short(id string, n int) string { return id[:min(n, len(id))] }
