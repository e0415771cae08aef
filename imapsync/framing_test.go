package imapsync

import (
	"strings"
	"testing"
)

func TestResponsesWithinBoundsPass(t *testing.T) {
	tests := []struct{ name, in string }{
		{"text with quotes, brackets and parentheses", "* OK it's \"fine :( [really\r\n* BAD ((( {12}\r\nT1 NO \"x\r\n+ go (on {5}\r\n"},
		{"a response code", "* OK [PERMANENTFLAGS (\\Seen \\*)] limited\r\nT5 OK [READ-ONLY] done\r\n"},
		{"parentheses in a quoted string", `* LIST () "/" "` + strings.Repeat("(", 200) + "\\\" \\\\\"\r\n"},
		{"a literal that looks like everything", "* 1 FETCH (UID 1 BODY[] {14}\r\n((((\"\r\n* BYE x FLAGS ())\r\n* 2 EXISTS\r\n"},
		{"an empty literal", "* 1 FETCH (BODY[] {0}\r\n UID 5)\r\n"},
		{"a literal in a list of folders", "* LIST () \".\" {3}\r\na\"b\r\n* LIST () \".\" x\r\n"},
		{"a lone line feed", "* 3 EXISTS\n* SEARCH 1 2\nT1 OK\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := range 4 {
				f := framing{maxLine: maxLine}
				for in := []byte(tt.in); len(in) > 0; {
					n := len(in)
					if size > 0 {
						n = min(n, size)
					}
					if err := f.scan(in[:n]); err != nil {
						t.Fatalf("in pieces of %d: %v before %q", size, err, in)
					}
					in = in[n:]
				}
				if f.kind != unknownLine || f.inside || f.bye != "" {
					t.Errorf("in pieces of %d: not at the beginning of a line: %+v", size, f)
				}
			}
		})
	}
}

func TestResponsesBeyondBoundsAreRefused(t *testing.T) {
	tests := []struct{ name, in, why string }{
		{"nesting", "* 1 FETCH (BODYSTRUCTURE " + strings.Repeat("(", 100), "nested"},
		{"nesting in a response of no known type", "* X " + strings.Repeat("(", 101), "nested"},
		{"nesting after a literal", "* 1 FETCH (BODY[] {1}\r\nx" + strings.Repeat("(", 100), "nested"},
		{"nesting behind a number", "* 5 FETCH" + strings.Repeat("(", 101), "nested"},
		{"a string that hides nesting over lines", "* 1 FETCH (\"a\r\n", "inside a string"},
		{"a list over lines", "* 1 FETCH (UID 1\r\n", "inside a string or list"},
		{"a code over lines", "* OK [X \r\n] (\r\n", "response code"},
		{"a tagged code over lines", "T1 OK [X \r\n", "response code"},
		{"a line", "* OK " + strings.Repeat("x", maxLine), "line of more than"},
		{"a literal", "* 1 FETCH (BODY[] {1048577}\r\n", "literal"},
		{"a literal of more than all numbers", "* 1 FETCH (BODY[] {" + strings.Repeat("9", 60) + "}\r\n", "literal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := framing{maxLine: maxLine}
			if err := f.scan([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("error %v, want one about %q", err, tt.why)
			}
		})
	}
}

func TestTheSecondRevisionIsHiddenButNotInNamesOrMail(t *testing.T) {
	in := []byte("* CAPABILITY IMAP4rev1 IMAP4rev2 IDLE\r\n* LIST () \"/\" \"IMAP4rev2\"\r\n* 1 FETCH (BODY[] {9}\r\nIMAP4rev2)\r\n")
	want := "* CAPABILITY IMAP4rev1 IMAP4rev0 IDLE\r\n* LIST () \"/\" \"IMAP4rev2\"\r\n* 1 FETCH (BODY[] {9}\r\nIMAP4rev2)\r\n"
	f := framing{maxLine: maxLine}
	for i := range in {
		if err := f.scan(in[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if string(in) != want {
		t.Errorf("got %q", in)
	}
}

func FuzzFraming(f *testing.F) {
	f.Add([]byte("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\nT1 OK [X] y\r\n"), 3)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		whole, parts := framing{maxLine: 200}, framing{maxLine: 200}
		a, b := append([]byte(nil), in...), append([]byte(nil), in...)
		cut = min(max(cut, 0), len(in))
		first := whole.scan(a)
		second := parts.scan(b[:cut])
		if second == nil {
			second = parts.scan(b[cut:])
		}
		if (first == nil) != (second == nil) {
			t.Errorf("whole: %v, in two pieces: %v", first, second)
		}
	})
}
