package main

import (
	"context"
	"fmt"
)

// filedAway: an answer clears, wherever a rule or the person puts it.
func filedAway(ctx context.Context, t *trial) error {
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	asked := questions(4, 60)
	if err := m.deliver(m.sent, asked...); err != nil {
		return err
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	if err := t.stands(ctx, o, "before any answer", "due", 4, 1); err != nil {
		return err
	}
	customers, archive := t.server.folder("Customers"), t.server.folder("Archive", "2026")
	// The first is filed by the server, the second by a mail client before it
	// was read, the third after that, the fourth by a folder's new name.
	if err := m.deliver(customers, asked[0].answered()); err != nil {
		return err
	}
	if err := m.deliver("INBOX", asked[1].answered(), asked[2].answered()); err != nil {
		return err
	}
	if err := m.refile(asked[1].answered().id, "INBOX", archive); err != nil {
		return err
	}
	projects := t.server.folder("Projects")
	if err := m.deliver(projects, asked[3].answered()); err != nil {
		return err
	}
	if err := t.stands(ctx, o, "after the answers", "cleared", 4, 2); err != nil {
		return err
	}
	if err := m.refile(asked[2].answered().id, "INBOX", customers); err != nil {
		return err
	}
	if _, err := m.do("RENAME %q %q", projects, t.server.folder("Old projects")); err != nil {
		return err
	}
	if err := t.stands(ctx, o, "after moving", "cleared", 4, 2); err != nil {
		return err
	}
	if len(t.wrong) == 0 {
		t.note("Answer filed away", "clears: delivered into a folder, moved before and after it was read, folder renamed")
	}
	return nil
}

// stands reads the mailbox and faults unless there are n conversations, all in
// that state and of so many messages.
func (t *trial) stands(ctx context.Context, o *office, when, state string, n, messages int) error {
	if err := o.once(ctx); err != nil {
		return fmt.Errorf("%s: %w", when, err)
	}
	items, err := o.items(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", when, err)
	}
	if len(items) != n || in(items, state) != n {
		t.fault("%s: %d of %d conversations are %s, not all of %d", when, in(items, state), len(items), state, n)
	}
	for subject, i := range items {
		if len(i.Messages) != messages {
			t.fault("%s: %q has %d messages, not %d", when, subject, len(i.Messages), messages)
		}
	}
	return nil
}
