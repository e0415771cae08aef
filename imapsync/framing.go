package imapsync

import (
	"errors"
	"fmt"
	"strings"
)

// What a server may send, whatever was asked.
const (
	maxLine    = 1 << 20  // bytes of one response, literals apart
	maxLiteral = 1 << 20  // bytes of one literal
	maxCommand = 64 << 20 // bytes in answer to one command
	maxNesting = 100      // parentheses within one response
)

var errLiteral = errors.New("the server announced a literal that is too large")

// framing follows the lines and literals of a server's responses (RFC 9051
// §2.2.2, §4.3), byte by byte and without keeping them. It is as strict as the
// library's parser or stricter, so that the two never disagree about what is
// text, a quoted string or a literal: a list nested without bound inside
// something this one skips would exhaust the library's stack, which no recover
// can undo.
type framing struct {
	maxLine int

	kind    lineKind
	head    []byte // the line until its kind is known
	line    int    // bytes of the response so far, literals apart
	last    byte
	spaces  int // seen in a line of text
	code    codeState
	quoted  bool
	escaped bool
	depth   int
	brace   braceState
	literal int64 // announced size, then bytes to come
	inside  bool  // a literal
	rev2    int   // bytes of "IMAP4rev2" matched
	text    []byte
	bye     string // text of an untagged BYE
}

type lineKind int

const (
	unknownLine lineKind = iota
	textLine             // OK, NO, BAD, BYE, PREAUTH and "+": text up to the line's end
	byeLine              // text as well
	dataLine
)

type codeState int

const (
	codeNone codeState = iota
	codeOpen
	codeClosed
)

type braceState int

const (
	braceNone braceState = iota
	braceSize
	braceEnd
)

// scan follows b. It returns an error at the first byte that breaks a bound. It
// changes one thing: the capability IMAP4rev2 is made unknown. A server that
// offers both revisions speaks the first one until asked otherwise, but the
// library sends folder names in the second one's encoding as soon as it sees
// the capability.
func (f *framing) scan(b []byte) error {
	for i := 0; i < len(b); i++ {
		if f.inside {
			n := min(int64(len(b)-i), f.literal)
			f.literal -= n
			i += int(n) - 1
			f.inside = f.literal > 0
			continue
		}
		if f.hides(b[i]) {
			b[i] = '0'
		}
		if err := f.next(b[i]); err != nil {
			return err
		}
	}
	return nil
}

// hides says that c ends the word IMAP4rev2.
func (f *framing) hides(c byte) bool {
	const word = "imap4rev2"
	switch lower := c | 0x20; {
	case f.quoted:
		f.rev2 = 0
	case lower == word[f.rev2]:
		f.rev2++
	case lower == word[0]:
		f.rev2 = 1
	default:
		f.rev2 = 0
	}
	if f.rev2 == len(word) {
		f.rev2 = 0
		return true
	}
	return false
}

func (f *framing) next(c byte) error {
	if f.line++; f.line > f.maxLine {
		return fmt.Errorf("the server sent a line of more than %d bytes", f.maxLine)
	}
	if f.kind == unknownLine {
		f.head = append(f.head, c)
		f.kind = classify(f.head)
	}
	switch f.kind {
	case unknownLine:
		if c == '\n' {
			f.reset()
		}
		return nil
	case dataLine:
		return f.data(c)
	}
	return f.words(c)
}

// classify tells the kind of a line by its beginning.
func classify(head []byte) lineKind {
	switch {
	case head[0] == '+':
		return textLine
	case head[0] != '*':
		return textLine // tagged
	case len(head) == 1:
		return unknownLine
	case head[1] != ' ' || len(head) > 40:
		return dataLine
	}
	last := head[len(head)-1]
	if len(head) == 2 || !strings.ContainsRune(" \r\n(){%*\"\\]", rune(last)) {
		return unknownLine
	}
	word := strings.ToUpper(string(head[2 : len(head)-1]))
	if word != "" && '0' <= word[0] && word[0] <= '9' {
		_, after, found := strings.Cut(word, " ")
		if !found && last == ' ' {
			return unknownLine
		}
		word = after
	}
	switch word {
	case "OK", "NO", "BAD", "PREAUTH":
		return textLine
	case "BYE":
		return byeLine
	}
	return dataLine
}

// words follows a line of text, in which only the response code has a form.
func (f *framing) words(c byte) error {
	switch {
	case c == '\n':
		// The library looks for the end of a code beyond the line's end.
		if f.code == codeOpen {
			return errors.New("the server sent a response code without an end")
		}
		if f.kind == byeLine {
			f.bye = strings.TrimSpace(string(f.text))
		}
		f.reset()
		return nil
	case c == ' ':
		f.spaces++
	case c == '[' && f.last == ' ' && f.spaces == f.beforeCode():
		f.code = codeOpen
	case c == ']' && f.code == codeOpen:
		f.code = codeClosed
	}
	f.last = c
	if f.kind == byeLine && len(f.text) < 400 {
		f.text = append(f.text, c)
	}
	return nil
}

// beforeCode is how many spaces words has seen when a response code begins:
// it is called for a tagged line from its first byte, for an untagged one from
// the byte after the type.
func (f *framing) beforeCode() int {
	if f.head[0] == '*' {
		return 1
	}
	return 2
}

// data follows a line of quoted strings, lists and literals.
func (f *framing) data(c byte) error {
	switch {
	case c == '\n' && f.brace == braceEnd:
		if f.literal > maxLiteral {
			return fmt.Errorf("%w: %d bytes", errLiteral, f.literal)
		}
		f.inside, f.brace = f.literal > 0, braceNone
		return nil
	case c == '\n':
		if f.quoted || f.depth != 0 {
			return errors.New("the server sent a response that ends inside a string or list")
		}
		f.reset()
		return nil
	case f.quoted:
		f.quoted = f.escaped || c != '"'
		f.escaped = !f.escaped && c == '\\'
		return nil
	}
	switch c {
	case '"':
		f.quoted = true
	case '(':
		if f.depth++; f.depth > maxNesting {
			return fmt.Errorf("the server sent lists nested more than %d deep", maxNesting)
		}
	case ')':
		f.depth--
	}
	f.braces(c)
	return nil
}

// braces recognises "{123}" at the end of a line.
func (f *framing) braces(c byte) {
	switch {
	case c == '{':
		f.brace, f.literal = braceSize, 0
	case f.brace == braceSize && '0' <= c && c <= '9':
		f.literal = min(f.literal*10+int64(c-'0'), 1<<50)
	case f.brace == braceSize && c == '}':
		f.brace = braceEnd
	case f.brace == braceEnd && (c == ' ' || c == '\r'):
	default:
		f.brace = braceNone
	}
}

func (f *framing) reset() {
	bye, limit, rev2 := f.bye, f.maxLine, f.rev2
	*f = framing{maxLine: limit, head: f.head[:0], text: f.text[:0], bye: bye, rev2: rev2}
}
