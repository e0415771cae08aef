package dovecot

import (
	"os"
	"os/user"
	"strings"
	"text/template"
)

// Settings are what a configuration is written from.
type Settings struct {
	Dir       string // of the server, which makes run/ in it
	Mail      string // holds a folder for each user
	Password  string // logs any user in
	Port      int
	TLSPort   int // 0: no TLS; else ca.pem and key.pem lie in Dir
	Separator string
	Prefix    string   // before every folder's name but INBOX
	Special   []string // folders that exist from the start, named as RFC 6154 names their use
	Extra     string   // further lines, which win over those before them
}

// Text is the configuration of a Dovecot that anybody may start.
func (s Settings) Text() (string, error) {
	uid, gid := Owner()
	all := struct {
		Settings
		UID, GID    int
		User, Group string // of all processes; empty: Dovecot's own users
	}{Settings: s, UID: uid, GID: gid}
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			return "", err
		}
		group, err := user.LookupGroupId(me.Gid)
		if err != nil {
			return "", err
		}
		all.User, all.Group = me.Username, group.Name
	}
	t, err := template.New("dovecot.conf").Parse(configuration)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, all)
	return b.String(), err
}

const configuration = `
base_dir = {{.Dir}}/run
state_dir = {{.Dir}}/run
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap
{{if .TLSPort}}
ssl = yes
ssl_cert = <{{.Dir}}/ca.pem
ssl_key = <{{.Dir}}/key.pem
{{else}}
ssl = no
{{end}}
# Neither locked out nor kept waiting after a wrong password.
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = static
  args = password={{.Password}}
}
userdb {
  driver = static
  args = uid={{.UID}} gid={{.GID}} home={{.Mail}}/%u allow_all_users=yes
}
first_valid_uid = 1
mail_max_userip_connections = 0

mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {
  inbox = yes
  separator = {{.Separator}}
  prefix = {{.Prefix}}
{{- range .Special}}
  mailbox {{.}} {
    auto = subscribe
    special_use = \{{.}}
  }
{{- end}}
}
{{if .User}}
default_login_user = {{.User}}
default_internal_user = {{.User}}
default_internal_group = {{.Group}}
{{end}}
service anvil {
{{- if .User}}
  chroot =
{{- end}}
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
{{- if .User}}
  chroot =
{{- end}}
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
{{- if .User}}
  chroot =
{{- end}}
  # One process for all logins.
  service_count = 0
  inet_listener imap {
    port = {{.Port}}
  }
  inet_listener imaps {
    port = {{.TLSPort}}
{{- if .TLSPort}}
    ssl = yes
{{- end}}
  }
}
{{.Extra}}`
