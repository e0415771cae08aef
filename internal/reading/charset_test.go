package reading

import (
	"strings"
	"testing"
)

func TestCharsets(t *testing.T) {
	tests := []struct{ name, charset, raw, want, errors string }{
		{"UTF-7", "utf-7", "Hi Mom -+Jjo--! A+-B +ZeVnLIqe-.", "Hi Mom -☺-! A+B 日本語.", ""},
		{"UTF-7 cut off", "UTF-7", "a +ZeVnLIq", "a 日本", ""},
		{"Latin-1 that is Windows-1252", "iso-8859-1", "5 \x80 \x96 \x93ok\x94", "5 € – “ok”", ""},
		{"Latin-1 that is UTF-8", "iso-8859-1", "5 €", "5 €", ""},
		{"Cyrillic", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", ""},
		{"Japanese", "iso-2022-jp", "\x1b$B$O$$\x1b(B.", "はい.", ""},
		{"Chinese", "gb2312", "\xc4\xe3\xba\xc3", "你好", ""},
		{"nobody's charset with valid UTF-8", "x-klingon", "schön", "schön", `text: the charset "x-klingon" is unknown; read as UTF-8 or Windows-1252`},
		{"nobody's charset with other bytes", "x-klingon", "sch\xf6n", "schön", `text: the charset "x-klingon" is unknown; read as UTF-8 or Windows-1252`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Read([]byte(fresh+"Content-Type: text/plain; charset="+tt.charset+"\n\n"+tt.raw), Hints{})
			if r.NewText != tt.want {
				t.Errorf("%q, want %q", r.NewText, tt.want)
			}
			if got := strings.Join(r.Errors, "; "); got != tt.errors {
				t.Errorf("errors %q, want %q", got, tt.errors)
			}
		})
	}
}

func TestAnUnknownCharsetInTheSubjectIsNoted(t *testing.T) {
	r := Read([]byte(fresh+"Subject: =?utf-8?Q?a?= =?x-klingon?Q?sch=F6n?=\n\nHi.\n"), Hints{})
	if r.Subject != "aschön" || len(r.Errors) != 1 || !strings.HasPrefix(r.Errors[0], `subject: the charset "x-klingon"`) {
		t.Errorf("%q, errors %q", r.Subject, r.Errors)
	}
}
