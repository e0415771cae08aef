package reading

import (
	"embed"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
)

// The phrases, a folder for each topic and in it a file for each language. A line in brackets begins a section;
// every other line is a phrase of it, a "#" begins a comment. In a phrase "..."
// stands for up to four words of the same sentence, a word that ends with "*" for
// every word that begins so, and "(is/has been)" for either, "(/very)" for what
// may be absent. Case, accents and punctuation are folded as in prose.
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
	words map[string]int32
}

var allPhrases = sync.OnceValue(func() *phraseTable {
	table := &phraseTable{sections: make(map[string]*phraseSet), words: make(map[string]int32)}
	files, err := fs.Glob(phraseFiles, "phrases/*/*.txt")
	if err != nil {
		panic(err) // the pattern is part of the program
	}
	for _, name := range files {
		content, err := phraseFiles.ReadFile(name)
		if err != nil {
			panic(err) // and so are the files
		}
		table.read(string(content))
	}
	for _, set := range table.sections {
		set.begins = make([]uint64, len(table.words)/64+1)
		for id := range set.byFirst {
			set.begins[id/64] |= 1 << (id % 64)
		}
	}
	return table
})

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
				set = &phraseSet{byFirst: make(map[int32][]phrase), order: make(map[string]int), whole: make(map[string]bool)}
				t.sections[name] = set
			}
			set.lines = 0
			continue
		}
		set.lines++
		for phrase := range spelled(strings.Split(line, "|")) {
			t.add(set, phrase)
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

// add takes one phrase into a section.
func (t *phraseTable) add(set *phraseSet, line string) {
	set.whole[fold(strings.TrimSpace(line))] = true
	var words []phraseWord
	for rest := line; rest != ""; {
		plain, group, ok := strings.Cut(rest, "(")
		words = t.parse(words, plain)
		if !ok {
			break
		}
		group, rest, _ = strings.Cut(group, ")")
		var either phraseWord
		for alternative := range strings.SplitSeq(group, "/") {
			if some := t.parse(nil, alternative); len(some) == 1 && some[0].id > 0 {
				either.ids = append(either.ids, some[0].id)
			} else {
				either.others = append(either.others, some)
			}
		}
		words = append(words, either)
	}
	if len(words) == 0 {
		return
	}
	if words[0].id == 0 { // it is looked up by this word, so no beginning of one will do
		words[0] = phraseWord{id: t.number(words[0].prefix)}
	}
	set.order[fold(strings.TrimSpace(line))] = set.lines
	one := phrase{rest: words[1:]}
	if len(words) > 1 {
		one.second = words[1].id
	}
	set.byFirst[words[0].id] = append(set.byFirst[words[0].id], one)
}

// parse reads words without alternatives and appends them.
func (t *phraseTable) parse(words []phraseWord, plain string) []phraseWord {
	for _, w := range strings.Fields(plain) {
		if w == "..." {
			words = append(words, phraseWord{gap: true})
			continue
		}
		stem, open := strings.CutSuffix(w, "*")
		tokens := splitProse(stem).tokens
		for i, token := range tokens {
			if open && i == len(tokens)-1 {
				words = append(words, phraseWord{prefix: token.word})
				continue
			}
			words = append(words, phraseWord{id: t.number(token.word)})
		}
	}
	return words
}

// phraseSet is a section, ready for looking up.
type phraseSet struct {
	byFirst map[int32][]phrase
	begins  []uint64       // a bit for the number of every word that begins a phrase
	order   map[string]int // of each phrase: the line of the section, from 1
	lines   int
	whole   map[string]bool // the phrases as they are written, folded
}

// phrase is what follows the first word of a phrase.
type phrase struct {
	second int32 // the number of the second word, by which most are told apart; 0 if there is none
	rest   []phraseWord
}

// phraseWord is one place of a phrase: the number of a word, the beginning of
// one, a gap of up to four words, or alternatives.
type phraseWord struct {
	id     int32
	prefix string
	gap    bool
	ids    []int32        // alternatives of one word
	others [][]phraseWord // and of none or several
}

// has tells whether a text is one of the phrases, but for case and accents.
func (s *phraseSet) has(text string) bool { return s.whole[fold(text)] }

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

// position returns the line, from 1, on which a single word stands; 0 if none.
func (s *phraseSet) position(word string) int { return s.order[word] }

// at returns how many tokens the longest phrase takes that begins at tokens[i];
// 0 if none does. A phrase stays within its sentence.
func (s *phraseSet) at(tokens []token, i int) int {
	id := tokens[i].id
	if s.begins[id/64]&(1<<(id%64)) == 0 {
		return 0
	}
	longest, sentence, next := 0, tokens[i].sentence, int32(0)
	if i+1 < len(tokens) {
		next = tokens[i+1].id
	}
	for _, p := range s.byFirst[id] {
		if p.second == 0 || p.second == next {
			longest = max(longest, match(p.rest, tokens, i+1, sentence))
		}
	}
	if longest == 0 {
		return 0
	}
	return longest - i
}

// match returns the token after the words, matched from tokens[i] on, or 0.
func match(words []phraseWord, tokens []token, i, sentence int) int {
	for w := range words {
		word := &words[w]
		if word.ids != nil || word.others != nil {
			return matchEither(word, words[w+1:], tokens, i, sentence)
		}
		if word.gap {
			for skip := 0; skip <= 4; skip++ {
				if end := match(words[w+1:], tokens, i+skip, sentence); end > 0 {
					return end
				}
			}
			return 0
		}
		if i >= len(tokens) || tokens[i].sentence != sentence {
			return 0
		}
		if word.prefix != "" && !strings.HasPrefix(tokens[i].word, word.prefix) ||
			word.prefix == "" && tokens[i].id != word.id {
			return 0
		}
		i++
	}
	return i
}

// matchEither matches one of the alternatives at tokens[i] and the words behind
// them, as much as can be, and returns the token after them, or 0.
func matchEither(either *phraseWord, rest []phraseWord, tokens []token, i, sentence int) int {
	longest := 0
	if i < len(tokens) && tokens[i].sentence == sentence && tokens[i].id > 0 && slices.Contains(either.ids, tokens[i].id) {
		longest = match(rest, tokens, i+1, sentence)
	}
	for _, other := range either.others {
		if end := match(other, tokens, i, sentence); end > 0 {
			longest = max(longest, match(rest, tokens, end, sentence))
		}
	}
	return longest
}

// find returns the first place in tokens where a phrase begins and its length,
// or -1.
func (s *phraseSet) find(tokens []token) (at, size int) {
	for i := range tokens {
		if n := s.at(tokens, i); n > 0 {
			return i, n
		}
	}
	return -1, 0
}

// in tells whether a phrase occurs in tokens.
func (s *phraseSet) in(tokens []token) bool {
	at, _ := s.find(tokens)
	return at >= 0
}
