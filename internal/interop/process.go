package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// process is a server that was started, with all that it starts.
type process struct {
	end   func()
	ended chan struct{} // closed when none is left
	err   error         // once ended
	log   string        // file
}

// start runs cmd until stop, with what it says in the file called log.
func start(cmd *exec.Cmd, log string, end func()) (*process, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = file, file
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	p := &process{end: end, ended: make(chan struct{}), log: log}
	if end == nil {
		p.end = func() { _ = cmd.Process.Signal(syscall.SIGTERM) } // an error means that it has ended
	}
	go func() {
		p.err = errors.Join(cmd.Wait(), file.Close())
		close(p.ended)
	}()
	return p, nil
}

// stop ends the server and waits for it.
func (p *process) stop() {
	p.end()
	<-p.ended
}

// said is the end of what the server has logged.
func (p *process) said() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4000):])
}

// ready waits until the server greets at addr.
func (p *process) ready(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := greets(addr)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.ended:
			return fmt.Errorf("it ended by itself: %w\n%s", p.err, p.said())
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w\n%s", err, p.said())
		}
	}
}

func greets(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "* OK") {
		err = fmt.Errorf("it says %q", line)
	}
	return err
}

// jail runs a shell script as root in its own space of processes and mounts: the
// variable R is root, in which dir is mounted at /interop. When the script has
// started its servers in the background, everything stays until stop, or until
// this program ends, however it ends: nothing of it can be left over.
func jail(ctx context.Context, root, dir, script string) (*process, error) {
	const before = `set -e
R=$1
mount --bind /dev "$R/dev"
mount -t proc proc "$R/proc"
mount -t tmpfs tmpfs "$R/run"
mount --bind "$2" "$R/interop"
`
	const after = "\nexec cat >/dev/null\n"
	cmd := exec.CommandContext(ctx, "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", before+script+after, "sh", root, dir)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return start(cmd, filepath.Join(dir, "log"), func() { closeQuietly(hold) })
}

// closeQuietly closes what is not needed any more.
func closeQuietly(c io.Closer) { _ = c.Close() }

// freePort is a port that nobody uses, which is so only until somebody does.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
