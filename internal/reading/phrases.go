package reading

import (
	"embed"
	"io/fs"
	"iter"
	"strings"
	"sync"
)

// The phrases, a folder for each topic and in it a file for each language. A line in brackets begins a section;
// every other line is a phrase of it, a "#" begins a comment. In a phrase "..."
// stands for up to four words of the same sentence, a word that ends with "*" for
// every word that begins so, and "(is/was)" for either word, "(/very)" for one
// that may be absent. Case, accents and punctuation are folded as in prose.
//
//go:embed phrases/*/*.txt
var phraseFiles embed.FS

// phrases returns the phrases of one section in all languages.
func phrases(section string) *phraseSet { return phraseTable()[section] }

var phraseTable = sync.OnceValue(func() map[string]*phraseSet {
	table := make(map[string]*phraseSet)
	files, err := fs.Glob(phraseFiles, "phrases/*/*.txt")
	if err != nil {
		panic(err) // the pattern is part of the program
	}
	for _, name := range files {
		content, err := phraseFiles.ReadFile(name)
		if err != nil {
			panic(err) // and so are the files
		}
		readPhrases(string(content), table)
	}
	return table
})

func readPhrases(content string, table map[string]*phraseSet) {
	var set *phraseSet
	for line := range strings.SplitSeq(content, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "[") {
			name := strings.Trim(line, "[]")
			if set = table[name]; set == nil {
				set = &phraseSet{byFirst: make(map[string][][]string), whole: make(map[string]bool)}
				table[name] = set
			}
			set.lines = 0
			continue
		}
		set.add(line)
	}
}

// phraseSet is a section, ready for looking up.
type phraseSet struct {
	byFirst map[string][][]string
	order   map[string]int // of single words: the line of the section, from 1
	lines   int
	whole   map[string]bool // the phrases as they are written, folded
}

// has tells whether a text is one of the phrases, but for case and accents.
func (s *phraseSet) has(text string) bool { return s.whole[fold(text)] }

// add takes one line of a section: a phrase, or alternatives divided by "|".
func (s *phraseSet) add(line string) {
	s.lines++
	for phrase := range spelled(strings.Split(line, "|")) {
		s.whole[fold(strings.TrimSpace(phrase))] = true
		var words []string
		for _, w := range strings.Fields(phrase) {
			if w == "..." {
				words = append(words, w)
				continue
			}
			for _, t := range parseProse(strings.TrimSuffix(w, "*")).tokens {
				words = append(words, t.word)
			}
			if n := len(words); n > 0 && strings.HasSuffix(w, "*") {
				words[n-1] += "*"
			}
		}
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 {
			if s.order == nil {
				s.order = make(map[string]int)
			}
			s.order[words[0]] = s.lines
		}
		s.byFirst[words[0]] = append(s.byFirst[words[0]], words)
	}
}

// spelled yields the phrases with each of the words in parentheses in turn.
func spelled(phrases []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(phrases) > 0 {
			phrase := phrases[0]
			phrases = phrases[1:]
			before, rest, ok := strings.Cut(phrase, "(")
			words, after, closed := strings.Cut(rest, ")")
			if ok && closed {
				for word := range strings.SplitSeq(words, "/") {
					phrases = append(phrases, before+word+after)
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
	longest := 0
	for _, words := range s.byFirst[tokens[i].word] {
		if n := match(words[1:], tokens, i+1, tokens[i].sentence); n > longest {
			longest = n
		}
	}
	if longest == 0 {
		return 0
	}
	return longest - i
}

// match returns the token after the words, matched from tokens[i] on, or 0.
func match(words []string, tokens []token, i, sentence int) int {
	for w, word := range words {
		if word == "..." {
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
		prefix, open := strings.CutSuffix(word, "*")
		if tokens[i].word != word && !(open && strings.HasPrefix(tokens[i].word, prefix)) {
			return 0
		}
		i++
	}
	return i
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
