package tracker

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thrice/rules"
)

// tellRelated tells what a message in another conversation, from somebody this
// one waits for, means here. It never asks anything of us here: its own
// conversation does.
func (n *narrator) tellRelated(m timed, c *Conversation) {
	author := n.policy.Author(m.Message)
	e := rules.Event{Who: author.String()}
	switch m.Nature {
	case OutOfOffice:
		e.What, e.Day, e.Note = rules.Away, m.Until, m.StandIn.String()
	case Gone:
		e.What, e.Note = rules.Left, m.StandIn.String()
	case Human, Uncertain, Calendar:
		e = n.newThread(m, c, e)
	default:
		return
	}
	n.add(m, e)
}

// newThread tells a new thread of a contact: the answer if the provider
// vouches for the sender and something ties it to this matter, else a doubt.
func (n *narrator) newThread(m timed, c *Conversation, e rules.Event) rules.Event {
	e.What, e.Elsewhere, e.Answers = rules.Received, true, true
	e.Courtesy, e.Confirms = m.Courtesy, m.Confirms
	e.Note = fmt.Sprintf("in a new thread, %q", m.Subject)
	switch {
	case m.Nature != Human:
		e.Doubt = "it is not certain that a person wrote it"
	case !m.Clean:
		e.Doubt = "it lies in Junk"
	case !n.policy.believed(m.Message):
		e.Doubt = "its sender is not verified"
	case !c.tied(m.Message):
		e.Doubt = "nothing ties it to this matter"
	}
	return e
}

// tied says that a new thread belongs to this matter: it has the same subject,
// or was all that we waited for from its author when it came.
func (c *Conversation) tied(m *Message) bool {
	if c.Alone[m.Key] {
		return true
	}
	for i := range c.Messages {
		if m.Base != "" && c.Messages[i].Base == m.Base {
			return true
		}
	}
	return false
}

// begunBy says that m is the first that a person wrote in the conversation: one
// may be begun in answer to a mail that a machine of ours sent.
func (c *Conversation) begunBy(m *Message, id Identity) bool {
	for _, first := range inOrder(c.Messages, c.told(id)) {
		if first.Key == m.Key {
			return true
		}
		if !id.Outbound(first.Message) || first.Nature == Human || first.Nature == Uncertain {
			return false
		}
	}
	return false
}

// findAlone finds which of the related messages came while we waited for their
// author in this conversation alone. What was asked or ended later does not
// matter: a message that may have been about either of two matters does not
// become the answer to one because the other is settled.
func (c *Conversation) findAlone(ctx context.Context, r Reader, p Policy) error {
	for i := range c.Related {
		m := &c.Related[i]
		others, err := r.WaitingFor(ctx, c.Account, []string{p.Author(m).Address})
		if err != nil {
			return err
		}
		waits := false
		for _, id := range others {
			if id == c.ID || waits {
				continue
			}
			other, err := r.Conversation(ctx, id)
			if err != nil {
				return err
			}
			waits = other.waitedAt(m.At, p)
		}
		if !waits {
			if c.Alone == nil {
				c.Alone = map[string]bool{}
			}
			c.Alone[m.Key] = true
		}
	}
	return nil
}

// waitedAt says that a clock on them ran at an instant.
func (c *Conversation) waitedAt(at time.Time, p Policy) bool {
	f := c.Facts(p, time.Time{})
	f.Events = slices.DeleteFunc(f.Events, func(e rules.Event) bool { return !e.At.Before(at) && e.What != rules.TakenBack })
	return !rules.Decide(f, p.Calendar, at).Since.IsZero()
}
