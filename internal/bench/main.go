// Command bench measures what the program takes: time, memory and bytes, next to
// the least that any client could need, and to what others make of the same
// mail. It writes a table into docs/performance.md.
//
// It needs Dovecot and a machine that does nothing else. The mail is made up,
// and kept in a folder between runs. What has been measured is kept there, too,
// so that one measurement can be done again without the others.
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
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := run
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		run = serve
	}
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// lab is where measurements are done.
type lab struct {
	program  string // the thrice to be measured
	tmp      string // for what is thrown away in the end
	mail     string // of Dovecot's users, kept
	messages int
	runs     int
	quick    bool
	notmuch  bool // compare with it, too
	now      time.Time
	out      io.Writer
}

// run measures what the arguments ask for and prints the table.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(out)
	messages := flags.Int("messages", 100_000, "how many messages a mailbox has; some measurements take a tenth and ten times as many")
	runs := flags.Int("runs", 5, "how often each thing is measured")
	quick := flags.Bool("quick", false, "only see whether everything can be measured: once each, with less mail")
	also := flags.Bool("notmuch", false, "compare with notmuch, too, which reads 100,000 messages in some minutes")
	only := flags.String("run", "", "measure only what matches this `expression`; the table keeps the other rows")
	cache := flags.String("cache", filepath.Join(os.TempDir(), "thrice-bench"), "the `folder` that keeps mail and results")
	document := flags.String("write", "", "put the table into this `file`, between its marks")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	if *messages < 1000 || *runs < 1 {
		return errors.New("a thousand messages and one run are the least")
	}
	l := &lab{messages: *messages, runs: *runs, quick: *quick, notmuch: *also, now: time.Now().UTC().Truncate(time.Second), out: out}
	if l.quick {
		l.runs = 1
	}
	if err := l.setUp(ctx, *cache); err != nil {
		return err
	}
	defer os.RemoveAll(l.tmp)
	kept := *cache
	if l.quick { // its figures are no results
		kept = l.tmp
	}
	results, err := readResults(filepath.Join(kept, fmt.Sprintf("results-%d.json", *messages)))
	if err != nil {
		return err
	}
	var failed []error
	for _, m := range measurements() {
		if !wanted.MatchString(m.name) {
			continue
		}
		fmt.Fprintf(out, "%s ...\n", m.title)
		began := time.Now()
		state := stateNow(ctx)
		rows, err := m.run(ctx, l)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", m.name, err))
			fmt.Fprintf(out, "  %v\n", err)
			continue
		}
		for _, r := range rows {
			fmt.Fprintf(out, "  %s: %s %s\n", r.What, r.Median, r.Range)
		}
		fmt.Fprintf(out, "  (%.0f s)\n", time.Since(began).Seconds())
		if err := results.keep(m.name, result{At: began.UTC(), State: state, Rows: rows}); err != nil {
			return err
		}
	}
	table := report(results, *messages)
	fmt.Fprintln(out, "\n"+table)
	if *document != "" && len(failed) == 0 {
		failed = append(failed, insert(*document, table))
	}
	return errors.Join(failed...)
}

// setUp makes the folders and builds the program.
func (l *lab) setUp(ctx context.Context, cache string) (err error) {
	l.mail = filepath.Join(cache, "mail")
	if err := os.MkdirAll(l.mail, 0o711); err != nil {
		return err
	}
	if l.tmp, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	l.program = filepath.Join(l.tmp, "thrice")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", l.program, "./cmd/thrice")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return errors.Join(fmt.Errorf("build thrice: %w\n%s", err, said), os.RemoveAll(l.tmp))
	}
	return nil
}
