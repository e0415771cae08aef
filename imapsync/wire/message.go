package wire

import (
	"bytes"
	"strings"
	"time"
)

// Message is what a FETCH response says of a message (RFC 3501 §7.4.2).
type Message struct {
	UID         uint32   // 0: in a response with a Fault, unknown
	Flags       []string // as sent; shared, not to be changed
	HasFlags    bool
	Internal    time.Time // UTC; zero if absent or unreadable
	ModSeq      uint64
	GmailID     uint64 // X-GM-MSGID
	GmailThread uint64 // X-GM-THRID
	Raw         []byte // header fields or body; valid until the callback returns
	Came        bool   // Raw did, though it may be empty; a server may send NIL instead
	TooLarge    int64  // bytes of a literal that was thrown away for its size; 0: none was
	Fault       string // what was wrong with the response; ""
}

// change is what a message says of flags.
func (m *Message) change() *FlagChange {
	return &FlagChange{UID: m.UID, Flags: m.Flags, ModSeq: m.ModSeq}
}

// flagCache has every list of flags once: there are few, and messages many.
type flagCache map[string][]string

const (
	maxFlagLists = 4096
	maxFlagText  = 4 << 10 // bytes of a list; what stands behind them is left out
)

// message reads what stands behind FETCH. It returns false if that cannot be
// understood; m then has a Fault, and the UID if that was found.
func (f flagCache) message(r *response, m *Message) bool {
	*m = Message{}
	err := f.items(r, m)
	if err == nil {
		return true
	}
	uid := m.UID
	if uid == 0 {
		uid = r.findUID()
	}
	*m = Message{UID: uid, Fault: err.Error()}
	return false
}

// items reads the items in any order. Those that we do not know are passed over.
func (f flagCache) items(r *response, m *Message) error {
	if !r.open() {
		return errSyntax
	}
	for !r.closed() {
		name := r.name()
		if len(name) == 0 {
			return errSyntax
		}
		section := r.peek() == '['
		if section {
			if err := r.brackets(); err != nil {
				return err
			}
			r.atom() // where it begins: "<0>"
		}
		r.spaces()
		if err := f.item(r, m, keyword(name), section); err != nil {
			return err
		}
	}
	return nil
}

func (f flagCache) item(r *response, m *Message, name string, section bool) error {
	switch name {
	case "UID":
		n, ok := number32(r.atom())
		if !ok || n == 0 {
			return errSyntax
		}
		m.UID = n
		return nil
	case "FLAGS":
		return f.list(r, m)
	case "INTERNALDATE":
		if r.peek() == '"' {
			b, err := r.quoted()
			m.Internal = internalDate(b)
			return err
		}
	case "MODSEQ":
		begin := r.i
		if err := r.skip(); err != nil {
			return err
		}
		// One that is no number is no reason to do without the message.
		m.ModSeq, _ = number64(bytes.Trim(r.b[begin:r.i], "( )"))
		return nil
	case "X-GM-MSGID", "X-GM-THRID":
		return gmail(r, m, name)
	case "BODY":
		if section {
			return content(r, m)
		}
	}
	return r.skip()
}

// list reads flags. What is no list of flags is passed over, and the message is
// then one of which they are not known.
func (f flagCache) list(r *response, m *Message) error {
	begin := r.i
	if !r.open() {
		return r.skip()
	}
	end := bytes.IndexByte(r.rest(), ')')
	if end < 0 {
		return errSyntax
	}
	text := r.rest()[:end]
	r.i += end + 1
	if len(text) > maxFlagText {
		text = text[:bytes.LastIndexByte(text[:maxFlagText], ' ')+1]
	}
	flags, known := f[string(text)]
	if !known {
		if bytes.ContainsAny(text, "(\"{\r\n") {
			r.i = begin
			return r.skip()
		}
		whole := string(text)
		flags = strings.Fields(whole)
		if len(f) < maxFlagLists {
			f[whole] = flags
		}
	}
	m.Flags, m.HasFlags = flags, true
	return nil
}

func gmail(r *response, m *Message, name string) error {
	begin := r.i
	if err := r.skip(); err != nil {
		return err
	}
	n, _ := number64(r.b[begin:r.i])
	if name == "X-GM-MSGID" {
		m.GmailID = n
	} else {
		m.GmailThread = n
	}
	return nil
}

// content reads the header fields or the body. A server that has no time for it
// says NIL.
func content(r *response, m *Message) error {
	v, err := r.nstring()
	switch {
	case err != nil:
		return err
	case v.lost > 0:
		m.TooLarge = v.lost
	case v.none:
	case v.atom:
		return errSyntax
	default:
		m.Raw, m.Came = v.b, true
	}
	return nil
}

// findUID looks for the UID in a response that cannot be understood, outside
// strings.
func (r *response) findUID() uint32 {
	p := cursor{b: r.b, lits: r.literals}
	inStrings := true // as long as each of them ends
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case len(p.lits) > 0 && p.lits[0].at <= p.i:
			if l := p.lits[0]; l.kept {
				p.i = max(p.i, l.at+int(l.size))
			}
			p.lits = p.lits[1:]
			continue
		case c == '"' && inStrings:
			if _, err := p.quoted(); err == nil {
				continue
			}
			inStrings = false
		case c == ' ' || c == '(':
			rest := p.b[p.i+1:]
			if len(rest) > 4 && bytes.EqualFold(rest[:4], []byte("UID ")) {
				p.i += 5
				if n, ok := number32(p.atom()); ok {
					return n
				}
				continue
			}
		}
		p.i++
	}
	return 0
}
