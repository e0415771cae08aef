package main

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"thrice/internal/compose"
	"thrice/rules"
	"thrice/tracker"
)

// The columns of the demo's lines: the time, a word, and what there is to say.
const (
	demoWidth  = 80
	wordColumn = 7
	textColumn = 20
)

// heading prints the day, if it is another than before.
func (d *demo) heading() {
	day := rules.DateOf(d.now, d.desk.zone())
	if day == d.day {
		return
	}
	d.day = day
	title := d.now.In(d.desk.zone()).Format("Monday 2 January 2006")
	fmt.Fprintf(&d.out, "\n%s\n%s\n", d.paint(compose.Strong, title), strings.Repeat("-", len(title)))
}

// tell begins a paragraph with the time.
func (d *demo) tell(word, text string) {
	d.heading()
	d.lines("\n"+d.now.In(d.desk.zone()).Format("15:04")+"  ", word, text, compose.Strong)
}

// more goes on with a paragraph.
func (d *demo) more(word, text string) {
	d.lines(strings.Repeat(" ", wordColumn), word, text, compose.Strong)
}

func (d *demo) lines(begin, word, text string, ink compose.Ink) {
	pad := strings.Repeat(" ", max(1, textColumn-wordColumn-len(word)))
	begin += d.paint(ink, word) + pad
	for _, line := range compose.Wrap(text, demoWidth-textColumn) {
		d.out.WriteString(begin + line + "\n")
		begin = strings.Repeat(" ", textColumn)
	}
}

// name names a conversation: the customer and the subject.
func (d *demo) name(i tracker.Item) string {
	return fmt.Sprintf("%s, %q", party(i.Customer.Name, i.Customer.Address), compose.Plain(i.Subject))
}

// party is a person with what stands behind the @ of the address.
func party(name, address string) string {
	_, domain, _ := strings.Cut(address, "@")
	if name == "" {
		return compose.Plain(address)
	}
	return compose.Plain(fmt.Sprintf("%s (%s)", name, domain))
}

// tellMail tells of a mail that came or went.
func (d *demo) tellMail(e demoEvent) {
	m := e.parsed
	word, who := "MAIL", "from "+of(m.from)
	switch e.folder {
	case "Sent":
		word, who = "SENT", "to "+of(m.to)
	case "Drafts":
		word, who = "DRAFT", "to "+of(m.to)
	}
	text := fmt.Sprintf("%s, %q", who, m.subject)
	if !slices.Contains([]string{"INBOX", "Sent", "Drafts"}, e.folder) {
		text += ", in the folder " + e.folder
	}
	d.tell(word, text)
	for _, line := range compose.Wrap(m.text, demoWidth-textColumn-2) {
		d.out.WriteString(strings.Repeat(" ", textColumn) + d.paint(compose.Faint, "| "+line) + "\n")
	}
}

func of(a *mail.Address) string { return party(a.Name, a.Address) }

// tellChanges tells what has changed since before, first about the conversation
// here, which the reader knows to be spoken of. It says whether that one changed.
func (d *demo) tellChanges(before []tracker.Item, here string) bool {
	var changed []tracker.Item
	for _, i := range d.items {
		var old tracker.Item
		if n := slices.IndexFunc(before, func(b tracker.Item) bool { return b.ID == i.ID }); n >= 0 {
			old = before[n]
		}
		if old.Why != i.Why || word(old) != word(i) {
			changed = append(changed, i)
		}
	}
	told := false
	for _, i := range changed {
		if i.ID == here {
			d.more(word(i), i.Why)
			told = true
		}
	}
	for _, i := range changed {
		if i.ID != here {
			d.tell(word(i), d.name(i))
			d.more("", i.Why)
		}
	}
	return told
}

// word is where a conversation stands, in one word.
func word(i tracker.Item) string {
	switch {
	case i.State == rules.Held:
		return "HELD"
	case i.Task != nil:
		return strings.ToUpper(strings.ReplaceAll(string(i.Task.Do), "_", " "))
	case i.State == rules.Waiting && i.Paused:
		return "PAUSED"
	case i.State == rules.Waiting && i.WaitingOn == rules.Us:
		return "YOUR TURN"
	case i.State == rules.Idle && i.Since != nil:
		return "ANSWERED"
	case i.State == rules.Idle:
		return "NO CLOCK"
	}
	return strings.ToUpper(string(i.State))
}

// tellNothing says that a mail changed nothing, and what Thrice took it for.
func (d *demo) tellNothing(ctx context.Context, e demoEvent, item tracker.Item, known bool) error {
	if !known {
		d.more("UNCHANGED", "It was neither sent nor received, so it counts for nothing yet.")
		return nil
	}
	h, err := d.desk.tracker.Show(ctx, item.ID)
	if err != nil {
		return err
	}
	for _, entry := range h.Timeline {
		if entry.MessageID == e.parsed.id {
			d.more("UNCHANGED", entry.Text+".")
		}
	}
	return nil
}

// digest sends the digest of the day and tells its first line.
func (d *demo) digest(ctx context.Context) error {
	r, err := d.desk.tracker.RoundUp(ctx)
	if err != nil {
		return err
	}
	outcome, err := d.sendDigest(ctx, d.desk, d.boxes, d.now)
	if err != nil || outcome != sentNow {
		return err
	}
	head, _, _ := strings.Cut(compose.NewDigest(r, d.desk.zone()).Text(), "\n\n")
	_, counts, _ := strings.Cut(head, "\n")
	d.tell("DIGEST", counts)
	return nil
}

// conclude ends the demo with the list and the last digest in full.
func (d *demo) conclude(ctx context.Context) error {
	list := listCommand{}
	items, health, err := list.gather(ctx, d.app, d.desk)
	if err != nil {
		return err
	}
	r, err := d.desk.tracker.RoundUp(ctx)
	if err != nil {
		return err
	}
	zone := d.desk.zone()
	d.rule("thrice list")
	d.out.WriteString(compose.List(items, health, zone, d.paint))
	d.rule("thrice digest")
	d.out.WriteString(compose.NewDigest(r, zone).Text())
	d.out.WriteString("\n" + strings.Repeat("=", demoWidth) + "\n" + demoFarewell)
	return nil
}

// rule divides what a command prints from what stands above it.
func (d *demo) rule(command string) {
	at := compose.Moment(d.now.Truncate(time.Minute), d.desk.zone())
	fmt.Fprintf(&d.out, "\n%s\n%s\n\n", strings.Repeat("=", demoWidth), d.paint(compose.Strong, fmt.Sprintf("%s: $ %s", at, command)))
}
