package reading

import (
	"cmp"
	"embed"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
)

// The phrases, a folder for each topic and in it a file for each language. A line
// in brackets begins a section; every other line is a phrase of it, or several
// divided by "|"; a "#" begins a comment. In a phrase "..." stands for up to four
// words of the same sentence, a word that ends with "*" for every word that
// begins so, and "(is/has been)" for either, "(/very)" for what may be absent.
// Case, accents and punctuation are folded as in prose.
//
//go:embed phrases/*/*.txt
var phraseFiles embed.FS

// phrases returns the phrases of one section in all languages.
func phrases(section string) *phraseSet { return allPhrases().sections[section] }

// phraseTable is all there is in the files.
type phraseTable struct {
	sections map[string]*phraseSet
	// words numbers every word of every phrase, from 1. A text is looked up in it
	// once, word by word; after that numbers are compared.
	words  map[string]int32
	places []place
	room   []int32 // for the words of further phrases
	// What looks for several sections in one pass.
	cues, signs phraseIndex
	days        []dayPhrases // by the number of a word
	labels      map[string]labelKind
}

// phraseSet is a section, ready for looking up.
type phraseSet struct {
	table   *phraseTable
	byFirst map[int32][]phrase // by the number of their first word
	begins  []uint64           // a bit for the number of every word that begins a phrase
	lines   []phraseLine
	last    int32 // line that was read
}

// phraseLine is a phrase as it is written.
type phraseLine struct {
	text string
	line int32 // of its section and file, from 1
}

// phrase is what follows the first word of a phrase: numbers of words, and below
// zero those of places.
type phrase struct {
	second int32 // the number of the second word, by which most are told apart; 0 if there is no such one
	line   int32 // as of a phraseLine
	rest   []int32
	next   uint64 // if second is 0: a bit for the number, modulo 64, of every word that may come second
}

// place is a place of a phrase that more than one word may take: any word that
// begins so, a gap of up to four words, or alternatives.
type place struct {
	prefix string
	gap    bool
	either [][]int32
}

var allPhrases = sync.OnceValue(func() *phraseTable { return readPhrases(phraseFiles) })

// readPhrases reads all files. They are part of the program, so what is wrong with
// them is no error but a mistake.
func readPhrases(from embed.FS) *phraseTable {
	table := &phraseTable{sections: make(map[string]*phraseSet), words: make(map[string]int32)}
	files, err := fs.Glob(from, "phrases/*/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		content, err := from.ReadFile(name)
		if err != nil {
			panic(err)
		}
		table.read(string(content))
	}
	for _, set := range table.sections {
		set.begins = make([]uint64, len(table.words)/64+1)
		for id, list := range set.byFirst {
			set.begins[id/64] |= 1 << (id % 64)
			list = slices.Clip(append([]phrase(nil), list...)) // no room for more is needed
			slices.SortStableFunc(list, func(a, b phrase) int { return cmp.Compare(a.second, b.second) })
			set.byFirst[id] = list
		}
		set.lines = append(make([]phraseLine, 0, len(set.lines)), set.lines...)
	}
	table.cues, table.signs = table.index(cueSections()), table.index(signSections())
	table.days, table.labels = table.indexDays(), table.indexLabels()
	return table
}

// parseProse splits a text into words and sentences, and numbers the words that
// occur in phrases.
func parseProse(text string) *prose {
	p := splitProse(text)
	words := allPhrases().words
	for i := range p.tokens {
		p.tokens[i].id = words[p.tokens[i].word]
	}
	return p
}

// read takes in one file.
func (t *phraseTable) read(content string) {
	var set *phraseSet
	for line := range strings.SplitSeq(content, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "[") {
			name := strings.Trim(line, "[]")
			if set = t.sections[name]; set == nil {
				set = &phraseSet{table: t, byFirst: make(map[int32][]phrase)}
				t.sections[name] = set
			}
			set.last = 0
			continue
		}
		set.last++
		for one := range spelled(strings.Split(line, "|")) {
			t.add(set, one)
		}
	}
}

