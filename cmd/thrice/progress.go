package main

import (
	"fmt"
	"io"
	"sync"

	"thrice/imapsync"
	"thrice/internal/compose"
)

// progress shows how far reading has come: on a terminal in one line that is
// written anew, elsewhere a line for each folder, and that only during the first
// import, which may take minutes.
type progress struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	plain    func(account string) bool // says that the account is imported for the first time
	shown    bool
}

func (p *progress) report(at imapsync.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := fmt.Sprintf("%s: %s: %d of %d", compose.Plain(at.Account), compose.Plain(at.Folder), at.Done, at.Total)
	switch {
	case p.terminal:
		// EL, ECMA-48 §8.3.41: erase what the longer line before it left.
		fmt.Fprintf(p.w, "\r%s\x1b[K", line)
		p.shown = true
	case at.Total > 0 && at.Done == at.Total && p.plain(at.Account):
		fmt.Fprintln(p.w, line)
	}
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
