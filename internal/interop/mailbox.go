package main

import (
	"context"
	"fmt"
	"strings"
)

// mailbox is the person's mail as any mail client of theirs sees it.
type mailbox struct {
	*client
	sent string // the folder that it files what it sends in
	plus bool   // the server takes literals at once (RFC 7888)
	many bool   // and several mails in one APPEND (RFC 3502)
}

// mailbox logs a mail client in. As mail clients do, it makes a Sent folder if
// there is none, and marks it where the server lets it (RFC 6154).
func (t *trial) mailbox(ctx context.Context) (*mailbox, error) {
	c, err := t.server.login(ctx)
	if err != nil {
		return nil, err
	}
	m := &mailbox{client: c, sent: t.server.folder("Sent")}
	if err := m.prepare(); err != nil {
		c.close()
		return nil, err
	}
	return m, nil
}

func (m *mailbox) prepare() error {
	a, err := m.do("CAPABILITY")
	if err != nil {
		return err
	}
	can := strings.Join(a.lines, " ")
	m.plus = strings.Contains(can, "LITERAL+")
	m.many = m.plus && strings.Contains(can, "MULTIAPPEND")
	a, err = m.do(`LIST "" %q`, m.sent)
	if err != nil || len(a.lines) > 0 {
		return err
	}
	use := ""
	if strings.Contains(can, "CREATE-SPECIAL-USE") {
		use = ` (USE (\Sent))`
	}
	_, err = m.do("CREATE %q%s", m.sent, use)
	return err
}

// deliver appends mails to a folder, which is made if it is not there.
func (m *mailbox) deliver(folder string, mails ...letter) error {
	if folder != "INBOX" {
		if err := m.need(folder); err != nil {
			return err
		}
	}
	return m.fill(folder, mails)
}

// refile moves the mail with an id out of one folder into another.
func (m *mailbox) refile(id, from, to string) error {
	if err := m.need(to); err != nil {
		return err
	}
	if _, err := m.do("SELECT %q", from); err != nil {
		return err
	}
	uids, err := m.search("HEADER Message-ID %q", id+"@acme.example")
	if err != nil {
		return err
	}
	if len(uids) != 1 {
		return fmt.Errorf("%d mails %s in %s, not one", len(uids), id, from)
	}
	return m.move(uids[0], to)
}

// count is how many messages a folder holds.
func (m *mailbox) count(folder string) (int, error) {
	text, err := m.status(folder, "MESSAGES")
	if err != nil {
		return 0, err
	}
	var n int
	_, err = fmt.Sscan(text, &n)
	return n, err
}
