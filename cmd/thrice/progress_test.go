package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"thrice/imapsync"
)

func TestPace(t *testing.T) {
	begun := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name              string
		from, done, total int
		after             time.Duration
		want              string
	}{
		{"the first report says no more than it knows", 500, 500, 40000, 0, "500 of 40000"},
		{"a moment is too short for a rate", 500, 5000, 40000, 400 * time.Millisecond, "5000 of 40000"},
		{"rate and rest", 500, 10500, 40000, 2 * time.Second, "10500 of 40000, 5000/s, 6s left"},
		{"the rate is that since the first report", 10000, 11000, 12000, 10 * time.Second, "11000 of 12000, 100/s, 10s left"},
		{"minutes", 0, 1000, 100000, 4 * time.Second, "1000 of 100000, 250/s, 6m36s left"},
		{"less than a second is a second", 0, 9999, 10000, 2 * time.Second, "9999 of 10000, 5000/s, 1s left"},
		{"at the end nothing is left", 0, 10000, 10000, 2 * time.Second, "10000 of 10000, 5000/s"},
		{"a standstill has no rate", 500, 500, 40000, time.Minute, "500 of 40000"},
		{"a clock that goes back tells nothing", 0, 500, 40000, -time.Hour, "500 of 40000"},
		{"a new round begins again", 40000, 10, 10, time.Hour, "10 of 10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := imapsync.Progress{Account: "work", Folder: "INBOX", Done: tt.done, Total: tt.total}
			if got := pace(at, start{begun, tt.from}, begun.Add(tt.after)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// report tells of done messages of 40000, after so many seconds each.
func report(p *progress, now *time.Time, begun time.Time, seconds ...int) {
	for _, s := range seconds {
		*now = begun.Add(time.Duration(s) * time.Second)
		p.report(imapsync.Progress{Account: "work", Folder: "INBOX\x1b[2J", Done: s * 1000, Total: 40000})
	}
}

func TestOnATerminalOneLineIsWrittenAnew(t *testing.T) {
	var out bytes.Buffer
	begun := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := begun
	p := &progress{w: &out, now: func() time.Time { return now }, terminal: true, plain: func(string) bool { return false }}
	report(p, &now, begun, 0, 20, 40)
	p.done()
	lines := strings.Split(out.String(), "\r")
	if len(lines) != 5 || !strings.HasSuffix(lines[2], "20000 of 40000, 1000/s, 20s left\x1b[K") || lines[4] != "\x1b[K" {
		t.Errorf("written %q", out.String())
	}
	if strings.Contains(out.String(), "\n") || strings.Contains(out.String(), "\x1b[2J") {
		t.Errorf("a folder's name reaches the terminal: %q", out.String())
	}
}

func TestElsewhereALineIsWrittenNowAndThenDuringTheFirstImport(t *testing.T) {
	for _, first := range []bool{true, false} {
		var out bytes.Buffer
		begun := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		now := begun
		p := &progress{w: &out, now: func() time.Time { return now }, plain: func(string) bool { return first }}
		report(p, &now, begun, 1, 2, 5, 6, 9, 40)
		p.done()
		want := []string{"1000 of 40000", "6000 of 40000, 1000/s, 34s left", "40000 of 40000, 1000/s"}
		if !first {
			want = nil
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			got = append(got, strings.TrimSuffix(line[strings.LastIndex(line, ": ")+2:], "\n"))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("first import %t: %q, want %q", first, got, want)
		}
	}
}
