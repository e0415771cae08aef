package reading

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
)

// toText turns bytes of a charset into UTF-8. What is not valid in it, or of a
// charset nobody knows, is read as Windows-1252, the charset most such mail was
// written in.
func toText(label string, raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	switch {
	case isLatin(label):
		// Who says Latin-1 means Windows-1252, or sends UTF-8 all the same.
	case isUTF7(label):
		return utf7(raw)
	default:
		if r, err := charset.Reader(label, bytes.NewReader(raw)); err == nil {
			// A decoder fails only at the end of input it cannot finish; what
			// came before is still text.
			text, _ := io.ReadAll(r)
			return strings.ToValidUTF8(string(text), "\uFFFD")
		}
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	return latin(raw)
}

// appendText appends raw as toText reads it.
func appendText(text []byte, label string, raw []byte) []byte {
	switch {
	case !isLatin(label):
		return append(text, toText(label, raw)...)
	case utf8.Valid(raw):
		return append(text, raw...)
	}
	return appendLatin(text, raw)
}

func isLatin(label string) bool {
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown",
		"iso-8859-1", "latin1", "windows-1252", "cp1252":
		return true
	}
	return false
}

func isUTF7(label string) bool { return label == "utf-7" || label == "unicode-1-1-utf-7" }

// isKnown tells whether there is a decoder for a charset.
func isKnown(label string) bool {
	if isLatin(label) || isUTF7(label) {
		return true
	}
	_, err := charset.Reader(label, strings.NewReader(""))
	return err == nil
}

// strangeCharsets notes the charsets that nobody knows, of the subject and of the
// text: what was read of them is a guess.
func (m *mail) strangeCharsets() {
	note := func(where, label string) {
		m.Errors = append(m.Errors, fmt.Sprintf("%s: the charset %q is unknown; read as UTF-8 or Windows-1252", where, foldSpace(clipText(label, 40))))
	}
	subject := clipText(m.header.get("subject"), 4*maxSubject)
	if !strings.Contains(subject, "=?") {
		subject = ""
	}
	for rest := []byte(subject); ; {
		at := bytes.Index(rest, []byte("=?"))
		if at < 0 {
			break
		}
		w, size, ok := readWord(rest[at:])
		if ok && !isKnown(w.charset) {
			note("subject", w.charset)
			break
		}
		rest = rest[at+max(size, 2):]
	}
	for _, p := range m.parts {
		if p.attached || p.typ != "text/plain" && p.typ != "text/html" {
			continue
		}
		if label := strings.ToLower(p.params["charset"]); !isKnown(label) {
			note("text", label)
			return
		}
	}
}

// utf7 reads UTF-7 (RFC 2152): ASCII, and UTF-16 in base64 between "+" and the
// first character that is not of it; "-" there is dropped.
func utf7(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		plus := bytes.IndexByte(raw, '+')
		if plus < 0 {
			plus = len(raw)
		}
		b.WriteString(latin(raw[:plus]))
		if raw = raw[min(plus+1, len(raw)):]; len(raw) == 0 {
			break
		}
		n := 0
		for n < len(raw) && (wordByte(raw[n]) || raw[n] == '+' || raw[n] == '/') {
			n++
		}
		if n == 0 { // "+-" is a plus
			b.WriteByte('+')
		} else {
			b.WriteString(utf16Text(decodeBase64(raw[:n])))
		}
		raw = raw[n:]
		if len(raw) > 0 && raw[0] == '-' {
			raw = raw[1:]
		}
	}
	return b.String()
}

// utf16Text reads UTF-16 with the high byte first; half a character at the end is
// dropped.
func utf16Text(raw []byte) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units))
}
