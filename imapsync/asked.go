package imapsync

import "sync"

// maxAsked is how many messages a generation of asked holds.
const maxAsked = 4096

// asked knows the messages whose texts were asked for: a message that lies in
// several folders (Gmail shows it in each of its labels and in All Mail), or
// moves from one to another, is not fetched for each copy. If a text does not
// come after all, the sink wants it by itself. The oldest are forgotten, one
// generation at a time.
type asked struct {
	mu         sync.Mutex
	young, old map[string]struct{} // digests of headers
}

// first says that nobody has asked for the text of the message with this header
// before, and that somebody does now.
func (a *asked) first(digest string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, young := a.young[digest]
	_, old := a.old[digest]
	if young || old {
		return false
	}
	if a.young == nil || len(a.young) >= maxAsked {
		a.old, a.young = a.young, map[string]struct{}{}
	}
	a.young[digest] = struct{}{}
	return true
}

// forget says that a text that was asked for did not come.
func (a *asked) forget(digest string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.young, digest)
	delete(a.old, digest)
}
