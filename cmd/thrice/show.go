package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"thrice/internal/compose"
	"thrice/tracker"
)

type showCommand struct {
	ID   string `arg:"" help:"The conversation: the beginning of its id, as \"thrice list\" prints it."`
	JSON bool   `help:"For scripts."`
}

// Run prints one conversation with its timeline.
func (c *showCommand) Run(ctx context.Context, a *app) error {
	return a.with(ctx, func(d *desk) error {
		h, err := d.tracker.Show(ctx, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			text, err := compose.JSON(h)
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		}
		_, err = fmt.Fprint(a.stdout, story(h, d.zone(), a.paint()))
		return err
	})
}

// story is a conversation from its beginning to where it stands.
func story(h tracker.History, zone *time.Location, paint compose.Paint) string {
	var b strings.Builder
	b.WriteString(compose.Block(h.Item, h.ID, zone, paint))
	facts := []string{"account " + h.Account, string(h.Kind), "waiting on " + string(h.WaitingOn), compose.Count(h.Touches, "touch", "touches")}
	fmt.Fprintf(&b, "\n%s\n\n", paint(compose.Faint, compose.Plain(strings.Join(facts, " · "))))
	for _, e := range h.Timeline {
		fmt.Fprintf(&b, "%s  %s\n", compose.Moment(e.At, zone), paint(compose.Strong, compose.Plain(e.Who)))
		for _, line := range compose.Wrap(compose.Plain(e.Text), 80-4) {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	return b.String()
}
