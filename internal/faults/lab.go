package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// What came out of trying a fault.
const (
	caught = "caught" // the test failed, as it must
	missed = "MISSED" // the test passed, so it does not test this
	broken = "BROKEN" // the fault itself is wrong
)

// result is what came out of one fault.
type result struct {
	fault   fault
	verdict string
	reason  string // empty when caught
	output  string // of the test with the fault
	took    time.Duration
}

// patience bounds one run of one test: a fault may well make a loop endless.
const patience = 2 * time.Minute

// lab tries faults on the module at root, keeping what it builds in tmp.
type lab struct {
	root, tmp string
	slots     chan struct{} // as many as may run at a time
}

// try yields the result of every fault, in order. The tests run without any
// fault first: one that fails anyway would seem to catch everything.
func (l lab) try(ctx context.Context, faults []fault) iter.Seq[result] {
	return func(yield func(result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()

		sound := l.sound(ctx, faults)
		results := make([]chan result, len(faults))
		for i, f := range faults {
			results[i] = make(chan result, 1)
			wg.Go(func() {
				l.slots <- struct{}{}
				defer func() { <-l.slots }()
				begin := time.Now()
				r := result{fault: f, verdict: broken}
				if err := sound[f.pkg+" "+f.test]; err != nil {
					r.reason = err.Error()
				} else {
					r.verdict, r.reason, r.output = l.one(ctx, f, fmt.Sprintf("fault%d", i))
				}
				r.took = time.Since(begin)
				results[i] <- r
			})
		}
		for _, c := range results {
			if !yield(<-c) {
				return
			}
		}
	}
}

// sound runs the named tests on the code as it is and returns what is wrong
// with each, by package and test.
func (l lab) sound(ctx context.Context, faults []fault) map[string]error {
	tests := make(map[string]map[string]fault) // by package, then as the result
	for _, f := range faults {
		if tests[f.pkg] == nil {
			tests[f.pkg] = make(map[string]fault)
		}
		tests[f.pkg][f.pkg+" "+f.test] = f
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	errs := make(map[string]error)
	for i, pkg := range slices.Sorted(maps.Keys(tests)) {
		wg.Go(func() {
			l.slots <- struct{}{}
			defer func() { <-l.slots }()
			binary := filepath.Join(l.tmp, fmt.Sprintf("sound%d.test", i))
			defer os.Remove(binary)
			built := l.build(ctx, pkg, binary, "")
			for key, f := range tests[pkg] {
				err := built
				if err == nil {
					err = l.passes(ctx, f, binary)
				}
				mu.Lock()
				errs[key] = err
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return errs
}

// passes returns an error unless the fault's test exists and passes.
func (l lab) passes(ctx context.Context, f fault, binary string) error {
	output, ran, err := l.runTest(ctx, f, binary, "")
	if err != nil {
		return fmt.Errorf("the test fails without the fault: %w\n%s", err, output)
	}
	if !ran {
		return fmt.Errorf("%s has no test %s", f.pkg, f.test)
	}
	return nil
}

// one tries one fault and returns the verdict, the reason if it is not caught,
// and what the test printed.
func (l lab) one(ctx context.Context, f fault, name string) (verdict, reason, output string) {
	overlay, err := l.overlay(f, name)
	if err != nil {
		return broken, err.Error(), ""
	}
	binary := filepath.Join(l.tmp, name+".test")
	defer os.Remove(binary)
	if err := l.build(ctx, f.pkg, binary, overlay); err != nil {
		return broken, "does not compile: " + err.Error(), ""
	}
	output, ran, err := l.runTest(ctx, f, binary, overlay)
	switch {
	case ctx.Err() != nil:
		return broken, ctx.Err().Error(), output
	case err == nil:
		return missed, f.test + " passes", output
	case !ran:
		return broken, fmt.Sprintf("%s did not begin: %v", f.test, err), output
	}
	return caught, "", output
}

// overlay writes the faulty file and the overlay that puts it in the place of
// the true one, and returns the overlay's path.
func (l lab) overlay(f fault, name string) (string, error) {
	file := filepath.Join(l.root, filepath.FromSlash(f.file))
	src, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	wrong, err := f.apply(src)
	if err != nil {
		return "", err
	}
	copied := filepath.Join(l.tmp, name+filepath.Ext(file))
	if err := os.WriteFile(copied, wrong, 0o600); err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: copied}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(l.tmp, name+".json")
	return overlay, os.WriteFile(overlay, replace, 0o600)
}

// build compiles the tests of a package into binary, through overlay if one is
// given. It returns nil only if there are tests.
func (l lab) build(ctx context.Context, pkg, binary, overlay string) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, pkg)
	cmd.Dir = l.root
	cmd.Env = environment(overlay)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	if _, err := os.Stat(binary); err != nil {
		return errors.New(pkg + " has no tests")
	}
	return nil
}

// runTest runs the fault's test and says what it printed and whether it began.
func (l lab) runTest(ctx context.Context, f fault, binary, overlay string) (output string, ran bool, err error) {
	cmd := exec.CommandContext(ctx, binary, "-test.v", "-test.run", f.pattern(), "-test.timeout", patience.String())
	cmd.Dir = filepath.Join(l.root, filepath.FromSlash(f.pkg)) // as go test does, for testdata
	cmd.Env = environment(overlay)
	printed, err := cmd.CombinedOutput()
	ran = bytes.Contains(printed, []byte("=== RUN   "+f.testName()+"\n"))
	return string(printed), ran, err
}

// environment is ours, with the overlay where a test that builds the program
// itself finds it too.
func environment(overlay string) []string {
	env := os.Environ()
	if overlay != "" {
		env = append(env, "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay))
	}
	return env
}
