package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thrice/rules"
	"thrice/tracker"
)

// pageWidth is how many columns text is written for.
const pageWidth = 80

// Ink is how a piece of text stands out on a terminal.
type Ink int

// The inks.
const (
	Strong Ink = iota // what is read first
	Faint             // what is read last
	Alarm             // what is wrong
)

// Paint colours a piece of text; it must not change what can be read.
type Paint func(Ink, string) string

// Unpainted leaves text as it is: for files, pipes and mails.
func Unpainted(_ Ink, s string) string { return s }

// Moment is an instant as a person reads it, in the zone.
func Moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Mon 2 Jan 2006 15:04")
}

// Block is one item in a few lines of at most 80 columns: id, customer and when;
// the subject; why; what else is worth knowing. id is what the person types to
// name it.
func Block(i tracker.Item, id string, zone *time.Location, paint Paint) string {
	var b strings.Builder
	indent := strings.Repeat(" ", len(id)+2)
	room := pageWidth - len(indent)
	at := instants(i, zone)
	name := cut(who(i), room-len(at)-2)
	fmt.Fprintf(&b, "%s  %s%s\n", paint(Strong, id), paint(Strong, name), pad("", room-columns(name)-len(at))+at)
	fmt.Fprintf(&b, "%s%s\n", indent, cut(subject(i), room))
	for _, line := range Wrap(Plain(i.Why), room) {
		fmt.Fprintf(&b, "%s%s\n", indent, line)
	}
	for _, remark := range remarks(i, zone) {
		for _, line := range Wrap(remark, room) {
			fmt.Fprintf(&b, "%s%s\n", indent, paint(Faint, line))
		}
	}
	return b.String()
}

// who is the customer as the list names them.
func who(i tracker.Item) string {
	name, address, organisation := Plain(i.Customer.Name), Plain(i.Customer.Address), Plain(i.Customer.Organisation)
	switch {
	case name == "" && address == "":
		return "(nobody outside)"
	case name == "" || strings.EqualFold(name, address):
		return address
	case organisation != "" && !strings.EqualFold(name, organisation):
		return name + ", " + organisation
	}
	return name + " (" + address + ")"
}

// subject is what it is about; the reason of a complaint stands before it.
func subject(i tracker.Item) string {
	s := Plain(i.Subject)
	if s == "" {
		s = "(no subject)"
	}
	if i.Reason != nil {
		s = "[" + Plain(i.Reason.Words()) + "] " + s
	}
	return s
}

// instants is the one instant that matters about an item.
func instants(i tracker.Item, zone *time.Location) string {
	switch {
	case i.Task != nil:
		return "due " + Moment(i.Task.Due, zone)
	case i.Next != nil && i.Paused:
		return "until " + Moment(*i.Next, zone)
	case i.Next != nil:
		return "next " + Moment(*i.Next, zone)
	case i.Since != nil && (i.State == rules.Cleared || i.State == rules.Closed):
		return string(i.State) + " " + Moment(*i.Since, zone)
	}
	return string(i.State)
}

// remarks are what else is worth knowing about an item.
func remarks(i tracker.Item, zone *time.Location) []string {
	var notes, out []string
	if i.Task != nil && slices.Contains([]rules.Action{rules.Call, rules.FixAddress, rules.NewContact}, i.Task.Do) {
		out = phones(i.Customer, zone)
	}
	if i.Found {
		notes = append(notes, "found on first run")
	}
	if i.Task != nil && i.Task.Late && !strings.Contains(i.Why, "shown late") {
		notes = append(notes, "shown late")
	}
	if i.Assign != "" {
		notes = append(notes, "for "+Plain(i.Assign))
	}
	if len(notes) > 0 {
		out = append(out, strings.Join(notes, "; "))
	}
	return out
}

// phones are the numbers of a customer at which somebody can be talked to, each
// with where it was found.
func phones(c tracker.Customer, zone *time.Location) []string {
	var out []string
	for _, n := range c.Callable() {
		source := "from their mail of "
		if n.Found == tracker.InSignature {
			source = "from their signature of "
		}
		source += n.Date.In(zone).Format("Mon 2 Jan 2006")
		if n.Label != "" && n.Label != "phone" {
			source = n.Label + ", " + source
		}
		out = append(out, Plain("phone: "+n.Number+" ("+source+")"))
	}
	return out
}
