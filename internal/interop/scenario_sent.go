package main

import (
	"context"
	"fmt"
	"regexp"
)

// sentFolder: is the folder with sent mail found, and how?
func sentFolder(ctx context.Context, t *trial) error {
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	if err := m.deliver(m.sent, question(1, 60)); err != nil {
		return err
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	said, err := o.run(ctx, "check")
	if err != nil {
		return err
	}
	found := regexp.MustCompile(`sent mail: "(.*)", (.*)`).FindStringSubmatch(said)
	if found == nil || found[1] != m.sent {
		t.fault("check does not name %q as the folder for sent mail:\n%s", m.sent, said)
		return nil
	}
	t.note("Sent folder", "%s, %s", found[1], found[2])
	if err := o.once(ctx); err != nil {
		return err
	}
	items, err := o.items(ctx)
	if err != nil {
		return err
	}
	if i := items["Offer 1"]; i.State != "due" {
		t.fault("a question of 60 hours ago is not due: %+v", i)
	}
	return t.otherName(ctx, m)
}

// otherName: a folder that nobody has marked, in another language and beyond
// ASCII, is found by its name.
func (t *trial) otherName(ctx context.Context, m *mailbox) error {
	const utf7 = "Envoy&AOk-s" // "Envoyés" as RFC 3501 §5.1.3 writes it
	if _, err := m.do("DELETE %q", m.sent); err != nil {
		t.note("Unmarked Sent folder", "this server's cannot be deleted")
		return nil
	}
	if err := m.deliver(t.server.folder(utf7), question(2, 60)); err != nil {
		return err
	}
	a, err := m.do(`LIST "" "*"`)
	if err != nil {
		return err
	}
	if regexp.MustCompile(`\\Sent`).MatchString(fmt.Sprint(a.lines)) {
		t.note("Unmarked Sent folder", "this server's cannot be deleted")
		return nil
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	said, err := o.run(ctx, "check")
	if err != nil {
		return err
	}
	want := t.server.folder("Envoyés")
	found := regexp.MustCompile(`sent mail: "(.*)", (.*)`).FindStringSubmatch(said)
	if found == nil || found[1] != want {
		t.fault("check does not name %q as the folder for sent mail:\n%s", want, said)
		return nil
	}
	t.note("Unmarked Sent folder", "%s, %s", found[1], found[2])
	return nil
}
