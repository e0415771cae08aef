package wire

import (
	"context"
	"math"
	"strings"
)

// maxFlight is how many STATUS commands are under way at a time.
const maxFlight = 50

// StatusItem is an item of STATUS, or several.
type StatusItem uint8

// What a STATUS response gave.
const (
	ItemMessages StatusItem = 1 << iota
	ItemUIDNext
	ItemUIDValidity
	ItemModSeq
)

// Status is the state of a mailbox (RFC 3501 §7.2.4).
type Status struct {
	Name        string // as in Mailbox
	Raw         string // as in Mailbox
	Messages    uint32
	UIDNext     uint32
	UIDValidity uint32
	ModSeq      uint64     // HIGHESTMODSEQ (RFC 7162 §3.1.7)
	Has         StatusItem // what of it was given
	Err         error      // a *Refused if this mailbox was; ErrUnanswered; else nil
}

// Status asks for the state of mailboxes, named as in Mailbox.Raw, in one flight
// (RFC 3501 §6.3.10), and returns it in the order of asking. Items are named as
// on the wire: "UIDNEXT".
func (c *Conn) Status(ctx context.Context, items []string, raw ...string) ([]Status, error) {
	x, err := c.begin(ctx, "STATUS")
	if err != nil {
		return nil, err
	}
	f := flight{x: x, first: x.tag + 1, all: make([]Status, len(raw))}
	x.on, x.complete = f.take, f.complete
	err = x.end(f.run(items, raw))
	if err != nil {
		return nil, err
	}
	return f.all, nil
}

// flight is STATUS commands under way, one for each of all.
type flight struct {
	x     *exchange
	first uint32 // the tag of the first
	all   []Status
}

func (f *flight) run(items, raw []string) error {
	for i, name := range raw {
		f.all[i].Raw = name
		f.all[i].Name, _ = DecodeMailbox(name)
	}
	for _, name := range raw {
		for len(f.x.sent) == maxFlight {
			if err := f.x.step(); err != nil {
				return err
			}
		}
		if err := f.x.send(f.x.line("STATUS").string(name).list(items...)); err != nil {
			return err
		}
	}
	return f.x.wait()
}

// take finds out which command a response answers: the oldest of that name that
// has none. A server may write the name in another way than it was asked.
func (f *flight) take(r *response) (bool, error) {
	if r.word != "STATUS" {
		return false, nil
	}
	s, err := r.status()
	if err != nil {
		return false, nil
	}
	for _, tag := range f.x.sent {
		if known := &f.all[tag-f.first]; known.Has == 0 && sameMailbox(known, &s) {
			s.Name, s.Raw = known.Name, known.Raw
			*known = s
			return true, nil
		}
	}
	return false, nil
}

func sameMailbox(a, b *Status) bool {
	return a.Raw == b.Raw || a.Name == b.Name ||
		strings.EqualFold(a.Raw, "INBOX") && strings.EqualFold(b.Raw, "INBOX")
}

func (f *flight) complete(tag uint32, a answer) error {
	f.x.patience = commandTime
	switch s := &f.all[tag-f.first]; {
	case a.err != nil:
		s.Err = a.err
	case s.Has == 0:
		s.Err = ErrUnanswered
	}
	return nil
}

// status reads what stands behind STATUS. Items that we do not know are passed
// over.
func (p *cursor) status() (Status, error) {
	var s Status
	var err error
	if s.Name, s.Raw, err = p.mailboxName(); err != nil {
		return s, err
	}
	if !p.open() {
		return s, errSyntax
	}
	for !p.closed() {
		name := p.atom()
		if len(name) == 0 {
			return s, errSyntax
		}
		p.spaces()
		begin := p.i
		if err := p.skip(); err != nil {
			return s, err
		}
		if n, ok := number64(p.b[begin:p.i]); ok {
			s.set(keyword(name), n)
		}
	}
	return s, nil
}

func (s *Status) set(item string, n uint64) {
	short := uint32(n)
	fits := n <= math.MaxUint32
	switch {
	case item == "HIGHESTMODSEQ":
		s.ModSeq, s.Has = n, s.Has|ItemModSeq
	case item == "MESSAGES" && fits:
		s.Messages, s.Has = short, s.Has|ItemMessages
	case item == "UIDNEXT" && fits:
		s.UIDNext, s.Has = short, s.Has|ItemUIDNext
	case item == "UIDVALIDITY" && fits:
		s.UIDValidity, s.Has = short, s.Has|ItemUIDValidity
	}
}
