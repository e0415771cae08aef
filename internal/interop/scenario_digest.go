package main

import (
	"context"
	"regexp"
	"strings"
)

// digest: the one thing that is written arrives, and is found again, whatever
// is forgotten in between.
func digest(ctx context.Context, t *trial) error {
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
	for _, want := range []string{"is in the inbox.", "was sent already", "was in the inbox already"} {
		if strings.HasPrefix(want, "was in") { // all is lost but the key
			if err := o.forgetDatabase(); err != nil {
				return err
			}
		}
		said, err := o.run(ctx, "digest", "--send")
		if err != nil {
			return err
		}
		if !strings.Contains(said, want) {
			t.fault("digest --send does not say that it %s:\n%s", want, said)
		}
	}
	if n, err := m.count("INBOX"); err != nil || n != 1 {
		t.fault("INBOX holds %d messages, not one digest: %v", n, err)
		return nil
	}
	if _, err := m.do("EXAMINE INBOX"); err != nil {
		return err
	}
	a, err := m.do("FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
	if err != nil {
		return err
	}
	id := regexp.MustCompile(`<([^<>]+)>`).FindStringSubmatch(strings.Join(a.lines, "\n"))
	if id == nil {
		t.fault("the digest has no Message-ID: %q", a.lines)
		return nil
	}
	found, err := m.search("HEADER Message-ID %q", id[1])
	if err != nil {
		return err
	}
	if len(found) != 1 {
		t.fault("the digest is found %d times by its Message-ID", len(found))
	}
	items, err := o.items(ctx)
	if err != nil {
		return err
	}
	if len(items) != 1 {
		t.fault("the digest became a conversation: %v", items)
	}
	if len(t.wrong) == 0 {
		t.note("Digest", "appended once; found again by its Message-ID after the database was lost")
	}
	return nil
}
