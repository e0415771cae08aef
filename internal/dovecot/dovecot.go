// Package dovecot knows how a private Dovecot 2.3 is set up on this machine: for
// tests, for measuring, and to try the program against. Those who use it start
// the process.
package dovecot

import (
	"errors"
	"os"
	"os/exec"
)

// mailUID owns the mail of a Dovecot that root starts: no user of that number
// needs to exist.
const mailUID = 59321

// Owner is to whom the mail belongs: of root's Dovecot to a user that owns
// nothing else, of anybody else's to that user.
func Owner() (uid, gid int) {
	if os.Getuid() == 0 {
		return mailUID, mailUID
	}
	return os.Getuid(), os.Getgid()
}

// Program finds a program of Dovecot, "dovecot" or "doveadm", which often is not
// on the PATH. Its error names the package to install.
func Program(name string) (string, error) {
	for _, imap := range []string{"/usr/lib/dovecot/imap", "/usr/libexec/dovecot/imap"} {
		if _, err := os.Stat(imap); err != nil {
			continue
		}
		for _, candidate := range []string{name, "/usr/sbin/" + name, "/usr/local/sbin/" + name, "/usr/bin/" + name} {
			if path, err := exec.LookPath(candidate); err == nil {
				return path, nil
			}
		}
	}
	return "", errors.New(name + " with IMAP is missing: apt-get install dovecot-imapd")
}
