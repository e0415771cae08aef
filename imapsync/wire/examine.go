package wire

import (
	"context"
	"math"
)

// maxKept bounds what Examine keeps of messages that changed, counting each and
// its flags: the memory of a client is not the server's.
const maxKept = 500_000

// Resync is what is known of a mailbox that is opened again (RFC 7162 §3.2.5).
type Resync struct {
	UIDValidity uint32
	ModSeq      uint64
	// Known are the UIDs that are known. It may be empty, and is not sent if
	// that takes too long a line: the server then tells more than is needed.
	Known UIDSet
}

// ExamineOptions are what Examine asks for besides opening.
type ExamineOptions struct {
	CondStore bool    // RFC 7162 §3.1.8
	QResync   *Resync // after Enable("QRESYNC") only
}

// Selected is what a server says of the mailbox that it opened.
type Selected struct {
	UIDValidity uint32
	UIDNext     uint32 // 0: not said
	Messages    uint32
	ModSeq      uint64 // HIGHESTMODSEQ; 0: not said
	NoModSeq    bool   // the mailbox keeps no modification sequences
	Vanished    UIDSet // gone since Resync
	// Changed are other since Resync, new ones only if no UIDs were known. Of a
	// great many only the first are kept, some 250,000.
	Changed  []FlagChange
	ReadOnly bool
}

// Examine opens a mailbox, named as in Mailbox.Raw, for reading (RFC 3501
// §6.3.2). What the server still tells of the one that was open before is
// passed over. After a refusal none is open.
func (c *Conn) Examine(ctx context.Context, raw string, o ExamineOptions) (Selected, error) {
	l := c.line("EXAMINE").string(raw)
	switch q := o.QResync; {
	case q != nil:
		l.open().word("QRESYNC").open().number(uint64(q.UIDValidity)).number(q.ModSeq)
		if known := q.Known.String(); known != "" && len(known) < maxLine {
			l.word(known)
		}
		l.close().close()
	case o.CondStore:
		l.list("CONDSTORE")
	}
	opening := opening{c: c, resync: o.QResync != nil, flags: make(flagCache)}
	a, err := c.command(ctx, "EXAMINE", l, opening.take)
	if err != nil {
		return Selected{}, err
	}
	s := opening.Selected
	s.Vanished = opening.vanished.set()
	s.ReadOnly = a.code == "READ-ONLY"
	return s, nil
}

// opening is what was said so far of the mailbox that is being opened.
type opening struct {
	Selected
	c        *Conn
	resync   bool // what changed was asked for
	vanished uidBuilder
	flags    flagCache
	kept     int
}

func (o *opening) take(r *response) (bool, error) {
	if !o.resync && (r.word == "VANISHED" || r.word == "FETCH") {
		// Of the one that was open before; nobody asked for more.
		if o.kept++; o.kept > maxKept {
			return false, o.c.garbled("the server told of too many changes that nobody asked for")
		}
		return true, nil
	}
	switch r.word {
	case "OK":
		return o.code(r.text()), nil
	case "EXISTS":
		o.Messages = r.num
		return true, nil
	case "EXPUNGE", "FLAGS":
		return true, nil
	case "VANISHED":
		if o.vanished.full() {
			return false, o.c.garbled("the server told too many UIDs that vanished")
		}
		// One that cannot be understood is like one that did not come: who
		// compares the UIDs finds out.
		_ = r.vanishedInto(&o.vanished)
		return true, nil
	case "FETCH":
		var m Message
		if o.kept < maxKept && o.flags.message(r, &m) && m.UID > 0 && m.HasFlags {
			o.Changed = append(o.Changed, *m.change())
			o.kept += 1 + len(m.Flags)
		}
		return true, nil
	}
	return false, nil
}

// code reads the code of an untagged OK. At CLOSED what came before turns out to
// be of the mailbox that was open (RFC 7162 §3.2.11).
func (o *opening) code(t text) bool {
	n, _ := t.number()
	short := uint32(n)
	if n > math.MaxUint32 {
		short = 0
	}
	switch t.code {
	case "CLOSED":
		*o = opening{c: o.c, resync: o.resync, flags: o.flags}
	case "UIDVALIDITY":
		o.UIDValidity = short
	case "UIDNEXT":
		o.UIDNext = short
	case "HIGHESTMODSEQ":
		o.ModSeq = n
	case "NOMODSEQ":
		o.NoModSeq = true
	default:
		return false
	}
	return true
}
