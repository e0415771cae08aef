package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"thrice/imapsync"
	"thrice/internal/compose"
)

// progress shows how far reading has come: on a terminal in one line that is
// written anew, elsewhere now and then a line, and that only during the first
// import, which may take minutes.
type progress struct {
	mu       sync.Mutex
	w        io.Writer
	now      func() time.Time
	terminal bool
	plain    func(account string) bool // says that the account is imported for the first time
	shown    bool
	began    map[string]start // by account
	told     time.Time        // when a plain line was written last
}

// start is the first report on an account.
type start struct {
	at   time.Time
	done int
}

// plainEvery is how often a line is written that stays.
const plainEvery = 5 * time.Second

func (p *progress) report(at imapsync.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if _, ok := p.began[at.Account]; !ok {
		if p.began == nil {
			p.began = map[string]start{}
		}
		p.began[at.Account] = start{now, at.Done}
	}
	line := fmt.Sprintf("%s: %s: %s", compose.Plain(at.Account), compose.Plain(at.Folder), pace(at, p.began[at.Account], now))
	switch {
	case p.terminal:
		// EL, ECMA-48 §8.3.41: erase what the longer line before it left.
		fmt.Fprintf(p.w, "\r%s\x1b[K", line)
		p.shown = true
	case at.Total > 0 && p.plain(at.Account) && (at.Done == at.Total || now.Sub(p.told) >= plainEvery):
		fmt.Fprintln(p.w, line)
		p.told = now
	}
}

// pace says how many messages of how many were read, how many a second, and how
// long the rest will take at this rate.
func pace(at imapsync.Progress, from start, now time.Time) string {
	text := fmt.Sprintf("%d of %d", at.Done, at.Total)
	took := now.Sub(from.at).Seconds()
	if at.Done <= from.done || took < 0.5 {
		return text
	}
	rate := float64(at.Done-from.done) / took
	text += fmt.Sprintf(", %.0f/s", rate)
	if at.Done < at.Total {
		left := time.Duration(float64(at.Total-at.Done) / rate * float64(time.Second))
		text += fmt.Sprintf(", %s left", max(left, time.Second).Round(time.Second))
	}
	return text
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
