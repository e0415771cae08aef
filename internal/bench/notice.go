package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// measureNotice asks the tool that tries other servers how soon an answer of the
// customer clears the list once mox, whose notices come at once, has told of it.
func measureNotice(ctx context.Context, l *lab) ([]row, error) {
	if l.quick { // mox has to be built first
		return nil, nil
	}
	cmd := exec.CommandContext(ctx, "go", "run", "./internal/interop", "-only", "mox", "-scenario", "latency")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("internal/interop: %w\n%s", err, out)
	}
	rows := parseNotice(string(out))
	if len(rows) == 0 {
		return nil, errors.New("internal/interop tells no latency:\n" + string(out))
	}
	return rows, nil
}

// parseNotice finds the lines that tell how long something took.
func parseNotice(out string) []row {
	var rows []row
	for line := range strings.Lines(out) {
		what, value, ok := strings.Cut(strings.TrimSpace(line), ": p50 ")
		median, rest, more := strings.Cut(value, ", ")
		if !ok || !more {
			continue
		}
		r := row{What: what, Median: median, Range: rest}
		if strings.Contains(what, "notice") {
			r.Aim = "p99 ≤ 10 ms"
		}
		rows = append(rows, r)
	}
	return rows
}
