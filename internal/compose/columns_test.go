package compose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrapBreaksAtSpaces(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		n        int
		want     []string
	}{
		{"short text is one line", "a b", 10, []string{"a b"}},
		{"a line is filled", "aa bb cc", 5, []string{"aa bb", "cc"}},
		{"a long word is broken", "aaaaaaa b", 3, []string{"aaa", "aaa", "a b"}},
		{"wide characters take two columns", "漢字漢字", 4, []string{"漢字", "漢字"}},
		{"nothing is no line", " ", 4, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Wrap(tt.in, tt.n)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrapLosesNothingAndKeepsTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringOf(rapid.RuneFrom([]rune("ab 漢é\u0301"))).Draw(t, "in")
		n := rapid.IntRange(2, 12).Draw(t, "n")
		lines := Wrap(in, n)
		for _, line := range lines {
			if columns(line) > n {
				t.Fatalf("%q has more than %d columns", line, n)
			}
		}
		letters := strings.NewReplacer(" ", "")
		if got, want := letters.Replace(strings.Join(lines, "")), letters.Replace(in); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestCutMarksWhatIsMissing(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
	}{
		{"what fits stays", "12345", "12345"},
		{"what does not is cut", "123456", "1234…"},
		{"no space stands before the mark", "123 56", "123…"},
		{"a wide character is not halved", "漢字漢", "漢字…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := cut(tt.in, 5); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
