package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"thrice/rules"
	"thrice/tracker"
)

type calledCommand struct {
	ID      string   `arg:"" help:"The conversation: the beginning of its id, as \"thrice list\" prints it."`
	Outcome string   `arg:"" enum:"talked,voicemail,no-answer,call-back,not-interested,wrong-number" help:"talked, voicemail, no-answer, call-back, not-interested or wrong-number."`
	When    []string `arg:"" optional:"" help:"With call-back: when, as in \"thrice snooze\"."`
}

// Run records how a call went, and what follows from it.
func (c *calledCommand) Run(ctx context.Context, a *app) error {
	choice := tracker.Choice{What: rules.Called, Outcome: rules.Outcome(c.Outcome)}
	switch back := choice.Outcome == rules.CallBack; {
	case back && len(c.When) == 0:
		return exit{codeUsage, errors.New(`when do they want to be called back? for example: thrice called ` + c.ID + ` call-back tomorrow 10:00`)}
	case !back && len(c.When) > 0:
		return exit{codeUsage, fmt.Errorf("%q: only call-back takes a time", strings.Join(c.When, " "))}
	}
	return a.with(ctx, func(d *desk) error {
		if len(c.When) > 0 {
			until, err := parseWhen(strings.Join(c.When, " "), a.now(), d.Calendar)
			if err != nil {
				return exit{codeUsage, err}
			}
			choice.Until = until
		}
		return a.choose(ctx, d, []string{c.ID}, choice, takeBack)
	})
}
