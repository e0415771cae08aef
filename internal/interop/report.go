package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is what came out of a run.
type report struct {
	at       time.Time
	load     []string // averages before and after, where the system tells them
	outcomes []outcome
}

func (r *report) add(o outcome) { r.outcomes = append(r.outcomes, o) }

// failures is how many scenarios failed.
func (r *report) failures() (n int) {
	for _, o := range r.outcomes {
		n += o.failed
	}
	return n
}

// text is the end of the run, for the terminal.
func (r *report) text() string {
	var b strings.Builder
	for _, o := range r.outcomes {
		verdict := "ok"
		if o.failed > 0 {
			verdict = fmt.Sprintf("%d FAILED", o.failed)
		}
		fmt.Fprintf(&b, "%-8s %-22s %s\n", o.product, o.version, verdict)
	}
	return b.String()
}

// markdown is the page that a full run leaves behind.
func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Servers

Measured by `+"`scripts/interop`"+` on %s, %s/%s with %d cores, everything on one machine%s. The page is
written by a full run and not by hand. Each line of each server was measured on a server of its own, which was empty before.

`, r.at.UTC().Format("2 January 2006"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), r.busy())
	r.table(&b, "server", func(o outcome) string { return o.version })
	for _, f := range r.rows(dialogueName, false) {
		r.table(&b, f, func(o outcome) string { return o.value(f) })
	}
	b.WriteString("\nA turn is one in which thrice waits for the server. \"APPEND to cleared in the list\" begins before another client's APPEND and ends\n" +
		"when `thrice list` shows the reminder as cleared, so it holds the start of a process. \"Server's notice to our commit\" begins when a\n" +
		"plain client, which idles beside thrice, has read the server's notice, and ends with the commit; below zero thrice was first.\n")
	b.WriteString("\n## What the servers say\n\nTo a plain client; no part of thrice is in it.\n\n")
	r.table(&b, "server", func(o outcome) string { return "" })
	for _, f := range r.rows(dialogueName, true) {
		r.table(&b, f, func(o outcome) string { return o.value(f) })
	}
	for _, o := range r.outcomes {
		fmt.Fprintf(&b, "\n### %s %s\n\n%s\n\n", o.product, o.version, o.setup)
		for _, q := range o.quirks {
			fmt.Fprintf(&b, "- %s\n", q)
		}
		for _, f := range o.findings {
			if f.long {
				fmt.Fprintf(&b, "- %s: `%s`\n", f.what, f.value)
			}
		}
	}
	r.troubles(&b)
	return b.String()
}

// busy says how much else the machine had to do.
func (r *report) busy() string {
	if len(r.load) != 2 {
		return ""
	}
	return fmt.Sprintf(" (load average %s before, %s after)", r.load[0], r.load[1])
}

// note keeps the load average of the last minute, where the system tells it.
func (r *report) note() {
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(text), " ")
		r.load = append(r.load, first)
	}
}

// troubles lists what went wrong.
func (r *report) troubles(b *strings.Builder) {
	b.WriteString("\n## What went wrong\n\n")
	if r.failures() == 0 {
		b.WriteString("Nothing.\n")
	}
	for _, o := range r.outcomes {
		for _, w := range o.wrong {
			first, _, _ := strings.Cut(w, "\n")
			fmt.Fprintf(b, "- %s, %s\n", o.product, first)
		}
	}
}

// table writes a row, and after the first one the line below the head.
func (r *report) table(b *strings.Builder, what string, cell func(outcome) string) {
	head := what == "server"
	if head {
		what = ""
	}
	row := "| " + what + " |"
	for _, o := range r.outcomes {
		text := cell(o)
		if head {
			text = strings.TrimSpace("**" + o.product + "** " + text)
		}
		row += " " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(text) + " |"
	}
	b.WriteString(row + "\n")
	if head {
		b.WriteString("|" + strings.Repeat("---|", len(r.outcomes)+1) + "\n")
	}
}

// rows are what was measured anywhere, in the order of measuring: in the named
// scenario, or in the others.
func (r *report) rows(scenario string, in bool) []string {
	var out []string
	for _, o := range r.outcomes {
		for _, f := range o.findings {
			if !f.long && (f.scenario == scenario) == in && !slices.Contains(out, f.what) {
				out = append(out, f.what)
			}
		}
	}
	return out
}

// value is what was measured of the product, if it was.
func (o outcome) value(what string) string {
	for _, f := range o.findings {
		if f.what == what {
			return f.value
		}
	}
	return "-"
}
