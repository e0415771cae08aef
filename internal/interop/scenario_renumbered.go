package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// renumbered: folders whose UIDVALIDITY changes lose nothing and double nothing.
func renumbered(ctx context.Context, t *trial) error {
	m, err := t.mailbox(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	const n = 40
	asked := questions(n, 60)
	var answers []letter
	for _, q := range asked {
		answers = append(answers, q.answered())
	}
	customers := t.server.folder("Customers")
	if err := errors.Join(m.deliver(m.sent, asked...), m.deliver("INBOX", answers[:10]...), m.deliver(customers, answers[10:20]...)); err != nil {
		return err
	}
	o, err := t.office(t.door)
	if err != nil {
		return err
	}
	want := expectation{conversations: n, messages: n + 20, cleared: 20}
	if err := t.expect(ctx, o, "at first", want); err != nil {
		return err
	}
	before, err := m.status(customers, "UIDVALIDITY")
	if err != nil {
		return err
	}
	// Somebody deletes the folder and makes it again, with the same mails in
	// another order, and with new ones that have old numbers.
	again := slices.Concat(answers[20:25], answers[10:20])
	after, err := t.recreate(ctx, m, customers, before, again)
	if err != nil {
		return err
	}
	want.messages, want.cleared = want.messages+5, want.cleared+5
	if err := t.expect(ctx, o, "after the folder was made again", want); err != nil {
		return err
	}
	t.note("UIDVALIDITY of a folder made again", "%s", map[bool]string{true: "another", false: "the same"}[before != after])
	if t.server.renumber != nil {
		m.close() // nobody may have them open
		for _, folder := range []string{"INBOX", m.sent} {
			if err := t.server.renumber(ctx, folder); err != nil {
				return err
			}
		}
		if m, err = t.mailbox(ctx); err != nil {
			return err
		}
		defer m.close()
		if err := m.deliver("INBOX", answers[25]); err != nil {
			return err
		}
		want.messages, want.cleared = want.messages+1, want.cleared+1
		if err := t.expect(ctx, o, "after INBOX and Sent were renumbered", want); err != nil {
			return err
		}
	}
	fresh, err := t.office(t.door)
	if err != nil {
		return err
	}
	if err := t.expect(ctx, fresh, "from a fresh start", want); err != nil {
		return err
	}
	if len(t.wrong) == 0 {
		how := "folder deleted and made again"
		if t.server.renumber != nil {
			how += "; INBOX and Sent by the server's own tool"
		}
		t.note("New UIDVALIDITY", "nothing lost, nothing doubled: %s", how)
	}
	return nil
}

// recreate deletes a folder and makes it again, until its UIDVALIDITY is another
// one: some servers take the second in which it was made.
func (t *trial) recreate(ctx context.Context, m *mailbox, folder, before string, mails []letter) (string, error) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for try := 0; ; try++ {
		if _, err := m.do("DELETE %q", folder); err != nil {
			return "", err
		}
		if _, err := m.do("CREATE %q", folder); err != nil {
			return "", err
		}
		after, err := m.status(folder, "UIDVALIDITY")
		if err != nil {
			return "", err
		}
		if after != before || try == 2 {
			return after, m.deliver(folder, mails...)
		}
		select {
		case <-second.C:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// expectation is what must be known.
type expectation struct{ conversations, messages, cleared int }

// expect reads the mailbox twice and faults unless that is known, both times,
// and the second round changes nothing.
func (t *trial) expect(ctx context.Context, o *office, when string, want expectation) error {
	var lists [2]string
	for round := range lists {
		if err := o.once(ctx); err != nil {
			return fmt.Errorf("%s: %w", when, err)
		}
		items, err := o.items(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", when, err)
		}
		stored, err := o.messages(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", when, err)
		}
		if got := (expectation{len(items), stored, in(items, "cleared")}); got != want {
			t.fault("%s: known is %+v, and must be %+v", when, got, want)
		}
		for subject, i := range items {
			if i.Touches != 1 {
				t.fault("%s: %q counts %d touches, not one", when, subject, i.Touches)
			}
		}
		if lists[round], err = o.run(ctx, "list", "--all", "--json"); err != nil {
			return err
		}
	}
	if lists[0] != lists[1] {
		t.fault("%s: a second round has changed the list", when)
	}
	return nil
}
