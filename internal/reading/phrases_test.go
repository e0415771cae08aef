package reading

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A section that the code names and no file has would be found out by the first
// mail that needs it.
func TestEverySectionThatTheCodeNamesIsInTheFiles(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	filled := make(map[uint8]bool)
	for _, p := range allPhrases().list {
		filled[p.section] = true
	}
	name := regexp.MustCompile(`phrases\("([^"]+)"\)`)
	named := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range name.FindAllSubmatch(source, -1) {
			named++
			if set := phrases(string(m[1])); set == nil || !filled[set.number] {
				t.Errorf("%s: no phrase is in the section %q", file, m[1])
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d names were found", named)
	}
}

func TestPhrases(t *testing.T) {
	r := newPhraseReader()
	r.read("[s]\nplease (send/give back) ... quote # comment\nremind* us | we (/very) gladly\nwann kommt's\n納期\n")
	table := r.table()
	set := table.sections["s"]
	for _, tt := range []struct {
		text string
		size int
	}{
		{"please send us the quote", 5},
		{"Please give back that quote!", 5},
		{"please give that quote", 0},
		{"please send us all of the old quote", 0}, // the gap is too long
		{"please send us. Quote", 0},               // a phrase stays within its sentence
		{"we gladly", 2},
		{"we very gladly", 3},
		{"we", 0},
		{"Wann kommt’s", 2},
		{"納期", 2},
	} {
		p := splitProse(tt.text)
		for i := range p.tokens {
			p.tokens[i].id = table.words.number(p.tokens[i].word)
		}
		if size := set.at(p.tokens, 0); size != tt.size {
			t.Errorf("%q: %d words, want %d", tt.text, size, tt.size)
		}
	}
}

func TestSectionsOfAKindHaveTheirNumbersInARow(t *testing.T) {
	for k := range cues {
		if n := phrases(k.section()).number; n != k.number() {
			t.Errorf("%s has the number %d, want %d", k.section(), n, k.number())
		}
	}
	for k := range kinds {
		if n := phrases(k.section()).number; n != k.number() {
			t.Errorf("%s has the number %d, want %d", k.section(), n, k.number())
		}
	}
	for w := range dayWords {
		if n := phrases(w.section()).number; n != w.number() {
			t.Errorf("%s has the number %d, want %d", w.section(), n, w.number())
		}
	}
}

func TestWordsKeepTheirNumbers(t *testing.T) {
	var table wordTable
	word := func(n int) string { return strings.Repeat("a", n%7+1) + strconv.Itoa(n) }
	for n := range 5000 {
		if table.number(word(n)) != 0 || table.add(word(n)) != int32(n+1) || table.add(word(n)) != int32(n+1) {
			t.Fatalf("%s has another number", word(n))
		}
	}
	for n := range 5000 {
		if got := table.number(word(n)); got != int32(n+1) {
			t.Fatalf("%s: %d", word(n), got)
		}
	}
	if table.number("") != 0 || table.number("aaa") != 0 {
		t.Error("a word that was never added has a number")
	}
}
