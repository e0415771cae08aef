package reading

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// octets are the two forms in which a field is read.
type octets interface{ ~string | ~[]byte }

// decodeWords replaces the encoded words of RFC 2047 in a field value. It is
// more patient than the standard: neighbouring words of one charset are joined
// before they are decoded, because many mailers cut inside a character.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		if utf8.ValidString(s) {
			return s
		}
		return latin([]byte(s))
	}
	var d wordDecoder
	return string(d.appendText(make([]byte, 0, len(s)), []byte(s)))
}

// wordDecoder decodes the encoded words of one value after the other.
type wordDecoder struct {
	label   string // charset of pending
	pending []byte // content of neighbouring words of that charset
}

// appendText appends a value to text, its encoded words decoded.
func (d *wordDecoder) appendText(text, s []byte) []byte {
	d.label, d.pending = "", d.pending[:0]
	for len(s) > 0 {
		start := bytes.Index(s, []byte("=?"))
		word, size, ok := encodedWord{}, 0, false
		if start >= 0 {
			word, size, ok = readWord(s[start:])
		}
		if !ok {
			// No word here: everything up to behind the "=?" is plain.
			plain := len(s)
			if start >= 0 {
				plain = start + 2
			}
			text = appendText(d.flush(text), "", s[:plain])
			s = s[plain:]
			continue
		}
		if gap := s[:start]; len(d.pending) == 0 || len(bytes.TrimSpace(gap)) > 0 {
			text = appendText(d.flush(text), "", gap)
		}
		if d.label != word.charset {
			text = d.flush(text)
		}
		d.label = word.charset
		d.pending = word.appendContent(d.pending)
		s = s[start+size:]
	}
	return d.flush(text)
}

// flush appends what is pending.
func (d *wordDecoder) flush(text []byte) []byte {
	text = appendText(text, d.label, d.pending)
	d.pending = d.pending[:0]
	return text
}

type encodedWord struct {
	charset  string
	encoding byte // 'q' or 'b'
	content  []byte
}

// readWord reads one encoded word at the start of s.
func readWord(s []byte) (w encodedWord, size int, ok bool) {
	rest := s[2:]
	label, rest, ok1 := bytes.Cut(rest, []byte("?"))
	encoding, rest, ok2 := bytes.Cut(rest, []byte("?"))
	content, _, ok3 := bytes.Cut(rest, []byte("?="))
	if !ok1 || !ok2 || !ok3 || len(encoding) != 1 || len(label) > 64 {
		return w, 0, false
	}
	label, _, _ = bytes.Cut(label, []byte("*")) // RFC 2231 §5: a language tag
	w = encodedWord{charset: charsetName(label), encoding: encoding[0] | 0x20, content: content}
	if w.encoding != 'q' && w.encoding != 'b' {
		return w, 0, false
	}
	return w, len(s) - len(rest) + len(content) + 2, true
}

// charsetName writes a label in lower case; the commonest need no room.
func charsetName(label []byte) string {
	switch string(label) {
	case "utf-8", "UTF-8":
		return "utf-8"
	case "iso-8859-1", "ISO-8859-1":
		return "iso-8859-1"
	case "windows-1252", "Windows-1252":
		return "windows-1252"
	case "us-ascii", "US-ASCII":
		return "us-ascii"
	}
	return strings.ToLower(string(label))
}

// appendContent appends the bytes that a word stands for.
func (w encodedWord) appendContent(out []byte) []byte {
	if w.encoding == 'b' {
		return appendBase64(out, w.content)
	}
	begin := len(out)
	out = append(out, w.content...)
	word := out[begin:]
	for i, c := range word {
		if c == '_' {
			word[i] = ' '
		}
	}
	return appendQuoted(out[:begin], word)
}

// latin reads bytes as Windows-1252, but keeps every run that is valid UTF-8: a
// mail cut off inside a character must not spoil the rest.
func latin(raw []byte) string { return string(appendLatin(make([]byte, 0, len(raw)), raw)) }

