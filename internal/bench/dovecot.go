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
	"strconv"
	"strings"
	"syscall"
	"time"

	"thrice/internal/dovecot"
)

// server is a private Dovecot on this machine. Any user name logs in; the mail
// lies in the folder of that name.
type server struct {
	addr string
	mail string // the folder of the users' folders
	dir  string
	cmd  *exec.Cmd
	log  *os.File
}

// startDovecot starts a server of the mail in a folder.
func startDovecot(ctx context.Context, mail string) (*server, error) {
	program, err := dovecot.Program("dovecot")
	if err != nil {
		return nil, err
	}
	// Sockets want a short path.
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		return nil, err
	}
	d := &server{mail: mail, dir: dir}
	port, err := freePort()
	if err == nil {
		d.addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		err = d.configure(port)
	}
	if err == nil {
		d.log, err = os.Create(filepath.Join(dir, "log"))
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	d.cmd = exec.CommandContext(ctx, program, "-F", "-c", filepath.Join(dir, "dovecot.conf"))
	d.cmd.Stdout, d.cmd.Stderr = d.log, d.log
	d.cmd.Cancel = func() error { return d.cmd.Process.Signal(syscall.SIGTERM) }
	if err := d.cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := d.ready(ctx); err != nil {
		return nil, errors.Join(err, d.stop())
	}
	return d, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

func (d *server) configure(port int) error {
	text, err := dovecot.Settings{
		Dir: d.dir, Mail: d.mail, Password: password, Port: port, Separator: "/",
		Special: []string{"Sent", "Drafts", "Trash", "Junk", "Archive"},
	}.Text()
	return errors.Join(err, os.Chmod(d.dir, 0o711), os.Mkdir(filepath.Join(d.dir, "run"), 0o755),
		os.WriteFile(filepath.Join(d.dir, "dovecot.conf"), []byte(text), 0o644))
}

// ready waits until the server greets.
func (d *server) ready(ctx context.Context) error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for range 500 {
		if conn, err := net.Dial("tcp", d.addr); err == nil {
			line, err := bufio.NewReader(conn).ReadString('\n')
			conn.Close()
			if err == nil && strings.HasPrefix(line, "* OK") {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	said, _ := os.ReadFile(filepath.Join(d.dir, "log")) // what can be had
	return fmt.Errorf("dovecot does not answer; it says:\n%s", said)
}

// stop ends the server and waits for its end.
func (d *server) stop() error {
	_ = d.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	err := d.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = nil
	}
	return errors.Join(err, d.log.Close(), os.RemoveAll(d.dir))
}

// imapLine is a plain dialog with a server: one command after the other.
type imapLine struct {
	conn net.Conn
	r    *bufio.Reader
}

// logIn opens a dialog.
func logIn(addr, user string) (*imapLine, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	l := &imapLine{conn, bufio.NewReaderSize(conn, 64<<10)}
	if _, err := l.r.ReadString('\n'); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := l.ask("LOGIN "+user+" "+password, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return l, nil
}

// ask sends a command and hands each line of the answer to each, with the
// literal that it ends with, if any.
func (l *imapLine) ask(command string, each func(line, literal string)) error {
	if _, err := io.WriteString(l.conn, "a "+command+"\r\n"); err != nil {
		return err
	}
	for {
		line, err := l.r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("in answer to %.60s: %w", command, err)
		}
		line = strings.TrimRight(line, "\r\n")
		if text, ok := strings.CutPrefix(line, "a "); ok {
			if !strings.HasPrefix(text, "OK") {
				return fmt.Errorf("%.60s is answered with %s", command, text)
			}
			return nil
		}
		literal := ""
		if i := strings.LastIndexByte(line, '{'); i >= 0 && strings.HasSuffix(line, "}") {
			size, err := strconv.Atoi(line[i+1 : len(line)-1])
			if err != nil {
				return err
			}
			raw := make([]byte, size)
			if _, err := io.ReadFull(l.r, raw); err != nil {
				return err
			}
			literal = string(raw)
		}
		if each != nil {
			each(line, literal)
		}
	}
}
