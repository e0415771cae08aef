package reading

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStatusCodesInText(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"behind a reply", "550 5.1.1 user unknown", []string{"5.1.1"}},
		{"behind a reply that goes on", "550-5.7.26 This mail\n550 5.7.26 was rejected", []string{"5.7.26", "5.7.26"}},
		{"in brackets behind a hash", "no mailbox (#5.1.1)", []string{"5.1.1"}},
		{"in quotes", "said: 550-'5.2.2 full'", []string{"5.2.2"}},
		{"three digits at the end", "550 5.4.300 expired", []string{"5.4.300"}},
		{"at the end of a sentence", "The code is 4.4.1. Sorry.", []string{"4.4.1"}},
		{"an IP address", "host 5.10.20.30 and 4.4.4.4", nil},
		{"a part of a longer number", "15.1.1 and 5.1.1234 and x5.1.1", nil},
		{"the version of a program", "Gateway version 5.5.1, v 4.2.1, MTA 4.2.2", nil},
		{"a date", "on 4.04.26", nil},
		{"a class there is not", "3.1.1 and 6.1.1", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range codesIn(tt.text) {
				got = append(got, c.code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheCodeThatSaysMostIsPreferred(t *testing.T) {
	for codes, want := range map[string]string{
		"5.0.0 5.1.1":       "5.1.1",
		"5.1.1 5.7.1":       "5.1.1",
		"5.0.0 5.1.0":       "5.1.0",
		"5.1.0 5.2.2":       "5.2.2",
		"4.4.7 4.4.2":       "4.4.2",
		"5.0.0":             "5.0.0",
		"5.2.0 5.0.0 5.5.0": "5.2.0",
		"":                  "",
	} {
		if got := preferred(strings.Fields(codes)); got != want {
			t.Errorf("of %q %q, want %q", codes, got, want)
		}
	}
}

func TestClassOfAReply(t *testing.T) {
	for text, want := range map[string]byte{
		"550 no such user": '5', "said: 452-try later": '4', "<<< 554: no": '5', "(550 x)": '5', "552": '5',
		"port 4500 of 5": 0, "in 550 2026": 0, "1550 x": 0, "590 x": 0, "": 0,
	} {
		if got := classOf(text); got != want {
			t.Errorf("%q has class %q, want %q", text, got, want)
		}
	}
}

func TestTypedAddresses(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"plain", "rfc822; Anna@Globex.example", "anna@globex.example"},
		{"no type", "<anna@globex.example>", "anna@globex.example"},
		{"xtext", "rfc822;anna+2Bx+3Dy@globex.example", "anna+x=y@globex.example"},
		{"a tag that looks like xtext stays", "rfc822;anna+3d@globex.example", "anna+3d@globex.example"},
		{"UTF-8 encoded", `utf-8; \x{FC}nal@b\x{FC}cher.example`, "ünal@bücher.example"},
		{"a quoted local part stays", `rfc822; "anna..roe"@globex.example`, `"anna..roe"@globex.example`},
		{"a comment behind", "rfc822;anna@globex.example (unknown)", "anna@globex.example"},
		{"a pipe", "rfc822;|/bin/sh #anna@globex.example", ""},
		{"X.400", "x400; /G=Anna/S=Roe/", ""},
		{"a local name", "rfc822;anna", ""},
		{"one that is too long", "rfc822;" + strings.Repeat("a", 400) + "@globex.example", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := typedAddress(tt.value); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestAddressesInEastAsianText(t *testing.T) {
	for line, want := range map[string]string{
		"收件人li@globex.example不存在":      "li@globex.example",
		"（li@globex.example）":          "li@globex.example",
		"宛先「hanako@globex.example」が不明": "hanako@globex.example",
		"用户@例子.广告":                     "用户@例子.广告",
	} {
		found := salvage(spaceCJK(line))
		if len(found) != 1 || cutCJK(found[0]) != want {
			t.Errorf("%q in %q, want %q", found, line, want)
		}
	}
}
