package wire

import "bytes"

const (
	maxUIDLine  = 16 << 20 // bytes of a list of UIDs
	maxLiterals = 1000     // of one response
)

// kind is what a response is for (RFC 3501 §7).
type kind uint8

const (
	untagged kind = iota
	tagged
	continuation
	stray // neither, nor anything else
)

// response is one response of the server. It is valid until the next is read.
type response struct {
	cursor
	kind kind
	tag  uint32 // of ours; 0: none of them
	num  uint32 // before the word: "* 12 EXISTS"
	word string // in upper case: "FETCH"; "": one that we do not know
	size int64  // bytes on the wire

	literals []literal // all of them; the cursor passes over its own
}

// literal is where a literal lies in a response.
type literal struct {
	at   int   // of its first byte
	size int64 // as announced
	kept bool
}

// next reads one response and what kind it is.
func (c *Conn) next(r *response) error {
	c.drop()
	*r = response{literals: r.literals[:0]}
	if err := c.frame(r); err != nil {
		return err
	}
	r.cursor = cursor{b: c.b[c.r : c.r+c.used], lits: r.literals, nesting: c.o.Limits.Nesting}
	r.size += int64(len(r.b))
	r.classify()
	return nil
}

// frame receives one response: a line, and as long as it ends in the size of a
// literal that literal and a further line (RFC 3501 §4.3). Whatever a line
// holds, one that ends so is followed by a literal: were it taken for text, the
// literal, which may be somebody's mail, would be taken for responses. Only
// responses that are text have none.
func (c *Conn) frame(r *response) error {
	start, lines, kept := 0, 0, int64(0) // where the line begins; bytes of lines; bytes of literals
	thrown := int64(0)
	for {
		end, err := c.endOfLine(start, lines)
		if err != nil {
			return err
		}
		line := c.have()[start:end]
		lines += len(line)
		size, found := literalSize(line)
		if !found || start == 0 && isText(line) {
			c.used = end
			r.size = thrown
			return nil
		}
		if len(r.literals) == maxLiterals {
			return c.garbled("the server sent more than %d literals in one response", maxLiterals)
		}
		most := int64(c.o.Limits.Literal)
		l := literal{at: end, size: size, kept: size <= most && kept+size <= 8*most}
		r.literals = append(r.literals, l)
		start = end
		if l.kept {
			kept += size
			start += int(size)
			err = c.hold(start)
		} else {
			thrown += min(size, c.o.Limits.Discard+1)
			if thrown > c.o.Limits.Discard {
				return c.garbled("the server announced %d bytes at once", size)
			}
			err = c.throw(end, size)
		}
		if err != nil {
			return err
		}
	}
}

// endOfLine receives a line that begins at start, after others of so many bytes, and
// returns where it ends.
func (c *Conn) endOfLine(start, others int) (int, error) {
	searched := start
	for {
		have := c.have()
		i := bytes.IndexByte(have[searched:], '\n')
		end := len(have)
		if i >= 0 {
			end = searched + i + 1
		}
		if n := others + end - start; n > c.o.Limits.Line && (n > maxUIDLine || !listsUIDs(have)) {
			return 0, c.garbled("the server sent a response of more than %d bytes", c.o.Limits.Line)
		}
		if i >= 0 {
			return end, nil
		}
		searched = len(have)
		if err := c.fill(0); err != nil {
			return 0, err
		}
	}
}

// hold receives until there are n bytes of the response.
func (c *Conn) hold(n int) error {
	for len(c.have()) < n {
		if err := c.fill(n); err != nil {
			return err
		}
	}
	return nil
}

// throw receives size bytes that follow the first n of the response, and forgets
// them.
func (c *Conn) throw(n int, size int64) error {
	there := int(min(size, int64(len(c.have())-n)))
	c.w = c.r + n + copy(c.b[c.r+n:], c.have()[n+there:])
	for size -= int64(there); size > 0; {
		c.room(n + 1)
		space := c.b[c.w:]
		got, err := c.receive(space[:min(size, int64(len(space)))])
		if err != nil {
			return err
		}
		size -= int64(got)
	}
	return nil
}

