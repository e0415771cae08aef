package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// scenario is one thing that is tried, each time on a server and a mailbox of
// its own.
type scenario struct {
	name string
	try  func(ctx context.Context, t *trial) error
}

// dialogueName is the scenario that the report sets apart.
const dialogueName = "dialogue"

// scenarios are what is tried, in the order of the report.
func scenarios() []scenario {
	return []scenario{
		{dialogueName, dialogue},
		{"sent", sentFolder},
		{"filed", filedAway},
		{"push", push},
		{"latency", latency},
		{"renumbered", renumbered},
		{"digest", digest},
		{"load", load},
		{"cut", cut},
	}
}

// trial is one scenario at one server.
type trial struct {
	*bench
	server   *server
	door     string // where thrice reaches the server
	product  string
	scenario string
	findings []finding
	wrong    []string
}

// finding is one line of the report.
type finding struct {
	scenario, what, value string
	long                  bool // not for a table
}

// note puts a finding into the report.
func (t *trial) note(what, format string, args ...any) {
	t.findings = append(t.findings, finding{t.scenario, what, fmt.Sprintf(format, args...), false})
}

// list puts a finding of many words into the report.
func (t *trial) list(what string, words []string, between string) {
	t.findings = append(t.findings, finding{t.scenario, what, strings.Join(words, between), true})
}

// fault says what is not as it must be; the scenario goes on, and has failed.
func (t *trial) fault(format string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

// outcome is what came out of one product.
type outcome struct {
	product, version string
	setup            string
	quirks           []string
	findings         []finding
	wrong            []string // by scenario
	failed           int      // scenarios
}

// bench is where scenarios run.
type bench struct {
	program string // thrice
	tmp     string
	cache   cache
	quick   bool
	trace   io.Writer // gets what thrice and servers say; nil: none
	say     func(format string, args ...any)
}

// all runs scenarios at products: one after the other, since they are measured;
// side by side in a quick run, which has no use for figures.
func (b *bench) all(ctx context.Context, products []product, tried []scenario) []outcome {
	out := make([]outcome, len(products))
	var wg sync.WaitGroup
	for n, p := range products {
		if !b.quick {
			out[n] = b.try(ctx, p, tried)
			continue
		}
		wg.Go(func() { out[n] = b.try(ctx, p, tried) })
	}
	wg.Wait()
	return out
}

// try runs scenarios at a product.
func (b *bench) try(ctx context.Context, p product, tried []scenario) outcome {
	o := outcome{product: p.name, setup: p.setup, quirks: p.quirks}
	path, version, err := p.get(ctx, b.cache)
	if err != nil {
		b.say("%-8s not to be had: %v\n", p.name, err)
		o.wrong, o.failed = []string{fmt.Sprintf("%s is not to be had: %v", p.name, err)}, len(tried)
		return o
	}
	o.version = version
	for _, s := range tried {
		if ctx.Err() != nil {
			break
		}
		t := &trial{bench: b, product: p.name, scenario: s.name}
		begin := time.Now()
		err := b.one(ctx, p, path, t, s)
		if err != nil {
			t.fault("%v", err)
		}
		if len(t.wrong) > 0 {
			o.failed++
		}
		for _, w := range t.wrong {
			o.wrong = append(o.wrong, s.name+": "+w)
		}
		o.findings = append(o.findings, t.findings...)
		b.say("%s", t.text(time.Since(begin)))
	}
	return o
}

// text is what came of the trial, for the terminal.
func (t *trial) text(took time.Duration) string {
	var out strings.Builder
	verdict := "ok"
	if len(t.wrong) > 0 {
		verdict = "FAILED"
	}
	fmt.Fprintf(&out, "%-8s %-10s %-6s %5.1f s\n", t.product, t.scenario, verdict, took.Seconds())
	for _, f := range t.findings {
		fmt.Fprintf(&out, "         %s: %s\n", f.what, f.value)
	}
	for _, w := range t.wrong {
		fmt.Fprintf(&out, "         wrong: %s\n", strings.ReplaceAll(w, "\n", "\n         "))
	}
	return out.String()
}

// one runs one scenario at one product. What the server has logged is shown if
// the scenario ended with an error.
func (b *bench) one(ctx context.Context, p product, path string, t *trial, s scenario) error {
	dir, err := os.MkdirTemp(b.tmp, p.name)
	if err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // servers run as other users
		return err
	}
	err = p.run(ctx, path, dir, func(server *server) error {
		t.server, t.door = server, server.addr
		if b.trace != nil {
			m, err := measure(ctx, server.addr, b.trace)
			if err != nil {
				return err
			}
			defer m.close()
			t.door = m.addr
		}
		if err := s.try(ctx, t); err != nil {
			return fmt.Errorf("%w\nthe server's log ends with:\n%s", err, server.said())
		}
		return nil
	})
	return errors.Join(err, os.RemoveAll(filepath.Clean(dir)))
}
