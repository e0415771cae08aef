package scripted

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxCommand bounds a command with its literals.
const maxCommand = 1 << 20

var errSyntax = errors.New("a command that cannot be read")

// arg is an argument of a command: a text, or a list in parentheses.
type arg struct {
	text string
	list []arg
	open bool // a list
}

// is says whether an argument is this word, in upper or lower case.
func (a arg) is(word string) bool { return !a.open && strings.EqualFold(a.text, word) }

// readCommand reads a command with its literals (RFC 3501 §4.3) as one text, in
// which a literal stands as "{length}" CRLF and its bytes. more tells the client
// to go on.
func readCommand(r *bufio.Reader, more func() error) (string, error) {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		b.WriteString(line)
		size, waits, ok := literal(line)
		if b.Len()+size > maxCommand {
			return "", errSyntax
		}
		if !ok {
			return strings.TrimRight(b.String(), "\r\n"), nil
		}
		if waits {
			if err := more(); err != nil {
				return "", err
			}
		}
		if _, err := io.CopyN(&b, r, int64(size)); err != nil {
			return "", err
		}
	}
}

// literal says how long the literal is that a line announces, and whether the
// client waits before it sends it (RFC 7888).
func literal(line string) (size int, waits, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	at := strings.LastIndexByte(line, '{')
	if at < 0 || !strings.HasSuffix(line, "}") {
		return 0, false, false
	}
	digits, quick := strings.CutSuffix(line[at+1:len(line)-1], "+")
	size, err := strconv.Atoi(digits)
	return size, !quick, err == nil && size >= 0
}

// arguments parses what stands behind a command's name.
func arguments(text string) ([]arg, error) {
	p := &parser{text: text}
	args := p.args(0)
	if p.failed || p.at < len(p.text) {
		return nil, fmt.Errorf("%w: %.100q", errSyntax, text)
	}
	return args, nil
}

type parser struct {
	text   string
	at     int
	failed bool
}

// args parses up to the end, or to the parenthesis that closes the list.
func (p *parser) args(depth int) []arg {
	var out []arg
	for p.at < len(p.text) && !p.failed {
		switch c := p.text[p.at]; c {
		case ' ':
			p.at++
		case ')':
			p.failed = depth == 0
			return out
		case '(':
			p.at++
			inner := arg{open: true, list: p.args(depth + 1)}
			p.failed = p.failed || p.at >= len(p.text) || depth > 50
			p.at++
			out = append(out, inner)
		case '"':
			out = append(out, arg{text: p.quoted()})
		case '{':
			out = append(out, arg{text: p.counted()})
		default:
			out = append(out, arg{text: p.atom()})
		}
	}
	return out
}

func (p *parser) quoted() string {
	var b strings.Builder
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return b.String()
		case c == '\\' && p.at+1 < len(p.text):
			p.at++
			b.WriteByte(p.text[p.at])
		default:
			b.WriteByte(c)
		}
	}
	p.failed = true
	return ""
}

func (p *parser) counted() string {
	head, rest, ok := strings.Cut(p.text[p.at:], "\r\n")
	size, _, fine := literal(head)
	if !ok || !fine || size > len(rest) {
		p.failed = true
		return ""
	}
	p.at += len(head) + 2 + size
	return rest[:size]
}

// atom parses a word. A section in brackets belongs to it with all that is in it.
func (p *parser) atom() string {
	begin, brackets := p.at, 0
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '[':
			brackets++
		case c == ']' && brackets > 0:
			brackets--
		case brackets == 0 && strings.IndexByte(" ()\"", c) >= 0:
			return p.text[begin:p.at]
		}
	}
	p.failed = p.failed || brackets > 0
	return p.text[begin:]
}

// span is a range of UIDs, both ends included.
type span struct{ first, last uint32 }

// spans parses a sequence-set; "*" is the last message of the folder.
func spans(text string, last uint32) ([]span, error) {
	var out []span
	for part := range strings.SplitSeq(text, ",") {
		a, b, pair := strings.Cut(part, ":")
		if !pair {
			b = a
		}
		first, err1 := number(a, last)
		second, err2 := number(b, last)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		// Either end may be the larger one (RFC 3501 §9, seq-range).
		out = append(out, span{min(first, second), min(max(first, second), last)})
	}
	return out, nil
}

func number(text string, last uint32) (uint32, error) {
	if text == "*" {
		return last, nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%w: %q is no message number", errSyntax, text)
	}
	return uint32(n), nil
}

// within says whether a set holds a UID.
func within(set []span, uid uint32) bool {
	for _, s := range set {
		if s.first <= uid && uid <= s.last {
			return true
		}
	}
	return false
}
