// Command interop runs thrice against real IMAP servers and says how it fares
// with each: the folder for sent mail, answers that are filed away, push,
// renumbered folders, the digest, large mailboxes.
//
// It gets the servers by itself (a Dovecot that is installed, Cyrus and Courier
// from Debian's packages, mox and maddy from their Go modules), keeps them in a
// cache folder, and runs each on free ports of 127.0.0.1 with folders of its
// own. Nothing of the system's is touched, and whatever it started has ended
// when it ends. It exits with 1 when a scenario fails; a full run writes what
// was measured into docs/servers.md.
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
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}

// run runs the scenarios that were asked for; the error says how many failed.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("interop", flag.ContinueOnError)
	flags.SetOutput(out)
	only := flags.String("only", "", "`servers`, with commas between them; all if empty")
	some := flags.String("scenario", "", "`scenarios`, with commas between them; all if empty")
	quick := flags.Bool("quick", false, "less of everything: a thousand messages, five answers")
	dir := flags.String("cache", "", "`folder` that keeps servers; thrice-interop in the user's cache if empty")
	trace := flags.Bool("trace", false, "print what thrice and the server say to one another")
	write := flags.String("write", "docs/servers.md", "`file` that a full run writes its report to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	servers, err := choose("server", products(), func(p product) string { return p.name }, *only)
	if err != nil {
		return err
	}
	tried, err := choose("scenario", scenarios(), func(s scenario) string { return s.name }, *some)
	if err != nil {
		return err
	}
	var turn sync.Mutex
	say := func(format string, args ...any) {
		turn.Lock()
		defer turn.Unlock()
		fmt.Fprintf(out, format, args...)
	}
	kept, err := openCache(*dir, say)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "interop")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil { // servers run as other users
		return err
	}
	program := filepath.Join(tmp, "thrice")
	build := command(ctx, ".", "go", "build", "-trimpath", "-o", program, "./cmd/thrice")
	build.Env = append(build.Env, "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build thrice: %w\n%s", err, said)
	}
	b := bench{program: program, tmp: tmp, cache: kept, quick: *quick, say: say}
	if *trace {
		b.trace = out
	}
	r := &report{at: time.Now()}
	r.note()
	for _, o := range b.all(ctx, servers, tried) {
		r.add(o)
	}
	r.note()
	say("\n%s", r.text())
	if ctx.Err() == nil && len(servers) == len(products()) && len(tried) == len(scenarios()) && !*quick {
		if err := os.WriteFile(*write, []byte(r.markdown()), 0o644); err != nil {
			return err
		}
	}
	if n := r.failures(); n > 0 {
		return fmt.Errorf("%d scenarios failed", n)
	}
	return ctx.Err()
}

// choose returns those of all that are named, in the order of all.
func choose[T any](what string, all []T, name func(T) string, named string) ([]T, error) {
	if named == "" {
		return all, nil
	}
	var out []T
	wanted := strings.Split(strings.ToLower(named), ",")
	for _, v := range all {
		if n := slices.Index(wanted, strings.ToLower(name(v))); n >= 0 {
			out = append(out, v)
			wanted = slices.Delete(wanted, n, n+1)
		}
	}
	if len(wanted) > 0 {
		return nil, errors.New("there is no " + what + " " + strings.Join(wanted, ", "))
	}
	return out, nil
}
