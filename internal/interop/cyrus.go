package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// cyrus is unpacked from Debian's packages. Its SASL takes any password.
func cyrus() product {
	return product{
		name:  "Cyrus",
		setup: "Debian's package, with idled, which tells of new mail at once.",
		quirks: []string{
			"Holds a notice in IDLE back by up to 40 ms if it said something else right before (it waits for the acknowledgement of that).",
			"Without its idled it looks once a minute; mailboxes are made by the administrator.",
		},
		get: func(ctx context.Context, c cache) (path, version string, err error) {
			path, err = c.debianRoot(ctx, "cyrus", []string{"cyrus:x:5001:5001::/interop:/bin/sh"}, "cyrus-imapd", "dash")
			if err != nil {
				return "", "", err
			}
			version, err = packageVersion(path, "cyrus-imapd")
			return path, version, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			err := write(dir, map[string]string{"imapd.conf": cyrusSettings, "cyrus.conf": fmt.Sprintf(cyrusServices, port)})
			if err != nil {
				return nil, err
			}
			process, err := jail(ctx, filepath.Join(path, "root"), dir, cyrusScript)
			if err != nil {
				return nil, err
			}
			s := &server{process: process, user: "joe", password: "correct-horse", level: "/"}
			addr := fmt.Sprintf("127.0.0.1:%d", port)
			if err := cyrusMailbox(ctx, s, addr); err != nil {
				s.stop()
				return nil, err
			}
			return s, nil
		},
	}
}

// cyrusMailbox makes the person's mailbox, which only the administrator can.
func cyrusMailbox(ctx context.Context, s *server, addr string) error {
	if err := s.ready(ctx, addr); err != nil {
		return err
	}
	admin, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer admin.close()
	for _, line := range []string{"LOGIN admin any", "CREATE user/" + s.user} {
		if _, err := admin.do("%s", line); err != nil {
			return err
		}
	}
	return nil
}

const cyrusScript = `
mkdir -p "$R/run/cyrus/socket" "$R/interop/lib/socket" "$R/interop/mail"
chown -R 5001:5001 "$R/run/cyrus" "$R/interop/lib" "$R/interop/mail"
# Its services read only the one in /etc.
mount --bind "$R/interop/imapd.conf" "$R/etc/imapd.conf"
mount --bind "$R/interop/cyrus.conf" "$R/etc/cyrus.conf"
chroot "$R" /usr/lib/cyrus/bin/master -D &
`

const cyrusSettings = `configdirectory: /interop/lib
defaultpartition: default
partition-default: /interop/mail
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
idlesocket: /run/cyrus/socket/idle
admins: admin
altnamespace: yes
unixhierarchysep: yes
hashimapspool: true
allowplaintext: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN LOGIN
servername: localhost
syslog_prefix: cyrus
specialusealways: yes
`

const cyrusServices = `START {
	recover cmd="ctl_cyrusdb -r"
	idled cmd="idled"
}
SERVICES {
	imap cmd="imapd -U 30" listen="127.0.0.1:%d" prefork=0 maxchild=100
}
EVENTS {
	checkpoint cmd="ctl_cyrusdb -c" period=30
}
`
