package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"thrice/imapsync"
	"thrice/internal/compose"
	"thrice/tracker"
)

type checkCommand struct{}

// Run tests everything that reading needs, and says of each thing that is wrong
// what it is, where, and what to do.
func (c *checkCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		fmt.Fprintf(a.stdout, "configuration  %s: fine\ndatabase       %s: fine\ntime zone      %s, now %s\n",
			a.path, d.DataDir, d.zone(), compose.Moment(a.now(), d.zone()))
		health, err := d.tracker.Health(ctx)
		if err != nil {
			return err
		}
		boxes, err := a.mailboxes(d, nil)
		if err != nil {
			return err
		}
		defer closeAll(boxes)
		wrong := 0
		for _, b := range boxes {
			fmt.Fprintf(a.stdout, "\naccount %s: %s at %s\n", b.account.Name, b.account.Username, b.account.IMAP.Addr())
			report, err := b.Check(ctx)
			problems := []string{}
			if err != nil {
				problems = append(problems, err.Error())
			} else {
				counted, err := d.count(ctx, b.account.Name, report, health)
				if err != nil {
					return err
				}
				printReport(a.stdout, b, report, counted)
				problems = doubtful(b, report)
			}
			for _, p := range problems {
				printWrapped(a.stdout, "wrong: "+p)
			}
			wrong += len(problems)
			for _, n := range notYet(b, d) {
				printWrapped(a.stdout, "note: "+n)
			}
			for _, h := range health {
				if h.Name == b.account.Name {
					printHealth(a.stdout, h, d)
				}
			}
		}
		if wrong > 0 {
			fmt.Fprintf(a.stdout, "\n%s.\n", compose.Count(wrong, "thing is wrong", "things are wrong"))
			return exit{code: codePartial}
		}
		_, err = fmt.Fprintln(a.stdout, "\nEverything is fine.")
		return err
	})
}

// printWrapped prints a remark on an account in lines of at most 80 columns.
func printWrapped(w io.Writer, text string) {
	for n, line := range compose.Wrap(compose.Plain(text), 76) {
		if n > 0 {
			line = "  " + line
		}
		fmt.Fprintf(w, "  %s\n", line)
	}
}

// counts are what is stored of a folder.
type counts struct{ read, aside int }

// count returns what is stored of the folders of a report, by name.
func (d *desk) count(ctx context.Context, account string, r imapsync.Report, health []tracker.Health) (map[string]counts, error) {
	all := map[string]counts{}
	for _, f := range r.Folders {
		if !f.Read {
			continue
		}
		uids, err := d.tracker.StoredUIDs(ctx, account, f.Name)
		if err != nil {
			return nil, err
		}
		var c counts
		for _, u := range uids {
			c.read += int(u[1]-u[0]) + 1
		}
		for _, h := range health {
			if h.Name == account {
				c.aside = h.SetAside[f.Name]
			}
		}
		c.read -= c.aside
		all[f.Name] = c
	}
	return all, nil
}

// agree tells how the server's count and what is stored stand to one another.
func (c counts) agree(server int) string {
	var words []string
	switch rest := server - c.read - c.aside; {
	case c.read+c.aside == 0:
		return ""
	case rest == 0 && c.aside == 0:
		return ", all read"
	case rest > 0:
		words = append(words, fmt.Sprintf("%d not read: older than the history, or new", rest))
	case rest < 0:
		words = append(words, fmt.Sprintf("%d gone since", -rest))
	}
	if c.aside > 0 {
		words = append([]string{fmt.Sprintf("%d set aside", c.aside)}, words...)
	}
	return fmt.Sprintf(", %d read, %s", c.read, strings.Join(words, ", "))
}

// printReport tells what a login has shown.
func printReport(w io.Writer, b mailbox, r imapsync.Report, counted map[string]counts) {
	poll := strings.Replace(b.account.Poll.String(), "m0s", "m", 1)
	fmt.Fprintf(w, "  login: fine\n")
	if r.Sent != "" {
		how := map[string]string{imapsync.ByConfig: "as configured", imapsync.BySpecial: "as the server marks it", imapsync.ByName: "by its name"}[r.SentBy]
		fmt.Fprintf(w, "  sent mail: %q, %s\n", compose.Plain(r.Sent), how)
	}
	if r.Idle {
		fmt.Fprintf(w, "  new mail: the server tells of it (IDLE); looked for every %s besides\n", poll)
	} else {
		fmt.Fprintf(w, "  new mail: looked for every %s; the server does not tell by itself (no IDLE)\n", poll)
	}
	fmt.Fprintf(w, "  folders:\n")
	for _, f := range r.Folders {
		count := compose.Count(f.Messages, "message", "messages")
		switch {
		case !f.Selectable:
			count = "holds no mail"
		case f.Messages < 0:
			count = "the server does not tell how many messages"
		}
		switch {
		case f.Selectable && !f.Read:
			count += ", left out"
		case f.Read && f.Messages >= 0:
			count += counted[f.Name].agree(f.Messages)
		}
		role := ""
		if f.Role != tracker.RoleNone {
			role = " (" + string(f.Role) + ")"
		}
		fmt.Fprintf(w, "    %s%s: %s\n", compose.Plain(f.Name), role, count)
	}
}

// printHealth tells what is stored of the account.
func printHealth(w io.Writer, h tracker.Health, d *desk) {
	fmt.Fprintf(w, "  stored: %s in %s\n", compose.Count(h.Messages, "message", "messages"), compose.Count(h.Conversations, "conversation", "conversations"))
	printWrapped(w, compose.LastRead(h, d.zone()))
	for _, u := range h.Unreadable {
		printWrapped(w, fmt.Sprintf("could not be understood: %q, UID %d, %s: %s", u.Location.Folder, u.Location.UID, u.What, u.Why))
	}
}

// notYet is what the configuration asks of an account and this version cannot do.
func notYet(b mailbox, d *desk) []string {
	var out []string
	wants := b.account.Deliver != "task"
	for _, r := range d.Book.Rules {
		wants = wants || r.Deliver != "" && r.Deliver != "task"
	}
	if wants {
		out = append(out, `deliver: this version tells what is due and neither drafts nor sends; deliver = "task" says the same`)
	}
	if d.Digest.To == "smtp" {
		out = append(out, `[digest] to = "smtp": this version puts digests into the inbox; to = "inbox"`)
	}
	return out
}

// doubtful is what works, but not as it should.
func doubtful(b mailbox, r imapsync.Report) []string {
	var out []string
	switch {
	case r.Sent == "":
		out = append(out, `no folder for sent mail was found, so nothing you send is followed up; name it: sent = "NAME"`)
	case b.account.Sent != "" && r.SentBy != imapsync.ByConfig:
		out = append(out, fmt.Sprintf("the folder sent = %q does not exist, %q is taken instead; correct or delete sent", b.account.Sent, r.Sent))
	}
	return out
}
