package wire

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utf7 is the alphabet between "&" and "-": base64 with "," for "/".
const utf7 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"

// EncodeMailbox writes a mailbox name in modified UTF-7 (RFC 3501 §5.1.3).
func EncodeMailbox(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); {
		switch c := name[i]; {
		case c == '&':
			b.WriteString("&-")
			i++
		case direct(c):
			b.WriteByte(c)
			i++
		default:
			n := i
			for n < len(name) && !direct(name[n]) {
				n++
			}
			var units []byte
			for _, u := range utf16.Encode([]rune(name[i:n])) {
				units = append(units, byte(u>>8), byte(u))
			}
			b.WriteByte('&')
			b.WriteString(modifiedBase64().EncodeToString(units))
			b.WriteByte('-')
			i = n
		}
	}
	return b.String()
}

// DecodeMailbox reads a mailbox name in modified UTF-7 (RFC 3501 §5.1.3). If
// raw is none it returns raw and false.
func DecodeMailbox(raw string) (string, bool) {
	if !strings.Contains(raw, "&") {
		return raw, allDirect(raw)
	}
	var b strings.Builder
	for rest := raw; rest != ""; {
		plain, shifted, found := strings.Cut(rest, "&")
		if !allDirect(plain) {
			return raw, false
		}
		b.WriteString(plain)
		if !found {
			break
		}
		code, after, ended := strings.Cut(shifted, "-")
		switch {
		case !ended:
			return raw, false
		case code == "":
			b.WriteByte('&')
		case !unshift(&b, code):
			return raw, false
		}
		rest = after
	}
	return b.String(), true
}

// unshift decodes what stands between "&" and "-".
func unshift(b *strings.Builder, code string) bool {
	if !allDirect(code) { // the decoder would pass over line breaks
		return false
	}
	units, err := modifiedBase64().DecodeString(code)
	if err != nil || len(units)%2 != 0 {
		return false
	}
	for i := 0; i < len(units); i += 2 {
		r := rune(units[i])<<8 | rune(units[i+1])
		if utf16.IsSurrogate(r) {
			if i += 2; i >= len(units) {
				return false
			}
			if r = utf16.DecodeRune(r, rune(units[i])<<8|rune(units[i+1])); r == utf8.RuneError {
				return false
			}
		}
		b.WriteRune(r)
	}
	return true
}

func modifiedBase64() *base64.Encoding {
	return base64.NewEncoding(utf7).WithPadding(base64.NoPadding).Strict()
}

// direct says that a byte stands for itself.
func direct(c byte) bool { return ' ' <= c && c <= '~' }

func allDirect(s string) bool {
	for i := range len(s) {
		if !direct(s[i]) {
			return false
		}
	}
	return true
}
