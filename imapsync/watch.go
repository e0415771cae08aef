package imapsync

import (
	"sync"

	"github.com/emersion/go-imap/v2"
)

// watch notices new messages in INBOX while the server may tell of them. Its
// methods are called by the library's reading goroutine as well: they must
// neither block nor use the session.
type watch struct {
	news chan struct{} // holds one signal

	mu       sync.Mutex
	on       bool
	known    bool // read has been called
	validity uint32
	next     imap.UID
	messages uint32
}

// read remembers INBOX as it was when a round opened it.
func (w *watch) read(data *imap.SelectData) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known, w.validity, w.next, w.messages = true, data.UIDValidity, data.UIDNext, data.NumMessages
}

// begin takes up watching. It says whether something came since the round.
func (w *watch) begin(data *imap.SelectData) (changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed = w.known && (w.validity != data.UIDValidity || w.next != data.UIDNext || w.messages < data.NumMessages)
	w.on, w.messages = true, data.NumMessages
	return changed
}

// end stops watching and forgets a signal.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on = false
	select {
	case <-w.news:
	default:
	}
}

// exists is told the number of messages in the open folder. Some servers repeat
// it without a change.
func (w *watch) exists(messages *uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.on || messages == nil || *messages == w.messages {
		return
	}
	w.messages = *messages
	signal(w.news)
}

// expunged is told that one message left the open folder.
func (w *watch) expunged() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.on && w.messages > 0 {
		w.messages--
	}
}
