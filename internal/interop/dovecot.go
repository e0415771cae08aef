package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"time"
)

// dovecot is the one that is installed, with a configuration of ours.
func dovecot() product {
	return product{
		name:  "Dovecot",
		setup: "As installed on the system, with Maildir and without waiting for the disk.",
		quirks: []string{
			"Tells an idle client of new mail half a second late: it collects changes first.",
			"Makes a Sent folder that was deleted again at once, if its configuration says so.",
		},
		get: func(ctx context.Context, _ cache) (path, version string, err error) {
			if path, err = dovecotProgram("dovecot"); err != nil {
				return "", "", err
			}
			out, err := exec.CommandContext(ctx, path, "--version").Output()
			version, _, _ = strings.Cut(strings.TrimSpace(string(out)), " ")
			return path, version, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			doveadm, err := dovecotProgram("doveadm")
			if err != nil {
				return nil, err
			}
			config, err := dovecotConfig(dir, port)
			if err != nil {
				return nil, err
			}
			file := filepath.Join(dir, "dovecot.conf")
			if err := write(dir, map[string]string{"dovecot.conf": config}); err != nil {
				return nil, err
			}
			process, err := start(exec.CommandContext(ctx, path, "-F", "-c", file), filepath.Join(dir, "log"), nil)
			if err != nil {
				return nil, err
			}
			s := &server{process: process, user: "joe", password: "correct-horse", level: "/"}
			s.renumber = func(ctx context.Context, folder string) error {
				other := fmt.Sprint(time.Now().Unix() + 1000)
				out, err := exec.CommandContext(ctx, doveadm, "-c", file, "mailbox", "update", "-u", s.user, "--uid-validity", other, folder).CombinedOutput()
				if err != nil {
					return fmt.Errorf("doveadm: %w\n%s", err, out)
				}
				return nil
			}
			return s, nil
		},
	}
}

// dovecotProgram finds a program of Dovecot, which often is not on the PATH.
func dovecotProgram(name string) (string, error) {
	for _, candidate := range []string{name, "/usr/sbin/" + name, "/usr/bin/" + name} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path, nil
		}
	}
	return "", errors.New(name + " is not installed: apt-get install dovecot-imapd")
}

// dovecotConfig is for Dovecot 2.3. The mail of a root's Dovecot belongs to a
// user that owns nothing else; anybody else's runs as that user.
func dovecotConfig(dir string, port int) (string, error) {
	uid, gid, users := os.Getuid(), os.Getgid(), ""
	if uid == 0 {
		uid, gid = 59321, 59321
	} else {
		me, err := user.Current()
		if err != nil {
			return "", err
		}
		group, err := user.LookupGroupId(me.Gid)
		if err != nil {
			return "", err
		}
		users = fmt.Sprintf("default_login_user = %s\ndefault_internal_user = %s\ndefault_internal_group = %s\n"+
			"service anvil {\n  chroot =\n}\nservice imap-login {\n  chroot =\n}\nservice stats {\n  chroot =\n}\n", me.Username, me.Username, group.Name)
	}
	mail := filepath.Join(dir, "mail")
	if err := errors.Join(os.Mkdir(mail, 0o700), os.Chown(mail, uid, gid), os.Mkdir(filepath.Join(dir, "run"), 0o755)); err != nil {
		return "", err
	}
	return fmt.Sprintf(`base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=correct-horse
}
userdb {
  driver = static
  args = uid=%[2]d gid=%[3]d home=%[1]s/mail/%%u allow_all_users=yes
}
first_valid_uid = 1
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
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
  inet_listener imap {
    port = %[4]d
  }
  inet_listener imaps {
    port = 0
  }
}
%[5]s`, dir, uid, gid, port, users), nil
}
