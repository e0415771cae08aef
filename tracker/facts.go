package tracker

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"thrice/rules"
)

// maxRecipients is how many outside recipients a mail may have and still be one
// to which an answer is expected from somebody in particular.
const maxRecipients = 10

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
	undone := map[string]bool{}
	for _, r := range c.Rulings {
		undone[r.Of] = true
	}
	var out []time.Time
	for _, r := range c.Rulings {
		over := r.What == rules.Done || r.What == rules.Ignored || r.Outcome == rules.Talked || r.Outcome == rules.NotInterested
		if over && !undone[r.ID] {
			out = append(out, r.At)
		}
	}
	return out
}

// counting are the messages of the conversation that are something, in order.
// One "from us" that lies only in Junk is nothing: somebody else wrote it.
func (c *Conversation) counting(id Identity) []timed {
	return slices.DeleteFunc(inOrder(c.Messages, c.told(id)), func(m timed) bool { return !m.Clean && id.Outbound(m.Message) })
}

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
	if e.Opens && !n.waiting {
		n.waiting = true
	}
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
		e.What, e.Day, e.Note = rules.Away, m.Until, standIn(m.StandIn)
		return e, n.awaited(author)
	case Gone:
		e.What, e.Note = rules.Left, standIn(m.StandIn)
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
	e.What, e.Courtesy, e.Promises, e.Day = rules.Received, m.Courtesy, m.Promises, m.Named
	toUs := slices.ContainsFunc(m.To, func(p Party) bool { return n.policy.Ours(p.Address) })
	if toUs && !m.List && !m.NoReply && m.Nature != Calendar {
		e.Opens = m.Asks || !n.begun && !m.Courtesy
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

func (n *narrator) ruled(r Ruling) rules.Event {
	e := rules.Event{At: r.At, What: r.What, Ref: r.ID, Until: r.Until, Outcome: r.Outcome, Of: r.Of}
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

// standIn is a remark about who stands in.
func standIn(who string) string {
	if who == "" {
		return ""
	}
	return "stand-in: " + who
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
