package wire

import "strings"

// told deals with untagged data that nobody asked for: it is passed on, or
// passed over if it is unknown or cannot be understood.
func (x *exchange) told(r *response) {
	switch r.word {
	case "OK", "NO", "BAD":
		x.toldText(r)
	case "CAPABILITY":
		x.caps = parseCaps(r.rest())
	case "EXISTS":
		n := r.num
		x.notice(Notice{Exists: &n})
	case "EXPUNGE":
		x.notice(Notice{Expunged: r.num})
	case "VANISHED":
		if set, err := r.vanished(); err == nil {
			x.notice(Notice{Vanished: set})
		}
	case "FETCH":
		var m Message
		if flags := (flagCache{}); flags.message(r, &m) && m.HasFlags {
			x.notice(Notice{Flags: m.change()})
		}
	case "STATUS":
		if s, err := r.status(); err == nil {
			x.notice(Notice{Status: &s})
		}
	case "LIST":
		if m, err := r.mailbox(); err == nil {
			x.notice(Notice{Mailbox: &m})
		}
	}
}

func (x *exchange) toldText(r *response) {
	switch t := r.text(); t.code {
	case "ALERT":
		x.notice(Notice{Alert: string(clip(t.said))})
	case "CAPABILITY":
		x.caps = parseCaps(t.args)
	case "NOTIFICATIONOVERFLOW":
		x.notice(Notice{Overflow: true})
	}
}

// vanished reads the UIDs of VANISHED (RFC 7162 §3.2.10).
func (p *cursor) vanished() (UIDSet, error) {
	var b uidBuilder
	if err := p.vanishedInto(&b); err != nil {
		return nil, err
	}
	return b.set(), nil
}

func (p *cursor) vanishedInto(b *uidBuilder) error {
	if p.peek() == '(' { // (EARLIER)
		if err := p.skip(); err != nil {
			return err
		}
		p.spaces()
	}
	return b.parse(p.atom())
}

// maxCaps is how much of the capabilities is read, in bytes.
const maxCaps = 32 << 10

func parseCaps(args []byte) Caps {
	caps := make(Caps)
	for name := range strings.FieldsSeq(string(args[:min(len(args), maxCaps)])) {
		caps[strings.ToUpper(name)] = true
	}
	return caps
}
