package dovecottest

import (
	"os"
	"os/user"
	"strings"
	"testing"
	"text/template"
)

// settings are what a configuration is written from.
type settings struct {
	Dir           string
	UID, GID      int
	Password      string
	Port, TLSPort int
	Separator     string
	Prefix        string
	SpecialUse    bool
	Extra         string
	User, Group   string // of all processes; empty: Dovecot's own users
}

// special are the folders that exist from the start, with their names as the
// server shows them.
func (s settings) special() []string {
	if !s.SpecialUse {
		return nil
	}
	var names []string
	for _, name := range []string{"Sent", "Drafts", "Trash", "Junk", "Archive"} {
		names = append(names, s.Prefix+name)
	}
	return names
}

// plain is a folder's name without prefix, with "." between the levels.
func (s settings) plain(folder string) string {
	return strings.ReplaceAll(strings.TrimPrefix(folder, s.Prefix), s.Separator, ".")
}

// text is the configuration of Dovecot 2.3.
func (s settings) text(t testing.TB) string {
	t.Helper()
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		group, err := user.LookupGroupId(me.Gid)
		if err != nil {
			t.Fatal(err)
		}
		s.User, s.Group = me.Username, group.Name
	}
	var b strings.Builder
	if err := template.Must(template.New("dovecot.conf").Parse(configuration)).Execute(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const configuration = `
base_dir = {{.Dir}}/run
state_dir = {{.Dir}}/run
log_path = /dev/stderr
listen = 127.0.0.1
protocols = imap

ssl = yes
ssl_cert = <{{.Dir}}/ca.pem
ssl_key = <{{.Dir}}/key.pem

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
  args = uid={{.UID}} gid={{.GID}} home={{.Dir}}/mail/%u allow_all_users=yes
}
first_valid_uid = 1
mail_max_userip_connections = 0

mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {
  inbox = yes
  separator = {{.Separator}}
  prefix = {{.Prefix}}
{{- if .SpecialUse}}
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
    ssl = yes
  }
}
# A process serves one session after another: a thousand rounds log in a
# thousand times.
service imap {
  service_count = 1000
  process_limit = 100
}
{{.Extra}}`
