package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// dialogue is what the server says to a plain client: no part of thrice is in it.
func dialogue(ctx context.Context, t *trial) error {
	c, err := t.server.login(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	a, err := c.do("CAPABILITY")
	if err != nil {
		return err
	}
	words := strings.Fields(strings.TrimPrefix(strings.Join(a.lines, " "), "* CAPABILITY "))
	t.list("Capabilities", words, " ")
	if err := t.folders(c, words); err != nil {
		return err
	}
	return t.messages(ctx, c)
}

// folders looks at LIST.
func (t *trial) folders(c *client, capabilities []string) error {
	a, err := c.do(`LIST "" "*"`)
	if err != nil {
		return err
	}
	var names []string
	marked := false
	for _, line := range a.lines {
		names = append(names, strings.TrimPrefix(line, "* LIST "))
		marked = marked || strings.Contains(line, `\Sent`)
	}
	slices.Sort(names)
	t.list("Folders of a new mailbox", names, ", ")
	t.note(`\Sent in plain LIST`, "%s", yes(marked))
	a, err = c.do(`LIST "" "*" RETURN (SPECIAL-USE)`)
	t.note("LIST RETURN (SPECIAL-USE)", "%s", verdict(err, fmt.Sprintf("%d marked", strings.Count(strings.Join(a.lines, "\n"), `\Sent`))))
	if slices.Contains(capabilities, "ENABLE") {
		a, err := c.do("ENABLE CONDSTORE QRESYNC")
		t.note("ENABLE CONDSTORE QRESYNC", "%s", verdict(err, strings.Join(a.lines, ", ")))
	}
	return nil
}

// messages looks at what appending, selecting, searching and moving say.
func (t *trial) messages(ctx context.Context, c *client) error {
	q := question(1, 60)
	a, err := c.put("INBOX", q)
	if err != nil {
		return err
	}
	t.note("APPENDUID", "%s", yes(strings.Contains(a.text, "APPENDUID")))
	if a, err = c.do("SELECT INBOX"); err != nil {
		return err
	}
	said := strings.Join(a.lines, "\n")
	t.note("UIDNEXT in SELECT", "%s", yes(strings.Contains(said, "[UIDNEXT ")))
	t.note("HIGHESTMODSEQ in SELECT", "%s", yes(strings.Contains(said, "[HIGHESTMODSEQ ")))
	found, err := c.search(`HEADER Message-ID "%s"`, q.id+"@acme.example")
	if err != nil {
		return err
	}
	t.note("SEARCH HEADER Message-ID", "%d of 1 found", len(found))
	if found, err = c.search("UID *"); err != nil {
		return err
	}
	t.note("UID SEARCH UID * (the last message)", "%d of 1 found", len(found))
	target := t.server.folder("Customers")
	if err := c.need(target); err != nil {
		return err
	}
	if _, err := c.do("UID MOVE 1:* %q", target); err != nil {
		t.note("MOVE", "%s", verdict(err, ""))
	} else {
		t.note("MOVE", "yes")
	}
	_, err = c.do("EXAMINE %q", t.server.folder("Nowhere"))
	t.note("EXAMINE of no folder", "%s", verdict(err, ""))
	if err := t.plainPush(ctx, c); err != nil {
		return err
	}
	return t.before(ctx, c)
}

// before: is a client told in IDLE of a mail that came after it had opened the
// folder and before IDLE? Who is not has to look again.
func (t *trial) before(ctx context.Context, c *client) error {
	const n = 20
	told := 0
	for i := range n {
		other, err := t.server.login(ctx)
		if err != nil {
			return err
		}
		defer other.close()
		if _, err := other.do("EXAMINE INBOX"); err != nil {
			return err
		}
		if _, err := c.put("INBOX", question(200+i, 1)); err != nil {
			return err
		}
		w, err := idle(other)
		if err != nil {
			return err
		}
		if _, err := w.next(ctx, 2*time.Second); err == nil {
			told++
		}
		other.close()
	}
	t.note("Told in IDLE of what came before it", "%d of %d", told, n)
	return nil
}

// plainPush is how long the server takes to tell an idle client of new mail.
func (t *trial) plainPush(ctx context.Context, c *client) error {
	other, err := t.server.login(ctx)
	if err != nil {
		return err
	}
	defer other.close()
	w, err := watch(other, "INBOX")
	if err != nil {
		t.note("IDLE", "%s", verdict(err, ""))
		return nil
	}
	var took []time.Duration
	for n := range 5 {
		begin := time.Now()
		if _, err := c.put("INBOX", question(100+n, 1)); err != nil {
			return err
		}
		at, err := w.next(ctx, 90*time.Second)
		if err != nil {
			t.note("Push, plain client in IDLE", "none within 90 s")
			return nil
		}
		took = append(took, at.Sub(begin))
		if took[n] > 5*time.Second { // it looks from time to time
			break
		}
	}
	t.note("Push, plain client in IDLE", "%s", spread(took))
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// verdict is what a server said to a command: fine, or its refusal.
func verdict(err error, fine string) string {
	if no := (*refusal)(nil); errors.As(err, &no) {
		return no.status + " " + no.text
	}
	if err != nil {
		return err.Error()
	}
	return strings.TrimSuffix("OK, "+fine, ", ")
}
