package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thrice/tracker"
)

// comingUp is how far ahead the digest looks.
const comingUp = 48 * time.Hour

// Digest is what the person is told once a day, sorted into sections.
type Digest struct {
	at, since time.Time
	zone      *time.Location
	sections  []section
	health    []tracker.Health
	idLength  int
	late      int
}

// NewDigest sorts what there is to tell into the sections of a digest; instants
// are told in the zone.
func NewDigest(r tracker.RoundUp, zone *time.Location) Digest {
	d := Digest{at: r.At, since: r.Since, zone: zone, health: r.Health}
	all := slices.Concat(r.Items, r.Ended)
	d.sections = sections(told(), all, func(p place, i tracker.Item) (place, bool) {
		switch p {
		case waiting:
			return coming, within(i, r.At, comingUp)
		case closed:
			return cleared, true
		}
		return p, p != idle
	})
	shown := []tracker.Item{}
	for _, s := range d.sections {
		if s.Place == paused || s.Place == coming {
			slices.SortStableFunc(s.Items, soonest)
		}
		for _, i := range s.Items {
			shown = append(shown, i)
			if i.Task != nil && i.Task.Late {
				d.late++
			}
		}
	}
	d.idLength = ShortIDs(shown, conversations(r.Health))
	return d
}

func soonest(a, b tracker.Item) int {
	if a.Next == nil || b.Next == nil {
		return 0
	}
	return a.Next.Compare(*b.Next)
}

// told are the headings of the digest.
func told() []section {
	return []section{
		{Place: toCall, Title: "Call now"}, {Place: toAnswer, Title: "Answer"}, {Place: second, Title: "Second reminders"},
		{Place: first, Title: "First reminders"}, {Place: orders, Title: "Orders"}, {Place: toCheck, Title: "To check"},
		{Place: cleared, Title: "Cleared since the last digest"}, {Place: paused, Title: "Paused"}, {Place: coming, Title: "Coming up"},
	}
}

// Empty says that there is nothing to tell.
func (d Digest) Empty() bool { return len(d.sections) == 0 }

// count is how many items stand in the places.
func (d Digest) count(places ...place) int {
	n := 0
	for _, s := range d.sections {
		if slices.Contains(places, s.Place) {
			n += len(s.Items)
		}
	}
	return n
}

// headline counts what there is to do: "2 to call, 1 to answer, 3 reminders".
func (d Digest) headline() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, Count(n, one, many))
		}
	}
	add(d.count(toCall), "to call", "to call")
	add(d.count(toAnswer), "to answer", "to answer")
	add(d.count(first, second), "reminder", "reminders")
	add(d.count(orders), "order", "orders")
	add(d.count(toCheck), "to check", "to check")
	if len(parts) == 0 {
		return "nothing to do"
	}
	return strings.Join(parts, ", ")
}

// news counts what there is to know besides: "1 cleared, 2 paused".
func (d Digest) news() string {
	var parts []string
	for _, c := range []struct {
		place place
		noun  string
	}{{cleared, "cleared"}, {paused, "paused"}, {coming, "coming up"}} {
		if n := d.count(c.place); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// counts is the line that a digest begins with.
func (d Digest) counts() string {
	line := d.headline()
	if news := d.news(); news != "" {
		line += "; " + news
	}
	return strings.ToUpper(line[:1]) + line[1:] + "."
}

// subject is the subject of the digest's mail.
func (d Digest) subject() string {
	s := d.headline()
	if s == "nothing to do" && d.news() != "" {
		s += ", " + d.news()
	}
	return "Thrice: " + s
}

// footer says how far what is told can be relied on, and how to go on.
func (d Digest) footer() []string {
	var lines []string
	for _, h := range d.health {
		lines = append(lines, LastRead(h, d.zone))
	}
	if d.late > 0 {
		lines = append(lines, Count(d.late, "task is", "tasks are")+" shown late: Thrice was not running, or could not read, when they fell due.")
	}
	if len(d.sections) > 0 {
		lines = append(lines, "What to do with one of them: thrice show ID, done ID, snooze ID 3d, called ID voicemail, ignore ID, undo ID.")
	}
	return lines
}

// Text is the digest as plain text of 80 columns.
func (d Digest) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Thrice, %s\n", Moment(d.at, d.zone))
	for _, line := range Wrap(d.counts(), pageWidth) {
		b.WriteString(line + "\n")
	}
	for _, s := range d.sections {
		title := fmt.Sprintf("%s (%d)", s.Title, len(s.Items))
		fmt.Fprintf(&b, "\n%s\n%s\n\n", title, strings.Repeat("-", len(title)))
		for n, i := range s.Items {
			if n > 0 {
				b.WriteString("\n")
			}
			b.WriteString(Block(i, Short(i.ID, d.idLength), d.zone, Unpainted))
		}
	}
	b.WriteString("\n-- \n")
	for _, line := range d.footer() {
		b.WriteString(strings.Join(Wrap(line, pageWidth), "\n") + "\n")
	}
	return b.String()
}
