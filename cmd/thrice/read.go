package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"thrice/internal/compose"
	"thrice/internal/config"
	"thrice/internal/reading"
)

type readCommand struct {
	Files []string `arg:"" name:"file" help:"A mail, an mbox or a folder of mails; \"-\" is standard input."`
	JSON  bool     `help:"For scripts: one object a line."`
}

// Run prints what is made of each mail. It needs no configuration and no
// database, and opens no connection.
func (c *readCommand) Run(a *app) error {
	hints, zone, err := a.readingHints()
	if err != nil {
		return err
	}
	first := true
	return a.mails(c.Files, func(m mailFile) error {
		r := reading.Read(m.raw, hints)
		if c.JSON {
			line, err := compose.JSONLine(viewOf(m, r))
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(line)
			return err
		}
		if !first {
			fmt.Fprintln(a.stdout)
		}
		first = false
		_, err := fmt.Fprint(a.stdout, told(m, r, zone, a.paint()))
		return err
	})
}

// readingHints are those of the configuration, if there is one: its zone and its
// patterns. The zone is the one in which times are shown.
func (a *app) readingHints() (reading.Hints, *time.Location, error) {
	path := a.path
	if path == "" {
		path = config.DefaultPath(a.env)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return reading.Hints{}, time.Local, nil
		}
	}
	c, _, err := a.load()
	if err != nil {
		return reading.Hints{}, nil, err
	}
	hints := hintsOf(c)
	return hints, hints.Zone, nil
}

// hintsOf is what a configuration tells the reader of mail.
func hintsOf(c *config.Config) reading.Hints {
	hints := reading.Hints{Zone: c.Calendar.Location(), Region: c.Region}
	for _, p := range c.OrderPatterns {
		stages := map[reading.Stage]*regexp.Regexp{}
		for stage, re := range p.Stages {
			stages[reading.Stage(stage)] = re
		}
		hints.Orders = append(hints.Orders, reading.OrderPattern{Name: p.Name, From: p.From, Subject: p.Subject,
			Number: p.Number, Tracking: p.Tracking, Carrier: p.Carrier, Stages: stages})
	}
	return hints
}

// told is a reading in words: what the mail is and why, who wrote it, what it
// wants, what it names, and what was newly written.
func told(m mailFile, r reading.Reading, zone *time.Location, paint compose.Paint) string {
	var b strings.Builder
	name := compose.Plain(m.path)
	if m.number > 0 {
		name += fmt.Sprintf(", mail %d", m.number)
	}
	fmt.Fprintf(&b, "%s\n", paint(compose.Strong, name))
	line := func(label, text string) {
		if text = compose.Plain(text); text == "" {
			return
		}
		for n, l := range compose.Wrap(text, 80-13) {
			if n > 0 {
				label = ""
			}
			fmt.Fprintf(&b, "  %-10s %s\n", label, l)
		}
	}
	line("nature", fmt.Sprintf("%s, %.0f %% sure: %s", strings.ReplaceAll(string(r.Nature), "_", " "), 100*r.Sure, r.Why))
	line("from", strings.TrimSpace(r.From.Name+" "+angle(r.From.Address)))
	if !r.Date.IsZero() {
		line("date", compose.Moment(r.Date, zone))
	}
	line("subject", r.Subject)
	line("wants", strings.Join(wishes(r), ", "))
	for _, f := range named(r) {
		line(f[0], f[1])
	}
	line("trouble", strings.Join(r.Errors, "; "))
	if r.NewText != "" {
		fmt.Fprintf(&b, "  new text\n")
	}
	for _, l := range strings.Split(r.NewText, "\n") {
		for _, l := range compose.Wrap(compose.Plain(l), 80-4) {
			fmt.Fprintf(&b, "    %s\n", paint(compose.Faint, l))
		}
	}
	return b.String()
}

func angle(address string) string {
	if address == "" {
		return ""
	}
	return "<" + address + ">"
}

// wishes says in words what the writer wants.
func wishes(r reading.Reading) []string {
	var list []string
	for _, w := range []struct {
		is   bool
		says string
	}{
		{r.Asks, "asks or requests something"},
		{r.Courtesy, "thanks, and nothing else"},
		{r.Confirms, "says yes"},
		{r.CallRequest, "wants to be called"},
		{r.Complaint != "", "complains: " + strings.ReplaceAll(string(r.Complaint), "_", " ")},
		{r.Promises, "will come back to it"},
		{r.Stop, "wants no more mail"},
		{r.Forward, "forwards another mail"},
	} {
		if w.is {
			list = append(list, w.says)
		}
	}
	return list
}

// named lists what the mail names, each with a label.
func named(r reading.Reading) [][2]string {
	var list [][2]string
	add := func(label string, parts ...string) {
		if text := strings.Join(nonEmpty(parts), ", "); text != "" {
			list = append(list, [2]string{label, text})
		}
	}
	if c := r.Call; c != nil {
		add("call", number(c.Phone), c.When)
	}
	add("named day", day(r.NamedDate))
	add("away until", day(r.Until))
	add("stand-in", r.StandIn.Name, r.StandIn.Address, number(r.StandIn.Phone))
	for _, p := range r.Phones {
		add("phone", strings.TrimSpace(p.Label+" "+p.E164))
	}
	if o := r.Order; o != nil {
		add("order", o.Number, strings.ReplaceAll(string(o.Stage), "_", " "), o.Carrier, strings.Join(o.Tracking, " "),
			labelled("promised for", day(o.Promised)), labelled("delivered on", day(o.Delivered)))
	}
	if f := r.Bounce; f != nil {
		kind := "for now"
		if f.Permanent {
			kind = "for good"
		}
		add("failed", f.Address, f.Status, kind, labelled("the mail was", f.OriginalMessageID))
	}
	return list
}

func nonEmpty(parts []string) []string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return list
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + " " + text
}

func number(p *reading.Phone) string {
	if p == nil {
		return ""
	}
	return p.E164
}

func day(d *reading.Day) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}
