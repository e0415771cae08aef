package reading

import "strings"

// has tells whether a text is one of the phrases, but for case, accents and
// punctuation.
func (s *phraseSet) has(text string) bool {
	tokens := parseProse(text).tokens
	return len(tokens) > 0 && s.at(tokens, 0) == len(tokens)
}

// mayBegin tells whether a phrase may begin with the word of a number.
func (s *phraseSet) mayBegin(word int32) bool { return s.table.begins[word].sections&s.bit != 0 }

// position returns the line, from 1, on which a single word stands; 0 if none.
func (s *phraseSet) position(word string) int {
	number := s.table.words.number(word)
	if !s.mayBegin(number) {
		return 0
	}
	b := &s.table.begins[number]
	for n := b.at; n < b.open; n++ {
		if p := &s.table.list[n]; p.section == s.number && p.size == 0 {
			return int(p.line)
		}
	}
	return 0
}

// at returns how many tokens the longest phrase takes that begins at tokens[i];
// 0 if none does. A phrase stays within its sentence.
func (s *phraseSet) at(tokens []token, i int) int {
	if tokens[i].misses&s.bit != 0 || !s.mayBegin(tokens[i].id) {
		return 0
	}
	longest, _ := s.table.longest(s.number, tokens[i].id, tokens, i)
	return longest
}

// longest returns how many tokens the longest phrase of a section takes that
// begins with a word in the place of tokens[i], and its line; 0 if none does.
func (t *phraseTable) longest(section uint8, first int32, tokens []token, i int) (size, line int) {
	open, exact, bit := t.candidates(first, tokens, i)
	for _, list := range [...][]phrase{open, exact} {
		for n := range list {
			p := &list[n]
			if p.section != section || p.next&openWord != 0 && p.next&bit == 0 {
				continue
			}
			if end := t.match(t.behind(p), tokens, i+1, tokens[i].sentence); end-i > size {
				size, line = end-i, int(p.line)
			}
		}
	}
	return size, line
}

// match returns the token after the words, matched from tokens[i] on, or 0.
func (t *phraseTable) match(words []int32, tokens []token, i, sentence int) int {
	for w, word := range words {
		if word < 0 {
			p := &t.places[-word-1]
			if p.prefix == 0 {
				return t.matchPlace(p, words[w+1:], tokens, i, sentence)
			}
			if i >= len(tokens) || tokens[i].sentence != sentence || !strings.HasPrefix(tokens[i].word, t.prefixes[p.prefix-1]) {
				return 0
			}
		} else if i >= len(tokens) || tokens[i].id != word || tokens[i].sentence != sentence {
			return 0
		}
		i++
	}
	return i
}

// matchPlace matches a gap or one of the alternatives at tokens[i] and the words
// behind it. It returns the token after them, or 0: after the shortest gap and
// the longest alternative.
func (t *phraseTable) matchPlace(p *place, rest []int32, tokens []token, i, sentence int) int {
	if p.gap {
		for skip := 0; skip <= 4; skip++ {
			if len(rest) > 0 && rest[0] > 0 && (i+skip >= len(tokens) || tokens[i+skip].id != rest[0]) {
				continue
			}
			if end := t.match(rest, tokens, i+skip, sentence); end > 0 {
				return end
			}
		}
		return 0
	}
	longest := 0
	for _, c := range t.choicesOf(p) {
		if c.size > 0 && t.codes[c.at] > 0 && (i >= len(tokens) || tokens[i].id != t.codes[c.at]) {
			continue
		}
		if end := t.match(t.code(c), tokens, i, sentence); end > 0 {
			longest = max(longest, t.match(rest, tokens, end, sentence))
		}
	}
	return longest
}

// find returns the first place in tokens where a phrase begins and its length,
// or -1.
func (s *phraseSet) find(tokens []token) (at, size int) {
	for i := range tokens {
		if tokens[i].misses&s.bit != 0 || tokens[i].id == 0 {
			continue
		}
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
