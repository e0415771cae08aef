// Command faults tests the tests. It puts a known fault into the code, one at a
// time, and demands that the test named beside the fault notices.
//
// The work tree is never written to: the go command sees the faulty file
// through an overlay. A fault whose text no longer stands in the file, that
// does not compile, or whose test fails without it, is an error of the fault
// and fails the run as a missed one does: it proves nothing any more.
//
// It is a tool of development and no part of the product.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// run reads the faults of a module and tries each; the error says how many
// were not caught.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.SetOutput(out)
	module := flags.String("module", ".", "root `folder` of the module; the faults are in its testdata/faults")
	only := flags.String("run", "", "try only faults whose name matches this `expression`")
	jobs := flags.Int("jobs", 2, "how many to try at a time")
	verbose := flags.Bool("v", false, "print what the test said about each fault")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	root, err := filepath.Abs(*module)
	if err != nil {
		return err
	}
	faults, err := readFaults(filepath.Join(root, "testdata", "faults"), wanted)
	if err != nil {
		return err
	}
	if len(faults) == 0 {
		return errors.New("no fault to try")
	}
	tmp, err := os.MkdirTemp("", "faults")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)

	begin := time.Now()
	l := lab{root: root, tmp: tmp, slots: make(chan struct{}, max(1, *jobs))}
	failed := 0
	for r := range l.try(ctx, faults) {
		fmt.Fprintf(out, "%-7s %5.1fs  %s\n", r.verdict, r.took.Seconds(), r.fault.name)
		if r.verdict != caught {
			failed++
			fmt.Fprintf(out, "        %s: %s\n        why it matters: %s\n", r.fault.file, r.reason, r.fault.why)
		}
		if *verbose {
			fmt.Fprintf(out, "%s\n", r.output)
		}
	}
	fmt.Fprintf(out, "%d faults, %d not caught, %.0f s\n", len(faults), failed, time.Since(begin).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d of %d faults not caught", failed, len(faults))
	}
	return ctx.Err()
}
