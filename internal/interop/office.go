package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// office is one person's thrice: the built program with a configuration and a
// data folder of its own.
type office struct {
	program, dir string
}

// office sets thrice up for the mailbox at addr, the server's own address or
// one that leads there.
func (t *trial) office(addr string) (*office, error) {
	dir, err := os.MkdirTemp(t.tmp, "office")
	if err != nil {
		return nil, err
	}
	config := fmt.Sprintf(`data_dir = "data"
timezone = "Europe/Berlin"
working_hours = "none"

[[account]]
name = "work"
me = ["joe@acme.example"]
colleagues = ["acme.example"]
imap = "imap+insecure://%s"
username = %q
password_cmd = "echo %s"

[digest]
schedule = ""
`, addr, t.server.user, t.server.password)
	return &office{t.program, dir}, os.WriteFile(filepath.Join(dir, "config.toml"), []byte(config), 0o600)
}

// forgetDatabase deletes all that is stored of the mail, and keeps the key that
// names digests.
func (o *office) forgetDatabase() error {
	files, err := filepath.Glob(filepath.Join(o.dir, "data", "thrice.db*"))
	if err == nil && len(files) == 0 {
		err = errors.New("there is no database")
	}
	for _, file := range files {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

// command is a run of the program that has not begun.
func (o *office) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, o.program, append([]string{"-c", filepath.Join(o.dir, "config.toml")}, args...)...)
	cmd.Env = []string{"HOME=" + o.dir, "PATH=" + os.Getenv("PATH")}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

// codePartial is thrice's exit code for: done, but something is held.
const codePartial = 3

// run runs one command to its end; what it says on its standard error is one.
func (o *office) run(ctx context.Context, args ...string) (string, error) {
	var out, complaint bytes.Buffer
	cmd := o.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if held := (*exec.ExitError)(nil); errors.As(err, &held) && held.ExitCode() == codePartial && !strings.Contains(complaint.String(), "account work") {
		err = nil
	}
	if err != nil {
		return out.String(), fmt.Errorf("thrice %s: %w\n%s%s", strings.Join(args, " "), err, out.String(), complaint.String())
	}
	return out.String(), nil
}

// once lets a round pass.
func (o *office) once(ctx context.Context) error {
	_, err := o.run(ctx, "once", "--quiet")
	return err
}

// item is what a scenario wants to know of a conversation.
type item struct {
	ID, Subject, State string
	Touches            int
	Messages           []struct {
		Message string `json:"message_id"`
	}
}

// items are all conversations, by subject.
func (o *office) items(ctx context.Context) (map[string]item, error) {
	text, err := o.run(ctx, "list", "--all", "--json")
	if err != nil {
		return nil, err
	}
	var list []item
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, err
	}
	items := map[string]item{}
	for _, i := range list {
		if _, ok := items[i.Subject]; ok {
			err = errors.Join(err, fmt.Errorf("there are two conversations %q", i.Subject))
		}
		items[i.Subject] = i
	}
	return items, err
}

// in counts the conversations in a state.
func in(items map[string]item, state string) (n int) {
	for _, i := range items {
		if i.State == state {
			n++
		}
	}
	return n
}

// messages is how many messages thrice has stored.
func (o *office) messages(ctx context.Context) (int, error) {
	text, err := o.run(ctx, "check")
	found := regexp.MustCompile(`stored: ([\d,]+) messages? in`).FindStringSubmatch(text)
	if found == nil {
		return 0, errors.Join(err, errors.New("check does not say how many messages are stored:\n"+text))
	}
	return strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
}

// usage is what one run of a command took.
type usage struct {
	took time.Duration
	peak int // resident memory, kB
}

// measured runs a command and says what it took.
func (o *office) measured(ctx context.Context, args ...string) (usage, error) {
	var said bytes.Buffer
	cmd := o.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, err
	}
	ended, peak := make(chan struct{}), make(chan int)
	go func() { peak <- highest(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	u := usage{took: time.Since(begin)}
	close(ended)
	u.peak = <-peak
	if held := (*exec.ExitError)(nil); errors.As(err, &held) && held.ExitCode() == codePartial && !strings.Contains(said.String(), "account work") {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("thrice %s: %w\n%s", strings.Join(args, " "), err, said.String())
	}
	return u, err
}

// highest looks at the memory in use until ended. What the system tells at the
// end of a process is no less than what this program itself takes, since one
// begins as a copy of the other.
func highest(pid int, ended <-chan struct{}) (kB int) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return kB
		case <-tick.C:
		}
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, after, ok := strings.Cut(string(status), "VmHWM:")
		if words := strings.Fields(after); err == nil && ok && len(words) > 0 {
			if n, err := strconv.Atoi(words[0]); err == nil {
				kB = max(kB, n)
			}
		}
	}
}
