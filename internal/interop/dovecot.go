package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"thrice/internal/dovecot"
)

// ofDovecot is the one that is installed, with a configuration of ours.
func ofDovecot() product {
	return product{
		name:  "Dovecot",
		setup: "As installed on the system, with Maildir and without waiting for the disk.",
		quirks: []string{
			"Tells an idle client of new mail half a second late: it collects changes first.",
			"Makes a Sent folder that was deleted again at once, if its configuration says so.",
		},
		get: func(ctx context.Context, _ cache) (path, version string, err error) {
			if path, err = dovecot.Program("dovecot"); err != nil {
				return "", "", err
			}
			out, err := exec.CommandContext(ctx, path, "--version").Output()
			version, _, _ = strings.Cut(strings.TrimSpace(string(out)), " ")
			return path, version, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			doveadm, err := dovecot.Program("doveadm")
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

// dovecotConfig makes the folders and returns the configuration.
func dovecotConfig(dir string, port int) (string, error) {
	uid, gid := dovecot.Owner()
	mail := filepath.Join(dir, "mail")
	if err := errors.Join(os.Mkdir(mail, 0o700), os.Chown(mail, uid, gid), os.Mkdir(filepath.Join(dir, "run"), 0o755)); err != nil {
		return "", err
	}
	return dovecot.Settings{
		Dir: dir, Mail: mail, Password: "correct-horse", Port: port, Separator: "/", Special: []string{"Sent", "Drafts", "Trash"},
	}.Text()
}
