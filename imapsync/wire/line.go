package wire

import (
	"strconv"
	"strings"
)

// maxLine is how long a command gets: RFC 7162 §4 allows 8192 bytes.
const maxLine = 8000

// small is how large a literal may be that is sent without waiting (RFC 7888).
const small = 4096

// line is a command that is being written.
type line struct {
	b      []byte
	pauses []int // where the server must ask for more
	free   bool  // small literals need no pause
}

// line begins a command with its tag. It uses the one buffer that there is: a
// line is sent before the next is begun.
func (c *Conn) line(words string) *line {
	l := &line{b: append(c.out[:0], 'T'), free: c.caps.Has("LITERAL+") || c.caps.Has("LITERAL-")}
	l.b = strconv.AppendUint(l.b, uint64(c.tag)+1, 10)
	return l.word(words)
}

// word adds what needs no quoting.
func (l *line) word(s string) *line {
	l.space()
	l.b = append(l.b, s...)
	return l
}

// space adds a space where one is due.
func (l *line) space() {
	if l.b[len(l.b)-1] != '(' {
		l.b = append(l.b, ' ')
	}
}

// open begins a list.
func (l *line) open() *line { return l.word("(") }

// close ends a list.
func (l *line) close() *line {
	l.b = append(l.b, ')')
	return l
}

// number adds a number.
func (l *line) number(n uint64) *line {
	l.space()
	l.b = strconv.AppendUint(l.b, n, 10)
	return l
}

// string adds a string: quoted, or as a literal if it holds what cannot be
// quoted (RFC 3501 §4.3).
func (l *line) string(s string) *line {
	for i := range len(s) {
		if c := s[i]; c == 0 || c == '\r' || c == '\n' || c >= 0x80 {
			l.literal(int64(len(s)))
			l.b = append(l.b, s...)
			return l
		}
	}
	l.space()
	l.b = append(l.b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			l.b = append(l.b, '\\')
		}
		l.b = append(l.b, s[i])
	}
	l.b = append(l.b, '"')
	return l
}

// literal adds the head of a literal.
func (l *line) literal(size int64) {
	l.space()
	l.b = strconv.AppendInt(append(l.b, '{'), size, 10)
	if l.free && size <= small {
		l.b = append(l.b, "+}\r\n"...)
		return
	}
	l.b = append(l.b, "}\r\n"...)
	l.pauses = append(l.pauses, len(l.b))
}

// list adds words in parentheses.
func (l *line) list(words ...string) *line {
	return l.word("(" + strings.Join(words, " ") + ")")
}
