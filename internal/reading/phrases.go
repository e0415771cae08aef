package reading

import (
	"embed"
	"io/fs"
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

var allPhrases = sync.OnceValue(func() *phraseTable { return readPhrases(phraseFiles) })

// phraseReader makes the table of what the files hold.
type phraseReader struct {
	*phraseTable
	list   []unsorted
	groups map[string]int32 // alternatives as they are written, and prefixes: places
	gap    int32            // the place of every gap
	words  []int32          // of the phrase being read
}

// unsorted is a phrase with the number of its first word.
type unsorted struct {
	phrase
	first int32
}

// readPhrases reads all files. They are part of the program, so what is wrong with
// them is no error but a mistake.
func readPhrases(from embed.FS) *phraseTable {
	r := newPhraseReader()
	files, err := fs.Glob(from, "phrases/*/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		content, err := from.ReadFile(name)
		if err != nil {
			panic(err)
		}
		r.read(string(content))
	}
	t := r.table()
	t.labels = t.indexLabels()
	return t
}

func newPhraseReader() *phraseReader {
	r := &phraseReader{phraseTable: &phraseTable{sections: make(map[string]*phraseSet)}, groups: make(map[string]int32)}
	r.gap = r.put(place{gap: true})
	// Sections that are looked for together have numbers in a row.
	for _, names := range [][]string{sectionsOf(cues), sectionsOf(kinds), sectionsOf(dayWords)} {
		for _, name := range names {
			r.section(name)
		}
	}
	return r
}

// section returns the section of a name, a new one if there is none.
func (r *phraseReader) section(name string) *phraseSet {
	set := r.sections[name]
	if set == nil {
		n := len(r.sections)
		if n > 0xff {
			panic("more than 256 sections of phrases")
		}
		set = &phraseSet{table: r.phraseTable, number: uint8(n), bit: 1 << (n % 64)}
		r.sections[name] = set
	}
	return set
}

// read takes in one file.
func (r *phraseReader) read(content string) {
	var set *phraseSet
	line, spelt := 0, false // of the section; it is also needed as it is written
	for text := range strings.SplitSeq(content, "\n") {
		if comment := strings.IndexByte(text, '#'); comment >= 0 {
			text = text[:comment]
		}
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if text[0] == '[' {
			name := strings.Trim(text, "[]")
			set, line = r.section(name), 0
			spelt = name == "months" || strings.HasSuffix(name, " label")
			continue
		}
		line++
		for more := true; more; {
			var one string
			one, text, more = strings.Cut(text, "|")
			r.spell(strings.TrimSpace(one), func(phrase string) { r.add(set, phrase, line, spelt) })
		}
	}
}

// spell calls add for a phrase with each of the alternatives at its beginning in
// turn, since phrases are looked up by their first word.
func (r *phraseReader) spell(phrase string, add func(phrase string)) {
	rest, leading := strings.CutPrefix(phrase, "(")
	words, after, closed := strings.Cut(rest, ")")
	if !leading || !closed {
		add(phrase)
		return
	}
	for word := range strings.SplitSeq(words, "/") {
		r.spell(strings.TrimSpace(word+after), add)
	}
}

// put returns the number of a place.
func (r *phraseReader) put(p place) int32 {
	r.places = append(r.places, p)
	return -int32(len(r.places))
}

// add takes one phrase into a section.
func (r *phraseReader) add(set *phraseSet, text string, line int, spelt bool) {
	words := r.words[:0]
	for rest := text; rest != ""; {
		plain, group, ok := strings.Cut(rest, "(")
		words = r.parse(words, plain)
		if !ok {
			break
		}
		group, rest, _ = strings.Cut(group, ")")
		words = append(words, r.group(group))
	}
	r.words = words
	if len(words) == 0 {
		return
	}
	if words[0] < 0 { // it is looked up by this word, so no beginning of one will do
		words[0] = r.phraseTable.words.add(r.prefixes[r.places[-words[0]-1].prefix-1])
	}
	if spelt {
		set.spelt = append(set.spelt, phraseLine{fold(strings.TrimSpace(text)), int32(line)})
	}
	one := unsorted{first: words[0]}
	one.line, one.section = uint16(line), set.number
	one.next = r.firsts(words[1:])
	one.rest, one.size = r.keep(words[1:])
	r.list = append(r.list, one)
}

// group returns the place of alternatives.
func (r *phraseReader) group(written string) int32 {
	n, ok := r.groups[written]
	if ok {
		return n
	}
	var found []choice
	for alternative := range strings.SplitSeq(written, "/") {
		at, size := r.keep(r.parse(nil, alternative))
		found = append(found, choice{at, size})
	}
	n = r.put(place{choice: uint32(len(r.choices)), choices: uint16(len(found))})
	r.choices = append(r.choices, found...)
	r.groups[written] = n
	return n
}

// keep copies words to where they stay.
func (r *phraseReader) keep(words []int32) (at uint32, size uint8) {
	at = uint32(len(r.codes))
	r.codes = append(r.codes, words...)
	return at, uint8(len(words))
}

// firsts returns what phrase.next says of the words.
func (r *phraseReader) firsts(words []int32) uint64 {
	if len(words) == 0 {
		return anyWord
	}
	if words[0] > 0 {
		return uint64(words[0])
	}
	p := &r.places[-words[0]-1]
	if p.gap || p.prefix > 0 {
		return anyWord
	}
	bits := uint64(openWord)
	for _, c := range r.choicesOf(p) {
		alternative := r.code(c)
		if len(alternative) == 0 {
			alternative = words[1:]
		}
		next := r.firsts(alternative)
		if next&openWord == 0 {
			next = wordBit(int32(next))
		}
		bits |= next
	}
	return bits
}

// parse reads words without alternatives and appends them.
func (r *phraseReader) parse(words []int32, plain string) []int32 {
	table := &r.phraseTable.words
	for w := range strings.FieldsSeq(plain) {
		if w == "..." {
			words = append(words, r.gap)
			continue
		}
		stem, open := strings.CutSuffix(w, "*")
		if !open && isOneWord(w) {
			words = append(words, table.add(fold(w)))
			continue
		}
		tokens := splitProse(stem).tokens
		for i, token := range tokens {
			if open && i == len(tokens)-1 {
				words = append(words, r.prefix(token.word))
				continue
			}
			words = append(words, table.add(token.word))
		}
	}
	return words
}

// prefix returns the place of the words that begin so.
func (r *phraseReader) prefix(word string) int32 {
	n, ok := r.groups[word+"*"]
	if !ok {
		r.prefixes = append(r.prefixes, strings.Clone(word))
		n = r.put(place{prefix: int32(len(r.prefixes))})
		r.groups[word+"*"] = n
	}
	return n
}

// isOneWord tells whether what stands between white space is surely one word of
// prose.
func isOneWord(w string) bool {
	for i := range len(w) {
		if c := w[i]; c < 0x80 && (c < 'a' || c > 'z') || c >= 0xe0 {
			return false
		}
	}
	for _, r := range w {
		if !isWord(r) {
			return false
		}
	}
	return true
}

// table finishes what was read.
func (r *phraseReader) table() *phraseTable {
	t := r.phraseTable
	t.words.clip()
	t.codes, t.choices, t.places = slices.Clone(r.codes), slices.Clone(r.choices), slices.Clone(r.places)
	t.sort(r.list)
	return t
}
