package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thrice/imapsync/dovecottest"
	"thrice/tracker"
)

// The tests against a real server: what is read, what is decided, and that the
// mailbox is left as it was.

// wednesday is now in these tests, within working hours: 10:00 in Berlin.
func wednesday() time.Time { return time.Date(2026, 3, 18, 9, 0, 0, 0, time.UTC) }

// hoursAgo is an instant before wednesday.
func hoursAgo(h float64) time.Time {
	return wednesday().Add(-time.Duration(h * float64(time.Hour)))
}

// office is one person's Thrice: a configuration, a data folder, a mailbox.
type office struct {
	t      *testing.T
	server *dovecottest.Server
	user   string
	dir    string
	now    time.Time
}

// opened sets Thrice up for a user of the server. account replaces the line
// that names the server and adds others; empty: in the clear.
func opened(t *testing.T, server *dovecottest.Server, user, account string) *office {
	t.Helper()
	if account == "" {
		account = fmt.Sprintf("imap = %q\n", "imap+insecure://"+server.Addr)
	}
	o := &office{t: t, server: server, user: user, dir: t.TempDir(), now: wednesday()}
	o.configure(account)
	return o
}

func (o *office) configure(account string) {
	o.t.Helper()
	text := fmt.Sprintf(`data_dir = "data"
timezone = "Europe/Berlin"

[[account]]
name = "work"
me = ["joe@acme.example", "sales@acme.example"]
colleagues = ["acme.example"]
username = %q
password_cmd = "echo asked >>asked; echo %s"
%s`, o.user, dovecottest.Password, account)
	text = strings.ReplaceAll(text, ">>asked", ">>"+filepath.Join(o.dir, "asked"))
	if err := os.WriteFile(o.config(), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) config() string { return filepath.Join(o.dir, "config.toml") }

// afresh is the same office without its data.
func (o *office) afresh() *office {
	o.t.Helper()
	other := *o
	other.dir = o.t.TempDir()
	text, err := os.ReadFile(o.config())
	if err == nil {
		err = os.WriteFile(other.config(), text, 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return &other
}

// run runs one command.
func (o *office) run(args ...string) (stdout, stderr string, code int) {
	o.t.Helper()
	var out, complaints bytes.Buffer
	w := o.world()
	w.args, w.stdout, w.stderr = append([]string{"-c", o.config()}, args...), &out, &complaints
	code = run(o.t.Context(), w)
	return out.String(), complaints.String(), code
}

// world is what the program gets to see of this machine.
func (o *office) world() world {
	env := map[string]string{"HOME": o.dir, "PATH": os.Getenv("PATH")}
	return world{
		env: func(name string) string { return env[name] }, now: func() time.Time { return o.now },
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard,
	}
}

// must runs one command, which must say nothing but yes; held doubts may be left.
func (o *office) must(args ...string) string {
	o.t.Helper()
	stdout, stderr, code := o.run(args...)
	if code != codeFine && (code != codePartial || strings.Contains(stderr, "account work")) {
		o.t.Fatalf("thrice %s: exit code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// read lets a round pass, a minute after the one before.
func (o *office) read() {
	o.t.Helper()
	o.now = o.now.Add(time.Minute)
	o.must("once", "--quiet")
}

// items are all conversations, by subject.
func (o *office) items() map[string]tracker.Item {
	o.t.Helper()
	var list []tracker.Item
	if err := json.Unmarshal([]byte(o.must("list", "--all", "--json")), &list); err != nil {
		o.t.Fatal(err)
	}
	items := map[string]tracker.Item{}
	for _, i := range list {
		if other, ok := items[i.Subject]; ok {
			o.t.Errorf("two conversations %q: %+v and %+v", i.Subject, other, i)
		}
		items[i.Subject] = i
	}
	return items
}

// deliver puts a mail into a folder; its INTERNALDATE is its Date.
func (o *office) deliver(folder string, m letter) {
	o.t.Helper()
	o.server.Deliver(o.user, folder, m.String(), m.at)
}

// letter is a mail to be delivered. What is empty is left out.
type letter struct {
	id, re        string // Message-ID and In-Reply-To without "@acme.example"
	from, to, cc  string
	subject, text string
	more          string // further header lines
	at            time.Time
}

// String is the mail as RFC 5322 has it, with LF.
func (m letter) String() string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	line("From", m.from)
	line("To", m.to)
	line("Cc", m.cc)
	line("Subject", m.subject)
	line("Date", m.at.Format(time.RFC1123Z))
	for name, id := range map[string]string{"Message-ID": m.id, "In-Reply-To": m.re} {
		if id != "" {
			line(name, "<"+id+"@acme.example>")
		}
	}
	b.WriteString(m.more)
	b.WriteString("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + m.text + "\n")
	return b.String()
}

const me = "Joe Baker <joe@acme.example>"

// question is a mail of ours that wants an answer.
func question(id, to, subject string, at time.Time) letter {
	return letter{id: id, from: me, to: to, subject: subject, at: at, text: "Hello,\n\ncould you tell me whether it suits you?\n\nJoe"}
}

// reply answers a mail, with its subject.
func (m letter) reply(id, from, text string, at time.Time) letter {
	return letter{id: id, re: m.id, from: from, to: m.from, subject: "Re: " + m.subject, text: text, at: at}
}

// again is a further mail of ours that asks for nothing new.
func (m letter) again(id string, at time.Time) letter {
	return letter{id: id, re: m.id, from: m.from, to: m.to, subject: "Re: " + m.subject, text: "Reminder: see below.", at: at}
}

// replace changes the configuration.
func (o *office) replace(old, text string) {
	o.t.Helper()
	config, err := os.ReadFile(o.config())
	if err == nil {
		err = os.WriteFile(o.config(), []byte(strings.ReplaceAll(string(config), old, text)), 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// health is how the account was read.
func (o *office) health() (h tracker.Health) {
	o.t.Helper()
	a := &app{world: o.world(), path: o.config()}
	err := a.with(o.t.Context(), func(d *desk) error {
		all, err := d.tracker.Health(o.t.Context())
		if err == nil {
			h = all[0]
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return h
}
