package compose

import (
	"fmt"
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
	for _, remark := range remarks(i) {
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

func subject(i tracker.Item) string {
	if s := Plain(i.Subject); s != "" {
		return s
	}
	return "(no subject)"
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
func remarks(i tracker.Item) []string {
	var out []string
	if i.Task != nil && i.Task.Do == rules.Call && len(i.Customer.Phones) > 0 {
		out = append(out, "phone: "+Plain(strings.Join(i.Customer.Phones, ", ")))
	}
	var notes []string
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
