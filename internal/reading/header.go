package reading

import (
	"bytes"
	"strings"
)

// Bounds on a header: bytes read of it, and fields kept.
const (
	maxHeader = 256 << 10
	maxFields = 5000
)

// field is one header field, its value unfolded but not decoded.
type field struct {
	name  string // lower case
	value string
}

// header holds the fields of a message or a part in their order.
type header []field

// get returns the value of the first field of that lower-case name that is not
// empty.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name && f.value != "" {
			return f.value
		}
	}
	return ""
}

// has tells whether there is a field of that lower-case name, even an empty one.
func (h header) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// all returns the values of every field of that lower-case name.
func (h header) all(name string) []string {
	var values []string
	for _, f := range h {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// splitHeader reads header fields from the start of raw and returns them, how
// many bytes they took with the blank line, and how many lines made no sense.
// stop, if not nil, ends the header at a line that belongs to somebody else (a
// boundary of the multipart around).
func splitHeader(raw []byte, stop func(line []byte) bool) (h header, size, garbage int) {
	limit := min(len(raw), maxHeader)
	begin, end := -1, 0 // the field being collected
	flush := func() {
		if begin >= 0 && len(h) < maxFields {
			h = append(h, newField(string(raw[begin:end])))
		}
		begin = -1
	}
	for size < limit {
		next := bytes.IndexByte(raw[size:limit], '\n')
		stopAt := limit
		if next >= 0 {
			stopAt = size + next + 1
		}
		line := bytes.TrimRight(raw[size:stopAt], "\r\n")
		switch {
		case len(line) == 0 && begin < 0 && len(h) == 0 && stop == nil:
			// A blank line before everything is an accident of transport.
		case len(line) == 0:
			flush()
			return h, stopAt, garbage
		case line[0] == ' ' || line[0] == '\t':
			end = size + len(line)
		case stop != nil && stop(line):
			flush()
			return h, size, garbage
		case isField(line):
			flush()
			begin, end = size, size+len(line)
		default:
			flush()
			if !bytes.HasPrefix(line, []byte("From ")) && !bytes.HasPrefix(line, []byte(">From ")) {
				garbage++
			}
		}
		size = stopAt
	}
	flush()
	return h, size, garbage
}

// isField tells whether a line begins a field: a name of visible characters,
// perhaps white space (RFC 5322 §4.5), and a colon.
func isField(line []byte) bool {
	colon := bytes.IndexByte(line, ':')
	if colon < 1 {
		return false
	}
	for _, c := range bytes.TrimRight(line[:colon], " \t") {
		if c <= ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

func newField(raw string) field {
	name, value, _ := strings.Cut(raw, ":")
	return field{name: strings.ToLower(strings.TrimRight(name, " \t")), value: unfold(value)}
}

// unfold joins the lines of a value (RFC 5322 §2.2.3). The white space that
// begins a continuation stays.
func unfold(value string) string {
	value = strings.TrimSpace(value)
	if strings.IndexByte(value, '\n') < 0 {
		return value
	}
	var b strings.Builder
	b.Grow(len(value))
	for part := range strings.SplitSeq(value, "\n") {
		b.WriteString(strings.TrimRight(part, "\r"))
	}
	return b.String()
}

// fieldsIn reads the fields of every block of a text made of field blocks
// divided by blank lines, as message/delivery-status is (RFC 3464 §2.1). At most
// limit blocks are read.
func fieldsIn(body []byte, limit int) []header {
	var blocks []header
	for len(body) > 0 && len(blocks) < limit {
		body = bytes.TrimLeft(body, "\r\n")
		h, size, _ := splitHeader(body, nil)
		if len(h) > 0 {
			blocks = append(blocks, h)
		}
		if size == 0 {
			break
		}
		body = body[size:]
	}
	return blocks
}
