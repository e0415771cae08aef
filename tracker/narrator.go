package tracker

import (
	"fmt"
	"slices"

	"thrice/rules"
)

// narrator walks through a conversation and tells what each message means,
// given what stands before it.
type narrator struct {
	policy Policy
	events []rules.Event

	begun    bool              // somebody, no machine, has written
	waiting  bool              // a mail of ours expects an answer and has none
	sent     map[string]string // our mails so far, by Message-ID
	contacts []Party           // outside To of our newest touch: whom we wait for
	copied   []Party           // outside Cc of it
	silent   []Party           // contacts that have not answered since
	authors  []Party           // outside people who wrote here
	replies  []Party           // where they want their answers
	asking   []asker           // those whom nobody has answered
	known    []Party           // everybody outside who took part
}

func (n *narrator) tell(m timed) {
	id := n.policy.Identity
	author := id.Author(m.Message)
	var e rules.Event
	var ok bool
	switch {
	case id.Outbound(m.Message):
		e, ok = n.outbound(m)
	case m.Nature == Bounce: // from our own provider, often enough
		e, ok = n.bounce(m)
	case id.Colleague(author.Address):
		e, ok = n.colleague(m, author)
	case author.Address != "":
		e, ok = n.inbound(m, author)
	}
	n.begun = n.begun || m.Nature == Human || m.Nature == Uncertain
	n.known = id.outsiders(slices.Concat(n.known, []Party{author}, m.Recipients()))
	if ok {
		n.add(m, e)
	}
}

func (n *narrator) add(m timed, e rules.Event) {
	e.At, e.Said, e.Ref = m.at, m.At, m.Key
	v := n.policy.verdict(m.Message)
	if e.Them.Steps == nil {
		e.Them = v.Them
	}
	e.Us = v.Us
	n.events = append(n.events, e)
}

// names lists parties for a reader: the first by name and address, the others
// as a number.
func names(parties []Party) string {
	switch len(parties) {
	case 0:
		return ""
	case 1:
		return parties[0].String()
	}
	return fmt.Sprintf("%s and %d more", parties[0], len(parties)-1)
}
