package imapsync_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bombVariable names, in the environment of a process of TestBombs, the one bomb
// that it is to set off.
const bombVariable = "HOSTILE_BOMB"

// maxMemory is what a process may take while a bomb goes off, client, server and
// the test itself together.
const maxMemory = 128 << 20

// TestBombs sets off each bomb in a process of its own: there its memory can be
// measured, and a stack that overflows ends nothing else.
func TestBombs(t *testing.T) {
	only := os.Getenv(bombVariable)
	for n, c := range hostileCases(t, true) {
		for _, profile := range c.Profiles {
			name := c.Name + "/" + profile
			if only == "" && n%thrift() > 0 {
				continue
			}
			if only == name {
				newEncounter(t, c, profile).play()
				measure(t)
				return
			}
			if only == "" {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					explode(t, name)
				})
			}
		}
	}
}

// explode sets off one bomb.
func explode(t *testing.T, name string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestBombs$", "-test.v")
	command.Env = append(os.Environ(), bombVariable+"="+name)
	began := time.Now()
	out, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
	t.Logf("%s", time.Since(began).Round(time.Millisecond))
	for l := range strings.Lines(string(out)) {
		if strings.Contains(l, "memory:") {
			t.Log(strings.TrimSpace(l))
		}
	}
}

// measure looks at how large this process has become: at what the kernel counts,
// or with the race detector, whose shadow the kernel counts as well, at what the
// runtime took.
func measure(t *testing.T) {
	t.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	size, err := peak()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("memory: %d MiB resident at most, %d MiB taken", size>>20, m.Sys>>20)
	if underRace() {
		size = m.Sys
	}
	if size > maxMemory {
		t.Errorf("memory: %d MiB", size>>20)
	}
}

// peak is the most memory that this process ever had, in bytes.
func peak() (uint64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, after, ok := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(after)
	if !ok || len(fields) == 0 {
		return 0, fmt.Errorf("no VmHWM")
	}
	kib, err := strconv.ParseUint(fields[0], 10, 64)
	return kib << 10, err
}

// thrift is of how many equal cases one is enough: with the race detector, which
// is slow and looks for something else than what tells them apart.
func thrift() int {
	if underRace() {
		return 8
	}
	return 1
}

// underRace says whether this is a program with the race detector.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, s := range info.Settings {
		if s.Key == "-race" {
			return s.Value == "true"
		}
	}
	return false
}
