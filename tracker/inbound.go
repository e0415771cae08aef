package tracker

import (
	"cmp"
	"slices"

	"thrice/rules"
)

// inbound tells a message from outside.
func (n *narrator) inbound(m timed, author Party) (rules.Event, bool) {
	e := rules.Event{Who: author.String()}
	concerns := n.concerned(m, author)
	switch m.Nature {
	case AutoReply, Receipt, Delayed, Bulk:
		e.What = rules.Received
		e.Opens = n.policy.verdict(m.Message).Track == rules.TrackAlways
		return e, e.Opens
	case OutOfOffice:
		e.What, e.Day, e.Note = rules.Away, m.Until, m.StandIn.String()
		return e, n.awaited(author)
	case Gone:
		e.What, e.Note = rules.Left, m.StandIn.String()
		return e, n.awaited(author)
	}
	if !m.Clean {
		e.What, e.Answers, e.Doubt = rules.Received, concerns, "it lies in Junk"
		return e, concerns || n.refersToUs(m)
	}
	if m.Stop && concerns && m.Nature == Human && n.proven(m) {
		e.What, n.waiting = rules.Refused, false
		return e, true
	}
	return n.person(m, author, e, concerns), true
}

// person tells what a human, or doubtful, message from outside means.
func (n *narrator) person(m timed, author Party, e rules.Event, concerns bool) rules.Event {
	e.What, e.Courtesy, e.Confirms, e.Promises, e.Day = rules.Received, m.Courtesy, m.Confirms, m.Promises, m.Named
	e.When, e.CallDay, e.Number = m.Wish.When, m.Wish.Day, m.Wish.Number
	toUs := slices.ContainsFunc(m.To, func(p Party) bool { return n.policy.Ours(p.Address) })
	if toUs && !m.List && !m.NoReply && m.Nature != Calendar {
		e.Opens = m.Asks || m.complains() || !n.begun && !m.Courtesy
		e.Call = m.Call && m.Nature == Human
	}
	switch n.policy.verdict(m.Message).Track {
	case rules.TrackAlways:
		e.Opens = true
	case rules.TrackNever:
		e.Opens, e.Call = false, false
	}
	switch {
	case len(n.contacts) == 0: // nobody was asked
	case m.Nature == Calendar:
		e.Opens = false
		e.Answers, e.Doubt = concerns, "it is a calendar reply"
	case m.Nature == Uncertain:
		e.Answers, e.Doubt = concerns, "it is not certain that a person wrote it"
		e.Note = m.NatureWhy
	case !concerns:
		e.Doubt = "the sender is not known here"
	case !n.proven(m):
		e.Answers, e.Doubt = true, "it refers to none of our mails and its sender is not verified"
	default:
		e.Answers, n.waiting = true, false
		n.silent = slices.DeleteFunc(n.silent, func(p Party) bool { return p.Address == author.Address || p.Name != "" && p.Name == author.Name })
		if len(n.silent) > 0 {
			e.Note = "still silent: " + names(n.silent)
		}
	}
	if m.Nature != Calendar {
		n.authors = append(n.authors, author)
		n.replies = n.policy.outsiders(append(n.replies, m.ReplyTo))
	}
	if m.complains() && (e.Opens || e.Call) {
		e.Reason = m.Complaint
	}
	if e.Opens {
		n.asking = append(n.asking, asker{m.Key, n.policy.outsiders([]Party{author, m.ReplyTo})})
	}
	return e
}

// bounce tells a notice that a mail of ours was not delivered. One that names
// none of our mails could have been written by anybody and says nothing.
func (n *narrator) bounce(m timed) (rules.Event, bool) {
	if !n.refersToUs(m) {
		return rules.Event{}, false
	}
	e := rules.Event{What: rules.Bounced, Who: m.Failed.Address, Note: m.Failed.Status}
	for _, id := range m.Refs {
		e.Of = cmp.Or(e.Of, n.sent[id])
	}
	n.waiting = false // whoever is written to next is the one we wait for
	if e.Note != "" {
		e.Note = "status " + e.Note
	}
	if e.Who == "" {
		e.Who = names(n.contacts)
	}
	if !m.Failed.Permanent {
		e.What = rules.Returned
	}
	return e, true
}

// concerned says that the author is somebody our wait is for: a contact,
// somebody in copy, or somebody of the same organisation.
func (n *narrator) concerned(m timed, author Party) bool {
	return among(author, slices.Concat(n.contacts, n.copied))
}

// awaited says that the author is one of those we wait for, or answers for them:
// that somebody in copy is away keeps nobody else from answering.
func (n *narrator) awaited(author Party) bool {
	copied := slices.ContainsFunc(n.copied, func(p Party) bool { return p.Address == author.Address })
	return among(author, n.contacts) && !copied
}

// proven says that the author is who he says: he answers a mail of ours, or the
// provider vouches for him.
func (n *narrator) proven(m timed) bool { return n.refersToUs(m) || n.policy.believed(m.Message) }

// refersToUs says that the message answers a mail of ours: only who got it can
// know its Message-ID.
func (n *narrator) refersToUs(m timed) bool {
	return slices.ContainsFunc(m.Refs, func(id string) bool { return n.sent[id] != "" })
}
