package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// usage is what a run of the program took.
type usage struct {
	wall, cpu time.Duration
	peak      int // kB resident at most
}

// runProgram runs thrice to its end and returns what it took and printed. That
// doubts are held (exit code 3) is no failure.
func runProgram(ctx context.Context, program string, o office, args ...string) (usage, []byte, error) {
	p, err := startProgram(ctx, program, o, args...)
	if err != nil {
		return usage{}, nil, err
	}
	u, err := p.wait()
	return u, p.out.Bytes(), err
}

// process is a running thrice.
type process struct {
	cmd     *exec.Cmd
	out     bytes.Buffer
	said    bytes.Buffer
	began   time.Time
	peak    int
	watched chan struct{}
	stop    context.CancelFunc
}

func startProgram(ctx context.Context, program string, o office, args ...string) (*process, error) {
	p := &process{watched: make(chan struct{}), began: time.Now()}
	p.cmd = exec.CommandContext(ctx, program, append([]string{"-c", o.config()}, args...)...)
	p.cmd.Env = []string{"HOME=" + o.dir, "PATH=" + os.Getenv("PATH")}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.said
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start thrice: %w", err)
	}
	ctx, p.stop = context.WithCancel(ctx)
	go func() {
		defer close(p.watched)
		p.watch(ctx)
	}()
	return p, nil
}

// watch looks at the memory in use while the process runs. What the system tells
// at the end (ru_maxrss) is no less than what this process itself takes, since
// one begins as a copy of the other.
func (p *process) watch(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if kB, err := p.status("VmHWM:"); err == nil {
			p.peak = max(p.peak, kB)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// status is a line of what the system knows of the process, in kB.
func (p *process) status(name string) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), name)
	words := strings.Fields(after)
	if len(words) == 0 {
		return 0, fmt.Errorf("the system does not tell %s of the process", name)
	}
	return strconv.Atoi(words[0])
}

// wait waits for the end of the process.
func (p *process) wait() (usage, error) {
	err := p.cmd.Wait()
	u := usage{wall: time.Since(p.began)}
	p.stop()
	<-p.watched
	u.cpu, u.peak = p.cmd.ProcessState.UserTime()+p.cmd.ProcessState.SystemTime(), p.peak
	const held = 3
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == held && !strings.Contains(p.said.String(), "account ") {
		err = nil
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w\n%s", strings.Join(p.cmd.Args, " "), err, p.said.String())
	}
	return u, nil
}
