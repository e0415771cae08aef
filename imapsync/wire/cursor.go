package wire

import (
	"bytes"
	"errors"
)

var (
	errSyntax  = errors.New("the response breaks the grammar")
	errNesting = errors.New("the response has lists nested too deep")
)

// cursor reads the parts of one response (RFC 3501 §9). Spaces may be many where
// one is due, and parts that nobody asked for are passed over.
type cursor struct {
	b       []byte
	i       int
	lits    []literal
	nesting int
}

// peek is the next byte, 0 at the end.
func (p *cursor) peek() byte {
	if p.i < len(p.b) {
		return p.b[p.i]
	}
	return 0
}

// take passes over a byte if it is c.
func (p *cursor) take(c byte) bool {
	if p.peek() != c || p.i >= len(p.b) {
		return false
	}
	p.i++
	return true
}

// spaces passes over spaces.
func (p *cursor) spaces() {
	for p.i < len(p.b) && p.b[p.i] == ' ' {
		p.i++
	}
}

// rest is what is left.
func (p *cursor) rest() []byte { return p.b[p.i:] }

// Where parts end: sets of bytes below 64, a bit for each.
const (
	atSpace   = 1 << ' '
	atLineEnd = 1<<'\r' | 1<<'\n'
	atAtomEnd = atSpace | atLineEnd | 1<<'(' | 1<<')' | 1<<'"'
)

// until reads up to a byte of the set, or the end.
func (p *cursor) until(set uint64) []byte {
	start, i := p.i, p.i
	for i < len(p.b) && (p.b[i] >= 64 || set>>p.b[i]&1 == 0) {
		i++
	}
	p.i = i
	return p.b[start:i]
}

// atom reads what has no form of its own: an atom, a number, a flag.
func (p *cursor) atom() []byte { return p.until(atAtomEnd) }

// name reads an atom up to the bracket that may follow.
func (p *cursor) name() []byte {
	start := p.i
	b := p.atom()
	if i := bytes.IndexByte(b, '['); i >= 0 {
		p.i = start + i
		return b[:i]
	}
	return b
}

// value is a string or NIL.
type value struct {
	b    []byte
	none bool  // NIL
	atom bool  // neither, and no string
	lost int64 // the size of a literal that was thrown away; 0: it was not
}

// nstring reads a string or NIL. An atom that is neither is taken as it stands.
func (p *cursor) nstring() (value, error) {
	switch p.peek() {
	case '"':
		b, err := p.quoted()
		return value{b: b}, err
	case '{', '~':
		if l, ok := p.literal(); ok {
			return l, nil
		}
		return value{}, errSyntax
	}
	b := p.atom()
	if len(b) == 0 {
		return value{}, errSyntax
	}
	none := len(b) == 3 && bytes.EqualFold(b, []byte("NIL"))
	return value{b: b, none: none, atom: !none}, nil
}

// quoted reads a quoted string. A line's end in it is an error: the string
// would reach into what framing takes for something else.
func (p *cursor) quoted() ([]byte, error) {
	rest := p.b[p.i+1:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return nil, errSyntax
	}
	if bytes.IndexByte(rest[:end], '\\') < 0 {
		if bytes.IndexByte(rest[:end], '\n') >= 0 {
			return nil, errSyntax
		}
		p.i += end + 2
		return rest[:end], nil
	}
	var b []byte
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; c {
		case '\n':
			return nil, errSyntax
		case '"':
			p.i += i + 2
			return b, nil
		case '\\':
			if i++; i == len(rest) {
				return nil, errSyntax
			}
			b = append(b, rest[i])
		default:
			b = append(b, c)
		}
	}
	return nil, errSyntax
}

// literal reads a literal (RFC 3501 §4.3) or literal8 (RFC 3516 §4.4), which
// lies where framing found it and nowhere else.
func (p *cursor) literal() (value, bool) {
	end := bytes.IndexByte(p.b[p.i:], '\n')
	if end < 0 {
		return value{}, false
	}
	at := p.i + end + 1
	for len(p.lits) > 0 && p.lits[0].at < at {
		p.lits = p.lits[1:]
	}
	header := bytes.TrimPrefix(p.b[p.i:at], []byte{'~'})
	if len(p.lits) == 0 || p.lits[0].at != at || bytes.LastIndexByte(header, '{') != 0 {
		return value{}, false
	}
	l := p.lits[0]
	if !l.kept {
		p.i = at
		return value{lost: l.size}, true
	}
	p.i = at + int(l.size)
	return value{b: p.b[at:p.i]}, true
}

// open passes over "(".
func (p *cursor) open() bool {
	p.spaces()
	return p.take('(')
}

// closed passes over ")" and the spaces around it.
func (p *cursor) closed() bool {
	p.spaces()
	return p.take(')')
}

// skip passes over one value of any kind.
func (p *cursor) skip() error {
	for depth := 0; ; {
		p.spaces()
		switch p.peek() {
		case '(':
			p.i++
			if depth++; depth > p.nesting {
				return errNesting
			}
			continue
		case ')':
			if depth == 0 {
				return errSyntax
			}
			p.i++
			depth--
		default:
			if err := p.skipOne(); err != nil {
				return err
			}
		}
		if depth == 0 {
			return nil
		}
	}
}

// skipOne passes over a string or an atom, which may hold brackets and within
// them what an atom may not: "BODY[HEADER.FIELDS (DATE)]<0>".
func (p *cursor) skipOne() error {
	switch p.peek() {
	case '"':
		_, err := p.quoted()
		return err
	case '{':
		if _, ok := p.literal(); !ok {
			return errSyntax
		}
		return nil
	case '~':
		if bytes.HasPrefix(p.rest(), []byte("~{")) {
			if _, ok := p.literal(); !ok {
				return errSyntax
			}
			return nil
		}
	}
	start := p.i
	p.name()
	if p.peek() == '[' {
		if err := p.brackets(); err != nil {
			return err
		}
		p.atom()
	}
	if p.i == start {
		return errSyntax
	}
	return nil
}

// brackets passes over what stands in brackets, strings and all.
func (p *cursor) brackets() error {
	rest := p.rest()
	if end := bytes.IndexByte(rest, ']'); end > 0 && !bytes.ContainsAny(rest[:end], "\"{\n") {
		p.i += end + 1
		return nil
	}
	for p.i++; p.i < len(p.b); {
		switch p.b[p.i] {
		case ']':
			p.i++
			return nil
		case '"':
			if _, err := p.quoted(); err != nil {
				return err
			}
		case '{':
			if _, ok := p.literal(); !ok {
				return errSyntax
			}
		case '\n':
			return errSyntax
		default:
			p.i++
		}
	}
	return errSyntax
}

// list reads a list of atoms in parentheses.
func (p *cursor) list() ([][]byte, error) {
	if !p.open() {
		return nil, errSyntax
	}
	var all [][]byte
	for !p.closed() {
		b := p.atom()
		if len(b) == 0 {
			return nil, errSyntax
		}
		all = append(all, b)
	}
	return all, nil
}
