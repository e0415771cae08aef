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
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// mailUID owns the mail if root measures: no user of that number needs to exist.
const mailUID = 59321

// dovecot is a private Dovecot on this machine. Any user name logs in; the mail
// lies in the folder of that name.
type dovecot struct {
	addr string
	mail string // the folder of the users' folders
	dir  string
	cmd  *exec.Cmd
	log  *os.File
}

// owner is to whom mail belongs.
func owner() (uid, gid int) {
	if os.Getuid() == 0 {
		return mailUID, mailUID
	}
	return os.Getuid(), os.Getgid()
}

// startDovecot starts a server of the mail in a folder.
func startDovecot(ctx context.Context, mail string) (*dovecot, error) {
	program, err := dovecotProgram()
	if err != nil {
		return nil, err
	}
	// Sockets want a short path.
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		return nil, err
	}
	d := &dovecot{mail: mail, dir: dir}
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

func dovecotProgram() (string, error) {
	for _, name := range []string{"dovecot", "/usr/sbin/dovecot", "/usr/local/sbin/dovecot"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Dovecot to measure against: apt-get install dovecot-imapd")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

func (d *dovecot) configure(port int) error {
	uid, gid := owner()
	text := fmt.Sprintf(dovecotConfig, filepath.Join(d.dir, "run"), password, uid, gid, d.mail, port)
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			return err
		}
		group, err := user.LookupGroupId(me.Gid)
		if err != nil {
			return err
		}
		text += fmt.Sprintf("default_login_user = %s\ndefault_internal_user = %s\ndefault_internal_group = %s\n", me.Username, me.Username, group.Name)
		for _, service := range []string{"anvil", "stats", "imap-login"} {
			text += "service " + service + " {\n  chroot =\n}\n"
		}
	}
	return errors.Join(os.Chmod(d.dir, 0o711), os.Mkdir(filepath.Join(d.dir, "run"), 0o755),
		os.WriteFile(filepath.Join(d.dir, "dovecot.conf"), []byte(text), 0o644))
}

// ready waits until the server greets.
func (d *dovecot) ready(ctx context.Context) error {
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
func (d *dovecot) stop() error {
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

// dovecotConfig is for Dovecot 2.3: base folder, password, owner, mail, port.
const dovecotConfig = `
base_dir = %[1]s
state_dir = %[1]s
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=%[2]s
}
userdb {
  driver = static
  args = uid=%[3]d gid=%[4]d home=%[5]s/%%u allow_all_users=yes
}
first_valid_uid = 1
mail_max_userip_connections = 0
mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Drafts {
    auto = subscribe
    special_use = \Drafts
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
  mailbox Archive {
    auto = subscribe
    special_use = \Archive
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = %[6]d
  }
  inet_listener imaps {
    port = 0
  }
}
`
