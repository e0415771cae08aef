package wire

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxAttrs = 64      // kept of a mailbox
	maxName  = 4 << 10 // bytes; one that is longer fits into no command
)

// ListOptions are what List asks for besides names. The zero value asks for
// nothing that a server may not know.
type ListOptions struct {
	SpecialUse bool     // RFC 6154; needs LIST-EXTENDED or SPECIAL-USE
	Status     []string // items of STATUS for each mailbox (RFC 5819); needs LIST-STATUS
}

// Mailbox is what a server says of one of its mailboxes (RFC 3501 §7.2.2).
type Mailbox struct {
	Name   string   // in UTF-8; as Raw if that cannot be decoded
	Raw    string   // as on the wire, quoting taken off: what commands are given
	Attrs  []string // as sent: "\HasNoChildren", "\Sent"
	Delim  rune     // between levels of the hierarchy; 0: there are none
	Status *Status  // nil: not asked for, or not given
}

// List lists every mailbox (RFC 3501 §6.3.8, RFC 5258), each once.
func (c *Conn) List(ctx context.Context, o ListOptions) ([]Mailbox, error) {
	l := c.line(`LIST "" "*"`)
	if o.SpecialUse || len(o.Status) > 0 {
		l.word("RETURN").open()
		if o.SpecialUse {
			l.word("SPECIAL-USE")
		}
		if len(o.Status) > 0 {
			l.word("STATUS").list(o.Status...)
		}
		l.close()
	}
	x, err := c.begin(ctx, "LIST")
	if err != nil {
		return nil, err
	}
	x.most = 4 * c.o.Limits.Command // it is all kept
	found := mailboxes{x: x, at: make(map[string]int), asked: len(o.Status) > 0}
	x.on = found.take
	a, err := x.run(l)
	if err == nil && a.err != nil {
		err = a.err
	}
	if err := x.end(err); err != nil {
		return nil, err
	}
	found.join()
	return found.all, nil
}

// mailboxes are what LIST has found so far.
type mailboxes struct {
	x      *exchange
	all    []Mailbox
	at     map[string]int // in all, by Raw
	asked  bool           // for status
	status map[string]*Status
}

func (f *mailboxes) take(r *response) (bool, error) {
	switch r.word {
	case "LIST":
		m, err := r.mailbox()
		if err != nil {
			return false, nil // one that cannot be understood has no name to go by
		}
		return true, f.add(m, r.size)
	case "STATUS":
		if !f.asked {
			return false, nil
		}
		if s, err := r.status(); err == nil {
			return true, f.note(s)
		}
	}
	return false, nil
}

func (f *mailboxes) add(m Mailbox, size int64) error {
	if i, known := f.at[m.Raw]; known {
		for _, a := range m.Attrs {
			same := func(b string) bool { return strings.EqualFold(a, b) }
			if !slices.ContainsFunc(f.all[i].Attrs, same) && len(f.all[i].Attrs) < maxAttrs {
				f.all[i].Attrs = append(f.all[i].Attrs, a)
			}
		}
		return f.x.excess(size)
	}
	if len(f.all) == f.x.o.Limits.Mailboxes {
		return f.x.garbled("the server listed more than %d mailboxes", f.x.o.Limits.Mailboxes)
	}
	f.at[m.Raw] = len(f.all)
	f.all = append(f.all, m)
	return nil
}

// note keeps a status, which may come before its mailbox.
func (f *mailboxes) note(s Status) error {
	if f.status == nil {
		f.status = make(map[string]*Status)
	}
	f.status[s.Raw] = &s
	if len(f.status) > f.x.o.Limits.Mailboxes {
		return f.x.garbled("the server told the status of more than %d mailboxes", f.x.o.Limits.Mailboxes)
	}
	return nil
}

// join gives each mailbox its status.
func (f *mailboxes) join() {
	for i := range f.all {
		f.all[i].Status = f.status[f.all[i].Raw]
	}
}

// mailbox reads what stands behind LIST.
func (p *cursor) mailbox() (Mailbox, error) {
	var m Mailbox
	attrs, err := p.list()
	if err != nil {
		return m, err
	}
	for _, a := range attrs[:min(len(attrs), maxAttrs)] {
		m.Attrs = append(m.Attrs, string(a))
	}
	p.spaces()
	delim, err := p.nstring()
	if err != nil {
		return m, err
	}
	if !delim.none {
		if m.Delim, _ = utf8.DecodeRune(delim.b); len(delim.b) == 0 {
			m.Delim = 0
		}
	}
	p.spaces()
	m.Name, m.Raw, err = p.mailboxName()
	return m, err
}

// mailboxName reads a mailbox name. One that is no string may hold what an atom
// may not: it ends at the next space.
func (p *cursor) mailboxName() (name, raw string, err error) {
	var b []byte
	switch p.peek() {
	case '"', '{', '~':
		v, err := p.nstring()
		if err != nil || v.lost > 0 {
			return "", "", errSyntax
		}
		b = v.b
	default:
		if b = p.until(atSpace | atLineEnd); len(b) == 0 {
			return "", "", errSyntax
		}
	}
	if len(b) > maxName {
		return "", "", errSyntax
	}
	raw = string(b)
	name, _ = DecodeMailbox(raw)
	return name, raw, nil
}
