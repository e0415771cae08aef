package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// state is what figures depend on besides the program.
type state struct {
	Machine, System, Go, Dovecot string
	Commit                       string // of the program, with a mark if files differ from it
	Load                         string // of the last minute, before the measurement
}

// String is what stays the same from one measurement to the next.
func (s state) String() string {
	return fmt.Sprintf("commit %s, %s, %s, Dovecot %s, %s", s.Commit, s.Machine, s.System, s.Dovecot, s.Go)
}

func stateNow(ctx context.Context) state {
	s := state{Go: runtime.Version(), System: "Linux " + first(line("/proc/sys/kernel/osrelease"))}
	model := "unknown processor"
	for text := range strings.Lines(line("/proc/cpuinfo")) {
		if _, name, ok := strings.Cut(text, "model name\t: "); ok {
			model = strings.TrimSpace(name)
			break
		}
	}
	s.Machine = fmt.Sprintf("%d cores of %s", runtime.NumCPU(), model)
	s.Load = first(line("/proc/loadavg"))
	s.Dovecot = first(said(ctx, "dovecot", "--version"))
	s.Commit = first(said(ctx, "git", "rev-parse", "--short", "HEAD"))
	if said(ctx, "git", "status", "--porcelain", "--untracked-files=no", "--", "*.go", "go.mod") != "" {
		s.Commit += " with changes"
	}
	return s
}

// line is the text of a file, empty if it cannot be read.
func line(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

// first is the first word of a text.
func first(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}

// said is what a command prints, empty if it fails.
func said(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return ""
	}
	return string(out)
}
