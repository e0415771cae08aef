package reading

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed needles.txt
var needleFile string

// needles are words that are looked for anywhere in a text, whatever the case of
// its letters.
type needles struct {
	byFirst [256][]string // in lower case, by their first byte, a letter in both cases
}

// needlesOf returns a list of the file by its name.
func needlesOf(list string) *needles { return needleTable()[list] }

var needleTable = sync.OnceValue(func() map[string]*needles {
	table := make(map[string]*needles)
	var list *needles
	for line := range strings.Lines(needleFile) {
		word, _, _ := strings.Cut(line, "#")
		if word = strings.Trim(word, "\n"); strings.TrimSpace(word) == "" {
			continue
		}
		if name, ok := strings.CutPrefix(strings.TrimSpace(word), "["); ok {
			list = new(needles)
			table[strings.TrimSuffix(name, "]")] = list
			continue
		}
		list.add(word)
	}
	return table
})

// add takes in a word of ASCII in lower case.
func (n *needles) add(word string) {
	c := word[0]
	n.byFirst[c] = append(n.byFirst[c], word)
	if c >= 'a' && c <= 'z' {
		n.byFirst[c-'a'+'A'] = n.byFirst[c]
	}
}

// in tells whether one of the words stands in a text.
func (n *needles) in(text []byte) bool {
	for i, c := range text {
		for _, w := range n.byFirst[c] {
			if startsWith(text[i:], w) {
				return true
			}
		}
	}
	return false
}

// startsWith tells whether a text begins with a word in lower case.
func startsWith(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
