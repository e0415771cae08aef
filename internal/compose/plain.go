package compose

import (
	"regexp"
	"strings"
	"unicode"
)

// escapes are the control sequences of ECMA-48 §5.4 and the strings of §5.6
// (window titles, hyperlinks), with ESC or the one-byte C1 introducer.
var escapes = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
	`|(?:\x1b[\]P^_X]|[\x{9d}\x{90}\x{9e}\x{9f}\x{98}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})?` +
	`|\x1b[ -/]*[0-~]?`)

// Plain makes text from a mail fit to be shown: one line, without terminal
// escapes, control, direction and zero-width characters, with single spaces.
// What cannot be seen can make a reader see something else than what is there.
func Plain(s string) string {
	s = escapes.ReplaceAllString(strings.ToValidUTF8(s, "\uFFFD"), "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unseen(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// unseen says that a character leaves no mark of its own: controls, the format
// characters (direction, joiners, tags, soft hyphen), line separators, variation
// selectors, fillers and private use.
func unseen(r rune) bool {
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, unicode.Variation_Selector) {
		return true
	}
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return false
}
