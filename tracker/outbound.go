package tracker

import (
	"slices"

	"thrice/rules"
)

// maxRecipients is how many outside recipients a mail may have and still be one
// to which an answer is expected from somebody in particular.
const maxRecipients = 10

// outbound tells a message of ours.
func (n *narrator) outbound(m timed) (rules.Event, bool) {
	id := n.policy.Identity
	out := id.outsiders(m.Recipients())
	if len(out) == 0 || !m.Clean || m.Nature != Human && m.Nature != Uncertain {
		return rules.Event{}, false
	}
	v := n.policy.verdict(m.Message)
	tag, tagged := id.tagOf(m.Message)
	passed := m.Forward && v.Track != rules.TrackAlways && !tagged && !meet(out, n.known)
	if passed && len(n.known) > 0 {
		return rules.Event{}, false // to somebody else: neither starts nor stops a clock
	}
	e := rules.Event{
		What: rules.Sent, Many: len(out) > maxRecipients, Courtesy: m.Courtesy, Promises: m.Promises, Day: m.Named,
		Opens:   m.Asks && !m.Courtesy && !passed && len(out) <= maxRecipients,
		Reaches: n.reaches(out),
		Leaves:  n.answer(out, m.Promises),
		Them:    v.Them,
	}
	switch v.Track {
	case rules.TrackAlways:
		e.Opens = true
	case rules.TrackNever:
		e.Opens = false
	}
	if tagged {
		e.Opens, e.Steers = !tag.none, true
		e.Them = tag.apply(v.Them)
	}
	// An introduction moves the one who made it to Bcc: whom we wait for
	// follows the newest To. A mail to people of neither side of the wait
	// changes nothing as long as somebody else has not answered.
	e.Elsewhere = n.waiting && len(n.silent) == len(n.contacts) && !meet(out, slices.Concat(n.contacts, n.copied))
	if !e.Elsewhere && !m.Courtesy {
		n.waitFor(m.Message, out)
	}
	n.waiting = n.waiting || e.Opens
	for _, sent := range m.IDs {
		n.sent[sent] = m.Key
	}
	e.Who = names(n.contacts)
	if len(n.contacts) == 0 {
		e.Who = names(out)
	}
	return e, true
}

// waitFor makes the outside To the contacts; where there is none, Cc, then Bcc.
func (n *narrator) waitFor(m *Message, out []Party) {
	id := n.policy.Identity
	n.contacts, n.copied = id.outsiders(m.To), id.outsiders(m.Cc)
	if len(n.contacts) == 0 {
		n.contacts, n.copied = n.copied, nil
	}
	if len(n.contacts) == 0 {
		n.contacts = out
	}
	n.silent = slices.Clone(n.contacts)
}

// colleague tells a colleague's message to somebody outside.
func (n *narrator) colleague(m timed, author Party) (rules.Event, bool) {
	out := n.policy.outsiders(m.Recipients())
	if len(out) == 0 || m.Nature != Human || !m.Clean {
		return rules.Event{}, false
	}
	return rules.Event{What: rules.Colleague, Who: author.String(), Reaches: n.reaches(out), Leaves: n.answer(out, false)}, true
}

// asker is somebody outside who awaits an answer, and the message that says so.
type asker struct {
	ref    string
	author []Party // From and Reply-To
}

// reaches says that one of those who wrote here is addressed.
func (n *narrator) reaches(out []Party) bool {
	return len(n.authors) == 0 || meet(slices.Concat(n.authors, n.replies), out)
}

// answer takes those who are addressed off the list of those who wait, unless
// they were only promised something, and returns what the others asked.
func (n *narrator) answer(out []Party, promises bool) []string {
	var left []asker
	var refs []string
	for _, a := range n.asking {
		if !meet(a.author, out) {
			left, refs = append(left, a), append(refs, a.ref)
		}
	}
	if !promises {
		n.asking = left
	}
	return refs
}
