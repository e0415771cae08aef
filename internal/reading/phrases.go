package reading

import (
	"cmp"
	"embed"
	"io/fs"
	"iter"
	"math/bits"
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

// phraseTable is all there is in the files. Its lists hold numbers and no
// pointers, so that the collector of garbage need not go through them.
type phraseTable struct {
	sections map[string]*phraseSet
	// words numbers every word of every phrase, from 1. A text is looked up in it
	// once, word by word; after that numbers are compared.
	words    map[string]int32
	codes    []int32 // of all phrases, one behind the other
	places   []place
	prefixes []string
	choices  []span // alternatives of places, in codes
	// What looks for several sections in one pass.
	cues, signs, days phraseIndex
	daySections       []uint32 // by the number of a word: a bit for each section of days
	labels            map[string]labelKind
}

// phraseSet is a section, ready for looking up.
type phraseSet struct {
	table  *phraseTable
	list   []phrase // in the order of their first and second words
	begins []uint64 // a bit for the number of every word that begins a phrase
	before []int32  // how many such words there are before each 64 of begins
	starts []int32  // of the phrases of each such word, in list
	spelt  []phraseLine
	last   int32 // line that was read
}

// phraseLine is a phrase as it is written, folded.
type phraseLine struct {
	text string
	line int32 // of its section and file, from 1
}

// phrase is one of a section: numbers of words, and below zero those of places.
// Thousands are looked at for each text, so it is kept small.
type phrase struct {
	next    uint64 // if second is 0: a bit for the number, modulo 64, of every word that may come second
	second  int32  // 0 if no word or a place stands there
	first   int32
	rest    uint32 // where in the codes of the table stands what follows the first word
	line    uint16 // as of a phraseLine
	size    uint8  // of the rest
	section uint8  // in an index: position in the list that it was made of
}

// place is a place of a phrase that more than one word may take: any word that
// begins so, a gap of up to four words, or alternatives.
type place struct {
	prefix int32 // in prefixes, from 1; 0: none
	gap    bool
	either span // in choices
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
		set.sort(len(table.words))
	}
	table.cues, table.signs = table.index(sectionsOf(cues)), table.index(sectionsOf(kinds))
	table.days = table.index(sectionsOf(dayWords))
	table.daySections, table.labels = table.days.sections(), table.indexLabels()
	return table
}

// sort makes the list ready for looking up.
func (s *phraseSet) sort(words int) {
	s.list = slices.Clip(s.list)
	slices.SortStableFunc(s.list, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second))
	})
	s.begins = make([]uint64, words/64+1)
	s.before = make([]int32, len(s.begins))
	last := int32(0)
	for i, p := range s.list {
		if p.first != last {
			s.begins[p.first/64] |= 1 << (p.first % 64)
			s.starts = append(s.starts, int32(i))
			last = p.first
		}
	}
	s.starts = slices.Clip(append(s.starts, int32(len(s.list))))
	for i := 1; i < len(s.begins); i++ {
		s.before[i] = s.before[i-1] + int32(bits.OnesCount64(s.begins[i-1]))
	}
}

// of returns the phrases that begin with the word of a number.
func (s *phraseSet) of(word int32) []phrase {
	bit := uint64(1) << (word % 64)
	group := s.begins[word/64]
	if group&bit == 0 {
		return nil
	}
	n := s.before[word/64] + int32(bits.OnesCount64(group&(bit-1)))
	return s.list[s.starts[n]:s.starts[n+1]]
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
	spelt := false // the section is also needed as it is written
	for line := range strings.SplitSeq(content, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "[") {
			name := strings.Trim(line, "[]")
			if set = t.sections[name]; set == nil {
				set = &phraseSet{table: t}
				t.sections[name] = set
			}
			set.last = 0
			spelt = name == "months" || strings.HasSuffix(name, " label")
			continue
		}
		set.last++
		for one := range spelled(strings.Split(line, "|")) {
			t.add(set, one, spelt)
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

// keep copies words to where they stay.
func (t *phraseTable) keep(words []int32) span {
	s := span{len(t.codes), len(words)}
	t.codes = append(t.codes, words...)
	return s
}

// code returns the words that were kept.
func (t *phraseTable) code(s span) []int32 { return t.codes[s.at : s.at+s.size] }

// behind returns what follows the first word of a phrase.
func (t *phraseTable) behind(p *phrase) []int32 { return t.codes[p.rest : p.rest+uint32(p.size)] }

// add takes one phrase into a section.
func (t *phraseTable) add(set *phraseSet, text string, spelt bool) {
	words, scratch := make([]int32, 0, 16), make([]int32, 0, 8)
	for rest := text; rest != ""; {
		plain, group, ok := strings.Cut(rest, "(")
		words = t.parse(words, plain)
		if !ok {
			break
		}
		group, rest, _ = strings.Cut(group, ")")
		p := place{either: span{at: len(t.choices)}}
		for alternative := range strings.SplitSeq(group, "/") {
			t.choices = append(t.choices, t.keep(t.parse(scratch, alternative)))
			p.either.size++
		}
		words = append(words, t.put(p))
	}
	if len(words) == 0 {
		return
	}
	if words[0] < 0 { // it is looked up by this word, so no beginning of one will do
		words[0] = t.number(t.prefixes[t.places[-words[0]-1].prefix-1])
	}
	if spelt {
		set.spelt = append(set.spelt, phraseLine{fold(strings.TrimSpace(text)), set.last})
	}
	kept := t.keep(words[1:])
	one := phrase{first: words[0], line: uint16(set.last), rest: uint32(kept.at), size: uint8(kept.size), next: t.firsts(words[1:])}
	if len(words) > 1 && words[1] > 0 {
		one.second = words[1]
	}
	set.list = append(set.list, one)
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
	if p.gap || p.prefix > 0 {
		return anyWord
	}
	var any uint64
	for _, choice := range t.choices[p.either.at : p.either.at+p.either.size] {
		alternative := t.code(choice)
		if len(alternative) == 0 {
			alternative = words[1:]
		}
		any |= t.firsts(alternative)
	}
	return any
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
				t.prefixes = append(t.prefixes, token.word)
				words = append(words, t.put(place{prefix: int32(len(t.prefixes))}))
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