// literalSize reads "{123}" at the end of a line. "{123+}" is for clients, but
// means the same.
func literalSize(line []byte) (int64, bool) {
	line = trimEnd(line)
	if len(line) < 3 || line[len(line)-1] != '}' {
		return 0, false
	}
	open := bytes.LastIndexByte(line, '{')
	if open < 0 {
		return 0, false
	}
	n, ok := number64(bytes.TrimSuffix(line[open+1:len(line)-1], []byte{'+'}))
	if n > 1<<62 {
		n = 1 << 62
	}
	return int64(n), ok
}

// trimEnd takes the end of the line off.
func trimEnd(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}

// isText says that a line is words for people up to its end.
func isText(line []byte) bool {
	if line[0] != '*' {
		return true
	}
	word, _ := cutWord(bytes.TrimLeft(line[1:], " "))
	switch keyword(word) {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return true
	}
	return false
}

func listsUIDs(line []byte) bool {
	if line[0] != '*' {
		return false
	}
	word, _ := cutWord(bytes.TrimLeft(line[1:min(len(line), 40)], " "))
	switch keyword(word) {
	case "SEARCH", "ESEARCH", "VANISHED":
		return true
	}
	return false
}

// classify reads the beginning of a response, up to the word that says what it
// is.
func (r *response) classify() {
	r.b = trimEnd(r.b)
	if len(r.b) == 0 {
		r.kind = stray
		return
	}
	switch r.b[0] {
	case '+':
		r.kind, r.i = continuation, 1
		r.spaces()
		return
	case '*':
		r.kind, r.i = untagged, 1
		r.spaces()
		word := r.until(atSpace)
		if n, ok := number32(word); ok {
			r.num = n
			r.spaces()
			word = r.until(atSpace)
		}
		r.word = keyword(word)
		r.spaces()
		return
	}
	r.kind = stray
	if number, ok := bytes.CutPrefix(r.until(atSpace), []byte{'T'}); ok {
		if n, ok := number32(number); ok && n > 0 {
			r.kind, r.tag = tagged, n
		}
	}
	r.spaces()
	r.word = keyword(r.until(atSpace))
	r.spaces()
}

// keyword is a word that we know, in upper case; "" for any other.
func keyword(b []byte) string {
	var upper [20]byte
	if len(b) > len(upper) {
		return ""
	}
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper[i] = c
	}
	switch s := string(upper[:len(b)]); s {
	case "OK":
		return "OK"
	case "NO":
		return "NO"
	case "BAD":
		return "BAD"
	case "BYE":
		return "BYE"
	case "PREAUTH":
		return "PREAUTH"
	case "CAPABILITY":
		return "CAPABILITY"
	case "ENABLED":
		return "ENABLED"
	case "LIST":
		return "LIST"
	case "STATUS":
		return "STATUS"
	case "SEARCH":
		return "SEARCH"
	case "ESEARCH":
		return "ESEARCH"
	case "EXISTS":
		return "EXISTS"
	case "EXPUNGE":
		return "EXPUNGE"
	case "FETCH":
		return "FETCH"
	case "VANISHED":
		return "VANISHED"
	case "UID":
		return "UID"
	case "FLAGS":
		return "FLAGS"
	case "INTERNALDATE":
		return "INTERNALDATE"
	case "MODSEQ":
		return "MODSEQ"
	case "X-GM-MSGID":
		return "X-GM-MSGID"
	case "X-GM-THRID":
		return "X-GM-THRID"
	case "BODY":
		return "BODY"
	case "MESSAGES":
		return "MESSAGES"
	case "UIDNEXT":
		return "UIDNEXT"
	case "UIDVALIDITY":
		return "UIDVALIDITY"
	case "HIGHESTMODSEQ":
		return "HIGHESTMODSEQ"
	}
	return ""
}

// cutWord cuts at the first space or end of line.
func cutWord(b []byte) (word, rest []byte) {
	if i := bytes.IndexAny(b, " \r\n"); i >= 0 {
		return b[:i], b[i:]
	}
	return b, nil
}
