package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"thrice/internal/compose"
	"thrice/rules"
	"thrice/tracker"
)

// demo is the demo under way: an ordinary installation with a clock of its own.
type demo struct {
	*app
	desk   *desk
	server *demoServer
	boxes  []mailbox
	paint  compose.Paint

	first map[string]string // the Message-ID that each story begins with
	now   time.Time
	items []tracker.Item // as they stood after the last step
	out   strings.Builder
	day   rules.Date // whose heading was printed last
}

// demoEnd is how long after the last event the demo ends, and digestTime when
// in the morning the digest comes.
const (
	demoEnd    = 72 * time.Hour
	digestTime = 8*time.Hour + 30*time.Minute
)

// play lets the events happen, one after the other, and in between whatever time
// brings about.
func (d *demo) play(ctx context.Context, desk *desk, events []demoEvent) (err error) {
	d.desk = desk
	if d.boxes, err = d.mailboxes(desk, nil); err != nil {
		return err
	}
	defer closeAll(d.boxes)
	d.out.WriteString(demoIntroduction)
	// The mailbox is empty still: what comes from now on was not found there.
	if err := d.round(ctx, ""); err != nil {
		return err
	}
	for _, e := range events {
		if err := d.pass(ctx, e.at); err != nil {
			return err
		}
		if err := d.happen(ctx, e); err != nil {
			return fmt.Errorf("story %s, %s: %w", e.story, compose.Moment(e.at, desk.zone()), err)
		}
	}
	last := rules.DateOf(d.now.Add(demoEnd), desk.zone()).Start(desk.zone()).Add(digestTime)
	// The digest of that morning is not sent but printed.
	if err := d.pass(ctx, last.Add(-time.Millisecond)); err != nil {
		return err
	}
	d.now = last
	if err := d.round(ctx, ""); err != nil {
		return err
	}
	return d.conclude(ctx)
}

// pass lets time pass until an instant, stopping wherever it changes something:
// at the next time of a conversation, and for the digest of a workday.
func (d *demo) pass(ctx context.Context, until time.Time) error {
	for {
		morning := d.nextDigest()
		next := morning
		for _, i := range d.items {
			if i.Next != nil && i.Next.After(d.now) && i.Next.Before(next) {
				next = *i.Next
			}
		}
		if next.After(until) {
			d.now = until
			return nil
		}
		d.now = next
		before := d.items
		if err := d.round(ctx, ""); err != nil {
			return err
		}
		d.tellChanges(before, "")
		if d.now.Equal(morning) {
			if err := d.digest(ctx); err != nil {
				return err
			}
		}
	}
}

// nextDigest is when the next digest comes.
func (d *demo) nextDigest() time.Time {
	zone, cal := d.desk.zone(), d.desk.Calendar
	today := rules.DateOf(d.now, zone)
	at := today.Start(zone).Add(digestTime)
	if !at.After(d.now) || !cal.Workday(today) {
		at = cal.NextWorkday(today).Start(zone).Add(digestTime)
	}
	return at
}

// round reads the mailbox, and looks where everything stands then. message is
// the id of one that has come, or empty.
func (d *demo) round(ctx context.Context, message string) error {
	if err := errors.Join(readAll(ctx, d.boxes)...); err != nil {
		return err
	}
	return d.look(ctx, message)
}

// look sees where the conversations with anybody outside stand. Those that had
// ended are looked at only if that has just happened, or the message came to one.
func (d *demo) look(ctx context.Context, message string) error {
	items, err := d.desk.tracker.List(ctx, false)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(d.items), func(i tracker.Item) bool {
		return slices.ContainsFunc(items, func(o tracker.Item) bool { return o.ID == i.ID })
	})
	ended := func(i tracker.Item) bool { return i.Task == nil && i.State != rules.Waiting }
	if _, open := holding(items, message); message != "" && !open || !all(others, ended) {
		others = nil
		if items, err = d.desk.tracker.List(ctx, true); err != nil {
			return err
		}
	}
	d.items = slices.DeleteFunc(append(items, others...), func(i tracker.Item) bool { return i.Customer.Address == "" })
	return nil
}

func all(items []tracker.Item, is func(tracker.Item) bool) bool {
	return !slices.ContainsFunc(items, func(i tracker.Item) bool { return !is(i) })
}

// happen lets one event happen, and tells what it changed.
func (d *demo) happen(ctx context.Context, e demoEvent) error {
	before := d.items
	if e.folder == "" {
		item, ok := holding(d.items, d.first[e.story])
		if !ok {
			return errors.New("this conversation has not begun")
		}
		if err := d.act(ctx, item, e.act); err != nil {
			return err
		}
		if err := d.look(ctx, ""); err != nil {
			return err
		}
		d.tellChanges(before, item.ID)
		return nil
	}
	if err := d.server.deliver(e.folder, e.mail, e.at); err != nil {
		return err
	}
	if err := d.round(ctx, e.parsed.id); err != nil {
		return err
	}
	d.tellMail(e)
	item, ok := holding(d.items, e.parsed.id)
	if told := d.tellChanges(before, item.ID); !told {
		return d.tellNothing(ctx, e, item, ok)
	}
	return nil
}

// act has the person give a command about a conversation, as they would type it.
func (d *demo) act(ctx context.Context, item tracker.Item, words []string) error {
	short := compose.Short(item.ID, compose.ShortIDs(d.items, len(d.items)))
	args := slices.Concat(words[:1], []string{short}, words[1:])
	var said strings.Builder
	code := run(ctx, world{args: append([]string{"-c", d.path}, args...), env: d.env, stdin: strings.NewReader(""),
		stdout: io.Discard, stderr: &said, now: d.app.now})
	if code != codeFine {
		return errors.New(strings.TrimSpace(said.String()))
	}
	d.tell("YOU", d.name(item))
	d.more("", d.paint(compose.Strong, "thrice "+strings.Join(args, " ")))
	return nil
}

// holding finds the conversation that holds a message.
func holding(items []tracker.Item, message string) (tracker.Item, bool) {
	for _, i := range items {
		if slices.ContainsFunc(i.Messages, func(m tracker.ItemMessage) bool { return m.MessageID == message }) {
			return i, true
		}
	}
	return tracker.Item{}, false
}
