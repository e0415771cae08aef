package reading

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// decodeWords replaces the encoded words of RFC 2047 in a field value. It is
// more patient than the standard: neighbouring words of one charset are joined
// before they are decoded, because many mailers cut inside a character.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return toText("", []byte(s), s)
	}
	var out strings.Builder
	var label string
	var pending []byte // bytes of neighbouring words in charset label
	flush := func() {
		out.WriteString(toText(label, pending, ""))
		pending = pending[:0]
	}
	for s != "" {
		start := strings.Index(s, "=?")
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
			flush()
			out.WriteString(toText("", []byte(s[:plain]), s[:plain]))
			s = s[plain:]
			continue
		}
		if gap := s[:start]; len(pending) == 0 || strings.TrimSpace(gap) != "" {
			flush()
			out.WriteString(toText("", []byte(gap), gap))
		}
		if label != word.charset {
			flush()
		}
		label = word.charset
		pending = append(pending, word.content...)
		s = s[start+size:]
	}
	flush()
	return out.String()
}

type encodedWord struct {
	charset string
	content []byte
}

// readWord reads one encoded word at the start of s.
func readWord(s string) (w encodedWord, size int, ok bool) {
	rest := s[2:]
	label, rest, ok1 := strings.Cut(rest, "?")
	encoding, rest, ok2 := strings.Cut(rest, "?")
	text, _, ok3 := strings.Cut(rest, "?=")
	if !ok1 || !ok2 || !ok3 || len(encoding) != 1 || len(label) > 64 {
		return w, 0, false
	}
	label, _, _ = strings.Cut(label, "*") // RFC 2231 §5: a language tag
	w.charset = strings.ToLower(label)
	switch encoding {
	case "Q", "q":
		w.content = decodeQuoted([]byte(strings.ReplaceAll(text, "_", " ")))
	case "B", "b":
		w.content = decodeBase64([]byte(text))
	default:
		return w, 0, false
	}
	return w, len(s) - len(rest) + len(text) + 2, true
}

// latin reads bytes as Windows-1252, but keeps every run that is valid UTF-8: a
// mail cut off inside a character must not spoil the rest.
func latin(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size == 1 {
			r = windows1252(raw[0])
		}
		b.WriteRune(r)
		raw = raw[size:]
	}
	return b.String()
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
func decodeQuoted(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '=' {
			out = append(out, raw[i])
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
func decodeBase64(raw []byte) []byte {
	clean := make([]byte, 0, len(raw))
	for _, c := range raw {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
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
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case isSpace(r):
			gap = b.Len() > 0
		case isControl(r):
		default:
			if gap {
				b.WriteByte(' ')
				gap = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isSpace(r rune) bool {
	return r == ' ' || r >= '\t' && r <= '\r' || r == '\u00a0' || r == '\u2028' || r == '\u2029'
}

func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= '\u202a' && r <= '\u202e' ||
		r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}
