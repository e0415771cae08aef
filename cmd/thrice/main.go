// Thrice reads a person's mailbox, works out who owes whom an answer, reminds
// the person, and clears itself when the customer answers.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // the configured zone must be there on any machine
)

// version is set by the linker in releases.
var version = "development"

// gcPercent trades a little time for memory: most of what is allocated while
// mail is read is needed for a moment only. GOGC in the environment goes first.
const gcPercent = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, world{os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr, time.Now})
	stop()
	os.Exit(code)
}

// world is what the program may touch besides files and the network.
type world struct {
	args   []string
	env    func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
}

// run runs one command and returns the exit code.
func run(ctx context.Context, w world) int { return (&app{world: w}).run(ctx) }

func (a *app) run(ctx context.Context) int {
	c := cli{}
	parsed, err := c.parse(a.world)
	switch {
	case err != nil:
		fmt.Fprintf(a.stderr, "thrice: %v\n", err)
		return codeUsage
	case parsed == nil: // it was answered already: --help, --version
		return codeFine
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	a.path, a.level = c.Config, slog.LevelWarn
	if c.Verbose {
		a.level = slog.LevelDebug
	}
	err = parsed.Run(a)
	if err != nil && err.Error() != "" {
		fmt.Fprintln(a.stderr, complaint(err))
	}
	return codeOf(err)
}
