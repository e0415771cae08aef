package compose

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestPlainLeavesNothingThatCannotBeSeen(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"text stays", "Re: Größe 漢字 – €5 👍", "Re: Größe 漢字 – €5 👍"},
		{"a colour goes", "\x1b[31mred\x1b[0m", "red"},
		{"a window title goes", "a\x1b]0;evil\x07b", "ab"},
		{"a hyperlink keeps its text", "\x1b]8;;https://acme.example\x1b\\here\x1b]8;;\x1b\\", "here"},
		{"the one-byte introducer goes", "a\u009b31mb", "ab"},
		{"an unfinished title hides nothing but itself", "a\x1b]0;b", "a"},
		{"a screen reset goes", "a\x1bcb", "ab"},
		{"a line break becomes a space", "a\r\nBcc: b\tc", "a Bcc: b c"},
		{"line and paragraph separators become spaces", "a\u2028b\u2029c\u0085d", "a b c d"},
		{"direction cannot be turned", "invoice\u202egpj.exe\u202c\u2066x\u2069\u200f", "invoicegpj.exex"},
		{"zero width goes", "pay\u200bp\u200dal\ufeff\u2060\u00ad", "paypal"},
		{"tags and variation selectors go", "a\U000e0041\ufe0f\U000e0100b", "ab"},
		{"fillers go", "a\u3164\u115fb", "ab"},
		{"backspaces go", "a\b\bb\x7f", "ab"},
		{"NUL goes", "a\x00b", "ab"},
		{"broken UTF-8 is marked", "a\xffb", "a\ufffdb"},
		{"ends are trimmed", "  a   b ", "a b"},
		{"an escape cannot be put together from the rest", "\x1b\x1b[0m[31mx", "[31mx"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Plain(tt.in); got != tt.want {
				t.Errorf("Plain(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestPlainIsOneVisibleLineAndStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("\x1b[]m0;\x07\\ ab\n\u202e\u200b\u009b")))).Draw(t, "in")
		out := Plain(in)
		if strings.ContainsFunc(out, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Fatalf("Plain(%q) = %q", in, out)
		}
		if again := Plain(out); again != out {
			t.Fatalf("Plain(%q) = %q, then %q", in, out, again)
		}
	})
}
