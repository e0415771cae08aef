package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// courier is unpacked from Debian's packages, and runs as Debian sets it up but
// for the address and where it looks users up.
func courier() product {
	const daemon = "courier:x:5001:5001::/:/bin/false"
	const person = "joe:x:5002:5002::/interop/mail:/bin/false"
	return product{
		name:  "Courier",
		setup: "Debian's package, with IMAP_ENHANCEDIDLE=1: as it is shipped it looks for new mail once a minute.",
		quirks: []string{
			"Does not find the last message by \"*\" alone, tells no UIDNEXT when a folder is opened (but in STATUS), and refuses LIST with RETURN.",
			"Has neither MOVE nor anything that tells what changed, so flags are looked at again.",
		},
		get: func(ctx context.Context, c cache) (path, version string, err error) {
			path, err = c.debianRoot(ctx, "courier", []string{daemon, person}, "courier-imap", "courier-authlib-userdb", "gamin", "dash")
			if err != nil {
				return "", "", err
			}
			version, err = packageVersion(path, "courier-imap")
			return path, version, err
		},
		start: func(ctx context.Context, path, dir string, port int) (*server, error) {
			root := filepath.Join(path, "root")
			settings, err := os.ReadFile(filepath.Join(root, "etc/courier/authdaemonrc"))
			if err != nil {
				return nil, err
			}
			const shipped = `authmodulelist="authpam"`
			if !strings.Contains(string(settings), "\n"+shipped) {
				return nil, fmt.Errorf("authdaemonrc has no line %s", shipped)
			}
			err = write(dir, map[string]string{"authdaemonrc": strings.Replace(string(settings), "\n"+shipped, "\n"+`authmodulelist="authuserdb"`, 1)})
			if err != nil {
				return nil, err
			}
			process, err := jail(ctx, root, dir, fmt.Sprintf(courierScript, port))
			if err != nil {
				return nil, err
			}
			return &server{process: process, user: "joe", password: "correct-horse", prefix: "INBOX.", level: "."}, nil
		},
	}
}

const courierScript = `
S="$R/interop"
mkdir -p "$R/run/courier/authdaemon" "$S/mail"
cp -R "$R/etc/courier" "$S/etc"
cp "$S/authdaemonrc" "$S/etc/authdaemonrc"
mount --bind "$S/etc" "$R/etc/courier"
chroot "$R" maildirmake.courier /interop/mail/Maildir
chown -R 5002:5002 "$S/mail"
(
	umask 077
	printf 'joe\tuid=5002|gid=5002|home=/interop/mail|mail=/interop/mail/Maildir|systempw=%%s\n' \
		"$(echo correct-horse | chroot "$R" userdbpw)" >"$S/etc/userdb"
)
chroot "$R" makeuserdb
chroot "$R" /usr/lib/courier/courier-authlib/authdaemond &
while [ ! -S "$R/run/courier/authdaemon/socket" ]; do sleep 0.05; done
set -a
. "$S/etc/imapd"
IMAP_ENHANCEDIDLE=1
set +a
chroot "$R" couriertcpd -address=127.0.0.1 -nodnslookup -noidentlookup -maxprocs=40 -maxperip=40 \
	%d /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir &
`
