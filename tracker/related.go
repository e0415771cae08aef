package tracker

import (
	"fmt"

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
		e.What, e.Day, e.Note = rules.Away, m.Until, standIn(m.StandIn)
	case Gone:
		e.What, e.Note = rules.Left, standIn(m.StandIn)
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
	e.What, e.Answers, e.Courtesy = rules.Received, true, m.Courtesy
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
// or this is all that we wait for from its author.
func (c *Conversation) tied(m *Message) bool {
	if c.OnlyWait {
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
