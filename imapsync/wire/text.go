package wire

import "bytes"

// text is what a server says with a status (RFC 3501 §7.1).
type text struct {
	code string // in upper case; "" if there is none
	args []byte // what stands behind it, spaces around it taken off
	said []byte // the words
}

// text reads the rest of a response that is text. A bracket that is not closed
// begins no code.
func (p *cursor) text() text {
	p.spaces()
	whole := p.rest()
	if p.peek() != '[' {
		return text{said: whole}
	}
	end := codeEnd(whole)
	if end < 0 {
		return text{said: whole}
	}
	code, args := cutWord(bytes.Trim(whole[1:end], " "))
	return text{
		code: string(bytes.ToUpper(clip(code))),
		args: bytes.TrimLeft(args, " "),
		said: bytes.TrimLeft(whole[end+1:], " "),
	}
}

// codeEnd is where the bracket closes, quoted strings apart unless one of them
// has no end; -1 if it does not.
func codeEnd(b []byte) int {
	quoted := false
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '\\' && quoted:
			i++
		case b[i] == '"':
			quoted = !quoted
		case b[i] == ']' && !quoted:
			return i
		}
	}
	return bytes.IndexByte(b, ']')
}

// clip bounds what is kept of a server's words.
func clip(b []byte) []byte { return b[:min(len(b), maxText)] }

// refused makes an error of the text of NO and BAD.
func (t text) refused(command string, bad bool) *Refused {
	return &Refused{
		Command: command, Bad: bad,
		Code: t.code, Args: string(clip(t.args)), Text: string(clip(t.said)),
	}
}

// number is the number behind the code.
func (t text) number() (uint64, bool) {
	word, _ := cutWord(t.args)
	return number64(word)
}
