package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thrice/rules"
)

// orderCadence is the one whose steps may do what only orders need.
const orderCadence = "order"

// cadences reads the cadences of the file into the book. One that redefines a
// built-in one takes its place, and what it does not say stays.
func (r *reader) cadences(root *section) {
	all := root.table("cadence")
	if all == nil {
		return
	}
	book := &r.config.Book
	for _, name := range all.node.order {
		s := all.table(name)
		if s == nil {
			continue
		}
		i := slices.IndexFunc(book.Cadences, func(c rules.Cadence) bool { return c.Name == name })
		if i >= 0 {
			book.Cadences[i] = r.cadence(s, book.Cadences[i], true)
			continue
		}
		c := rules.Cadence{Name: name, Clock: rules.Elapsed}
		if name == orderCadence {
			c.On = rules.Us
		}
		book.Cadences = append(book.Cadences, r.cadence(s, c, false))
	}
}

// cadence reads one cadence over what it is without the file.
func (r *reader) cadence(s *section, c rules.Cadence, builtIn bool) rules.Cadence {
	on := c.On
	oneOf(s, "waiting_on", &c.On, rules.Them, rules.Us)
	switch {
	case on == "" && s.node.fields["waiting_on"] == nil:
		s.missing("waiting_on", `write "them" or "us"`)
	case on != "" && c.On != on:
		s.fault(s.line("waiting_on"), "waiting_on", wrong("give a cadence for the other side another name",
			"cadence %q is for waiting on %s", c.Name, on))
	}
	oneOf(s, "clock", &c.Clock, rules.Elapsed, rules.Weekdays, rules.Hours)
	steps := s.node.fields["steps"]
	if sections := s.tables("steps", `a list such as [ { after = "48h", do = "remind" } ]`); steps != nil {
		c.Steps = nil
		for _, step := range sections {
			c.Steps = append(c.Steps, r.step(step, c.Name))
		}
		if steps.shape == list && len(steps.list) == 0 {
			s.fault(steps.line, "steps", wrong("add a step, or set track = \"never\" in a rule", "it is empty"))
		}
	} else if !builtIn {
		s.missing("steps", `write steps = [ { after = "48h", do = "remind" } ]`)
	}
	s.close()
	return c
}

func (r *reader) step(s *section, cadence string) rules.Step {
	var step rules.Step
	s.duration("after", "48h", time.Second, &step.After)
	actions := []rules.Action{rules.Remind, rules.Call, rules.Answer}
	if cadence == orderCadence {
		actions = append(actions, rules.Update, rules.Confirm, rules.Survey)
	}
	oneOf(s, "do", &step.Do, actions...)
	if s.node.fields["after"] == nil {
		s.missing("after", `write how long to wait, as in after = "48h"`)
	}
	if s.node.fields["do"] == nil {
		s.missing("do", `write what to do then, as in do = "remind"`)
	}
	s.close()
	return step
}

// rules reads the rules of the file; the cadences are known by now.
func (r *reader) rules(root *section) {
	for i, s := range root.tables("rule", "[[rule]]") {
		rule := rules.Rule{Name: "rule " + strconv.Itoa(i+1)}
		s.text("name", &rule.Name)
		if m := s.table("match"); m != nil {
			rule.Match = match(m)
		}
		if m := s.table("unless"); m != nil {
			rule.Unless = match(m)
		}
		oneOf(s, "kind", &rule.Kind, rules.KindSales, rules.KindInquiry, rules.KindOrder)
		s.value("cadence", "the name of a cadence", func(v string) error {
			rule.Cadence = v
			return r.knownCadence(v)
		})
		oneOf(s, "deliver", &rule.Deliver, "task", "draft", "send")
		if rule.Deliver == "send" && !r.sends {
			s.fault(s.line("deliver"), "deliver", wrong(`give the account smtp = "smtps://HOST"`, "no account can send mail"))
		}
		s.value("assign", `an address such as "anna@acme.example"`, func(v string) (err error) {
			rule.Assign, err = parseAddress(v)
			return err
		})
		oneOf(s, "track", &rule.Track, rules.TrackAuto, rules.TrackAlways, rules.TrackNever)
		s.close()
		r.config.Book.Rules = append(r.config.Book.Rules, rule)
	}
}

func (r *reader) knownCadence(name string) error {
	var names []string
	for _, c := range r.config.Book.Cadences {
		names = append(names, c.Name)
	}
	if slices.Contains(names, name) {
		return nil
	}
	remedy := "add [cadence." + name + "], or use one of " + strings.Join(names, ", ")
	if meant := nearest(name, names); meant != "" {
		remedy = "did you mean " + strconv.Quote(meant) + "?"
	}
	return wrong(remedy, "there is no cadence %q", name)
}

func match(s *section) rules.Match {
	var m rules.Match
	oneOf(s, "direction", &m.Direction, "in", "out")
	for _, key := range []struct {
		name string
		into *[]rules.Pattern
	}{{"from", &m.From}, {"to", &m.To}, {"cc", &m.Cc}, {"subject", &m.Subject}, {"folder", &m.Folder}, {"flag", &m.Flag}} {
		s.texts(key.name, "a text in quotes", func(v string) error {
			p, err := rules.ParsePattern(v)
			if err == nil {
				*key.into = append(*key.into, p)
			}
			return err
		})
	}
	s.close()
	return m
}