func appendLatin(text, raw []byte) []byte {
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size == 1 {
			r = windows1252(raw[0])
		}
		text = utf8.AppendRune(text, r)
		raw = raw[size:]
	}
	return text
}

// windows1252 is the character of one byte: Latin-1, but for the punctuation
// of 0x80-0x9F.
func windows1252(c byte) rune {
	if c < 0x80 || c > 0x9f {
		return rune(c)
	}
	const upper = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ"
	n := int(c - 0x80)
	for _, r := range upper {
		if n == 0 {
			return r
		}
		n--
	}
	return utf8.RuneError
}

// decodeQuoted decodes quoted-printable (RFC 2045 §6.7) and leaves alone what is
// not.
func decodeQuoted(raw []byte) []byte { return appendQuoted(make([]byte, 0, len(raw)), raw) }

// appendQuoted appends what raw decodes to. raw may begin where out ends: it
// never grows.
func appendQuoted(out, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '=' {
			n := bytes.IndexByte(raw[i:], '=')
			if n < 0 {
				n = len(raw) - i
			}
			out = append(out, raw[i:i+n]...)
			i += n - 1
			continue
		}
		if i+2 < len(raw) {
			if hi, lo := unhex(raw[i+1]), unhex(raw[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		j := i + 1
		for j < len(raw) && (raw[j] == ' ' || raw[j] == '\t' || raw[j] == '\r') {
			j++
		}
		switch {
		case j >= len(raw): // cut off
			i = j
		case raw[j] == '\n': // a soft line break
			i = j
		default:
			out = append(out, '=')
		}
	}
	return out
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// decodeBase64 decodes base64 (RFC 2045 §6.8), passing over everything that is
// not of its alphabet, and a tail that was cut off.
func decodeBase64(raw []byte) []byte { return appendBase64(make([]byte, 0, len(raw)/4*3+3), raw) }

// appendBase64 appends what raw decodes to.
func appendBase64(out, raw []byte) []byte {
	bits, n := uint32(0), 0 // six bits of each letter, and how many letters
	for _, c := range raw {
		v := sextet(c)
		if v > 63 {
			continue
		}
		bits = bits<<6 | uint32(v)
		if n++; n == 4 {
			out = append(out, byte(bits>>16), byte(bits>>8), byte(bits))
			bits, n = 0, 0
		}
	}
	switch n {
	case 2:
		out = append(out, byte(bits>>4))
	case 3:
		out = append(out, byte(bits>>10), byte(bits>>2))
	}
	return out
}

// sextet is the value of a letter of base64, or more than 63.
func sextet(c byte) byte {
	switch {
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26
	case c >= 'A' && c <= 'Z':
		return c - 'A'
	case c >= '0' && c <= '9':
		return c - '0' + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return 0xff
}

// foldSpace makes one line of a field value: control characters and marks that
// turn the direction of writing are removed, white space is folded.
func foldSpace(s string) string {
	plain := true
	space := true // a leading space is to go as well
	for _, r := range s {
		if isSpace(r) {
			if space || r != ' ' {
				plain = false
				break
			}
			space = true
			continue
		}
		if isControl(r) {
			plain = false
			break
		}
		space = false
	}
	if plain && !space {
		return s
	}
	return string(appendFolded(make([]byte, 0, len(s)), s))
}

// appendFolded appends a value, on one line as foldSpace makes it.
func appendFolded[T octets](out []byte, s T) []byte {
	begin, gap := len(out), false
	for i := 0; i < len(s); {
		c := s[i]
		if c > ' ' && c < 0x7f && !gap {
			out = append(out, c)
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		}
		i += size
		switch {
		case isSpace(r):
			gap = len(out) > begin
			continue
		case isControl(r):
			continue
		}
		if gap {
			out = append(out, ' ')
			gap = false
		}
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func isSpace(r rune) bool {
	return r == ' ' || r >= '\t' && r <= '\r' || r == '\u00a0' || r == '\u2028' || r == '\u2029'
}

func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= '\u202a' && r <= '\u202e' ||
		r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}
