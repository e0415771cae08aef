// Package measure is the command that compares what is read from labelled mail
// with its labels. It stands apart from the package it measures, because it needs
// what that must not have: files and a clock.
package measure

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Main runs the command with the arguments of the process, and ends the process
// with 1 if it failed.
func Main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	corpora   string // the folder of labelled mail
	misses    bool   // list every miss
	mutations int    // how many mutated mails to read
}

// A section measures one part of the reading.
type section struct {
	name string
	run  func(options) (report, error)
}

func sections() []section {
	return []section{
		{"nature", measureNature},
		{"dates", measureDates},
		{"phones", measurePhones},
		{"orders", measureOrders},
		{"tracking", measureTracking},
		{"text", measureText},
		{"bounce", measureBounces},
		{"wants", measureWants},
		{"robust", measureRobust},
		{"speed", measureSpeed},
	}
}

// report is what a section found.
type report struct {
	lines  []string // printed as they are
	misses []string
}

func (r *report) printf(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

// figure adds a share with what it is to reach: at least a share of 0 and
// above, at most one below.
func (r *report) figure(what string, part, whole int, want float64) {
	share, verdict := 0.0, "ok"
	if whole > 0 {
		share = float64(part) / float64(whole)
	}
	bound := fmt.Sprintf("at least %.1f %%", 100*want)
	if want < 0 {
		bound = fmt.Sprintf("at most %.1f %%", -100*want)
	}
	if want >= 0 && share < want || want < 0 && share > -want {
		verdict = "SHORT"
	}
	r.printf("%-58s %5d / %-5d %6.2f %%  %-17s %s", what, part, whole, 100*share, bound, verdict)
}

func (r *report) miss(path, format string, args ...any) {
	r.misses = append(r.misses, path+": "+fmt.Sprintf(format, args...))
}

func run(args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.StringVar(&o.corpora, "corpora", "", "the `folder` of labelled mail")
	flags.BoolVar(&o.misses, "misses", true, "list every miss")
	flags.IntVar(&o.mutations, "mutations", 20_000, "how many mutated mails to read")
	only := flags.String("only", "", "the `sections` to run, with commas; all if empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.corpora == "" {
		return errors.New("say where the labelled mail lies: -corpora DIR")
	}
	wanted := strings.Split(*only, ",")
	for _, s := range sections() {
		if *only != "" && !slices.Contains(wanted, s.name) {
			continue
		}
		found, err := s.run(o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintf(out, "\n%s\n%s\n", s.name, strings.Repeat("-", len(s.name)))
		for _, line := range found.lines {
			fmt.Fprintln(out, line)
		}
		if o.misses && len(found.misses) > 0 {
			fmt.Fprintf(out, "misses of %s: %d\n", s.name, len(found.misses))
			for _, m := range found.misses {
				fmt.Fprintln(out, "  "+m)
			}
		}
	}
	return nil
}
