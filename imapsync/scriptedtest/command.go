package scriptedtest

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
)

// command is one command of the client.
type command struct {
	tag  string
	verb string // upper case, without "UID"
	uid  bool
	args string // literals as quoted strings
	line string // all of it
}

const (
	maxCommandLine = 1 << 20
	maxArgument    = 32 << 20 // bytes of a literal
)

// readCommand reads a command with its literals (RFC 9051 §2.2.1, RFC 7888).
// invite is called before a synchronising literal.
func readCommand(r *bufio.Reader, invite func() error) (command, error) {
	var whole strings.Builder
	for {
		l, err := readLine(r)
		if err != nil {
			return command{}, err
		}
		head, size, sync, ok := literalAt(l)
		if !ok {
			whole.WriteString(l)
			return parseCommand(whole.String()), nil
		}
		whole.WriteString(head)
		if sync {
			if err := invite(); err != nil {
				return command{}, err
			}
		}
		literal := make([]byte, size)
		if _, err := io.ReadFull(r, literal); err != nil {
			return command{}, err
		}
		whole.WriteString(quote(string(literal)))
	}
}

func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(line) < maxCommandLine:
		case err != nil:
			return string(line), err
		default:
			return strings.TrimRight(string(line), "\r\n"), nil
		}
	}
}

// literalAt splits a line that ends by announcing a literal.
func literalAt(l string) (head string, size int, sync, ok bool) {
	body, ok := strings.CutSuffix(l, "}")
	i := strings.LastIndexByte(body, '{')
	if !ok || i < 0 {
		return "", 0, false, false
	}
	digits, nonSync := strings.CutSuffix(body[i+1:], "+")
	size, err := strconv.Atoi(digits)
	if err != nil || size < 0 || size > maxArgument {
		return "", 0, false, false
	}
	return body[:i], size, !nonSync, true
}

func parseCommand(line string) command {
	c := command{line: line}
	var rest string
	c.tag, rest, _ = strings.Cut(line, " ")
	verb, args, _ := strings.Cut(rest, " ")
	c.verb, c.args = strings.ToUpper(verb), args
	if c.verb == "UID" {
		verb, args, _ = strings.Cut(args, " ")
		c.verb, c.args, c.uid = strings.ToUpper(verb), args, true
	}
	return c
}

// quote writes a quoted string; what cannot stand in one does so all the same,
// because only this package reads it.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// word cuts the first argument from args: a quoted string without its quotes, a
// list with its parentheses, a section with its brackets, or an atom.
func word(args string) (w, rest string) {
	args = strings.TrimLeft(args, " ")
	if strings.HasPrefix(args, `"`) {
		return unquote(args)
	}
	depth, quoted := 0, false
	for i := 0; i < len(args); i++ {
		switch c := args[i]; {
		case quoted:
			if c == '\\' {
				i++
			}
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ' ' && depth <= 0:
			return args[:i], args[i+1:]
		}
	}
	return args, ""
}

func unquote(args string) (w, rest string) {
	var b strings.Builder
	for i := 1; i < len(args); i++ {
		switch args[i] {
		case '"':
			return b.String(), strings.TrimPrefix(args[i+1:], " ")
		case '\\':
			i++
			if i < len(args) {
				b.WriteByte(args[i])
			}
		default:
			b.WriteByte(args[i])
		}
	}
	return b.String(), ""
}

// words splits a list of arguments, with or without parentheses around it.
func words(list string) []string {
	if strings.HasPrefix(list, "(") && strings.HasSuffix(list, ")") {
		list = list[1 : len(list)-1]
	}
	var all []string
	for strings.TrimSpace(list) != "" {
		var w string
		w, list = word(list)
		all = append(all, w)
	}
	return all
}
