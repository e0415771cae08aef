package tracker

import (
	"slices"
	"time"

	"thrice/rules"
)

// Facts turns the conversation into what a decision rests on: messages, the
// person's decisions and the openings of tasks, in order of time. read is the
// start of the last complete round.
func (c *Conversation) Facts(p Policy, read time.Time) rules.Facts {
	n := c.narrate(p)
	for _, m := range inOrder(c.Related, c.told(p.Identity)) {
		n.tellRelated(m, c)
	}
	for _, r := range c.Rulings {
		n.events = append(n.events, n.ruled(r))
	}
	for _, t := range c.Tasks {
		n.events = append(n.events, rules.Event{At: t.Opened, What: rules.Shown, Ref: t.ID, Of: t.Cycle, Side: t.Side, Step: t.Step})
	}
	slices.SortStableFunc(n.events, func(a, b rules.Event) int { return a.At.Compare(b.At) })
	return rules.Facts{Events: n.events, Read: read}
}

// narrate tells the conversation's own messages.
func (c *Conversation) narrate(p Policy) *narrator {
	n := &narrator{policy: p, sent: map[string]string{}}
	ends := c.ends()
	for _, m := range c.counting(p.Identity) {
		for len(ends) > 0 && !ends[0].After(m.at) {
			n.waiting, ends = false, ends[1:]
		}
		n.tell(m)
	}
	return n
}

// ends are the instants at which the person ended what ran, in order.
func (c *Conversation) ends() []time.Time {
	undone := c.undone()
	var out []time.Time
	for _, r := range c.Rulings {
		over := r.What == rules.Done || r.What == rules.Ignored || r.Outcome == rules.Talked || r.Outcome == rules.NotInterested
		if over && !undone[r.ID] {
			out = append(out, r.At)
		}
	}
	return out
}

// undone are the Refs of what the person took back.
func (c *Conversation) undone() map[string]bool {
	undone := map[string]bool{}
	for _, r := range c.Rulings {
		undone[r.Of] = true
	}
	return undone
}

// counting are the messages of the conversation that are something, in order.
// One "from us" that lies only in Junk is nothing: somebody else wrote it.
func (c *Conversation) counting(id Identity) []timed {
	return slices.DeleteFunc(inOrder(c.Messages, c.told(id)), func(m timed) bool { return !m.Clean && id.Outbound(m.Message) })
}

// ruled tells a decision of the person.
func (n *narrator) ruled(r Ruling) rules.Event {
	e := rules.Event{At: r.At, What: r.What, Ref: r.ID, Until: r.Until, Outcome: r.Outcome, Of: r.Of, Number: r.Number, Next: r.Next}
	v := n.policy.Book.For(rules.Mail{})
	for i := len(n.events) - 1; i >= 0; i-- {
		if n.events[i].Them.Steps != nil {
			v.Them, v.Us = n.events[i].Them, n.events[i].Us
			break
		}
	}
	e.Them, e.Us = v.Them, v.Us
	return e
}
