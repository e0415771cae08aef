package reading

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A section that the code names and no file has would be found out by the first
// mail that needs it.
func TestEverySectionThatTheCodeNamesIsInTheFiles(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
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
			if set := phrases(string(m[1])); set == nil || len(set.list) == 0 {
				t.Errorf("%s: no phrase is in the section %q", file, m[1])
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d names were found", named)
	}
}

func TestPhrases(t *testing.T) {
	table := &phraseTable{sections: make(map[string]*phraseSet), words: make(map[string]int32)}
	table.read("[s]\nplease (send/give back) ... quote # comment\nremind* us | we (/very) gladly\nwann kommt's\n納期\n")
	set := table.sections["s"]
	set.sort(len(table.words))
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
			p.tokens[i].id = table.words[p.tokens[i].word]
		}
		if size := set.at(p.tokens, 0); size != tt.size {
			t.Errorf("%q: %d words, want %d", tt.text, size, tt.size)
		}
	}
}
