package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// The table stands between these lines of the document.
const (
	tableBegin = "<!-- The table: written by scripts/bench, not by hand. -->"
	tableEnd   = "<!-- End of the table. -->"
)

// report is the table of what was measured, with the circumstances below it.
func report(r *results, messages int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A mailbox of %s messages, unless the line says otherwise.\n", thousands(messages))
	var states []string
	for _, m := range measurements() {
		fmt.Fprintf(&b, "\n**%s%s**", strings.ToUpper(m.title[:1]), m.title[1:])
		done, ok := r.all[m.name]
		if !ok {
			b.WriteString(": not measured.\n")
			continue
		}
		at := slices.Index(states, done.State.String())
		if at < 0 {
			at = len(states)
			states = append(states, done.State.String())
		}
		fmt.Fprintf(&b, " (%s, load %s, on %c)\n\n| | median | least to most | wanted |\n|---|---|---|---|\n",
			done.At.Format("2006-01-02 15:04"), done.State.Load, 'A'+at)
		for _, line := range done.Rows {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", line.What, line.Median, line.Range, line.Aim)
		}
	}
	b.WriteString("\n")
	for i, s := range states {
		fmt.Fprintf(&b, "- %c: %s\n", 'A'+i, s)
	}
	return b.String()
}

// insert puts the table into a document.
func insert(path, table string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), tableBegin+"\n")
	_, after, closed := strings.Cut(rest, tableEnd+"\n")
	if !ok || !closed {
		return fmt.Errorf("%s has no lines %q and %q to put the table between", path, tableBegin, tableEnd)
	}
	return os.WriteFile(path, []byte(before+tableBegin+"\n\n"+table+"\n"+tableEnd+"\n"+after), 0o644)
}