// number returns the number of a word.
func (t *phraseTable) number(word string) int32 {
	id := t.words[word]
	if id == 0 {
		id = int32(len(t.words) + 1)
		t.words[word] = id
	}
	return id
}

// put returns the number of a place.
func (t *phraseTable) put(p place) int32 {
	t.places = append(t.places, p)
	return -int32(len(t.places))
}

// keep copies words to where they stay: tens of thousands of short slices would
// take more room by themselves.
func (t *phraseTable) keep(words []int32) []int32 {
	if len(t.room) < len(words) {
		t.room = make([]int32, 8<<10)
	}
	kept := t.room[:len(words):len(words)]
	t.room = t.room[len(words):]
	copy(kept, words)
	return kept
}

// add takes one phrase into a section.
func (t *phraseTable) add(set *phraseSet, text string) {
	words, scratch := make([]int32, 0, 16), make([]int32, 0, 8)
	for rest := text; rest != ""; {
		plain, group, ok := strings.Cut(rest, "(")
		words = t.parse(words, plain)
		if !ok {
			break
		}
		group, rest, _ = strings.Cut(group, ")")
		p := place{either: make([][]int32, 0, strings.Count(group, "/")+1)}
		for alternative := range strings.SplitSeq(group, "/") {
			p.either = append(p.either, t.keep(t.parse(scratch, alternative)))
		}
		words = append(words, t.put(p))
	}
	if len(words) == 0 {
		return
	}
	if words[0] < 0 { // it is looked up by this word, so no beginning of one will do
		words[0] = t.number(t.places[-words[0]-1].prefix)
	}
	set.lines = append(set.lines, phraseLine{text, set.last})
	one := phrase{line: set.last, rest: t.keep(words[1:]), next: t.firsts(words[1:])}
	if len(words) > 1 && words[1] > 0 {
		one.second = words[1]
	}
	set.byFirst[words[0]] = append(set.byFirst[words[0]], one)
}

// anyWord are the bits of all words.
const anyWord = ^uint64(0)

// firsts returns a bit for the number, modulo 64, of every word with which the
// words may begin; all bits if they may be followed by anything.
func (t *phraseTable) firsts(words []int32) uint64 {
	if len(words) == 0 {
		return anyWord
	}
	if words[0] > 0 {
		return 1 << (words[0] % 64)
	}
	p := &t.places[-words[0]-1]
	if p.gap || p.prefix != "" {
		return anyWord
	}
	var bits uint64
	for _, alternative := range p.either {
		if len(alternative) == 0 {
			alternative = words[1:]
		}
		bits |= t.firsts(alternative)
	}
	return bits
}

// parse reads words without alternatives and appends them.
func (t *phraseTable) parse(words []int32, plain string) []int32 {
	for w := range strings.FieldsSeq(plain) {
		if w == "..." {
			words = append(words, t.put(place{gap: true}))
			continue
		}
		if isPlainWord(w) {
			words = append(words, t.number(w))
			continue
		}
		stem, open := strings.CutSuffix(w, "*")
		tokens := splitProse(stem).tokens
		for i, token := range tokens {
			if open && i == len(tokens)-1 {
				words = append(words, t.put(place{prefix: token.word}))
				continue
			}
			words = append(words, t.number(token.word))
		}
	}
	return words
}

// isPlainWord tells whether a word is one token, and folded already.
func isPlainWord(w string) bool {
	for i := range len(w) {
		if c := w[i]; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// spelled yields the phrases with each of the alternatives at their beginning in
// turn, since phrases are looked up by their first word.
func spelled(phrases []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(phrases) > 0 {
			phrase := strings.TrimSpace(phrases[0])
			phrases = phrases[1:]
			rest, leading := strings.CutPrefix(phrase, "(")
			words, after, closed := strings.Cut(rest, ")")
			if leading && closed {
				for word := range strings.SplitSeq(words, "/") {
					phrases = append(phrases, word+after)
				}
				continue
			}
			if !yield(phrase) {
				return
			}
		}
	}
}
