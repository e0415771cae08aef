package reading

import (
	"cmp"
	"slices"
	"strings"
)

// has tells whether a text is one of the phrases, but for case, accents and
// punctuation.
func (s *phraseSet) has(text string) bool {
	tokens := parseProse(text).tokens
	return len(tokens) > 0 && s.at(tokens, 0) == len(tokens)
}

// position returns the line, from 1, on which a single word stands; 0 if none.
func (s *phraseSet) position(word string) int {
	for _, p := range s.of(s.table.words[word]) {
		if p.size == 0 {
			return int(p.line)
		}
	}
	return 0
}

// at returns how many tokens the longest phrase takes that begins at tokens[i];
// 0 if none does. A phrase stays within its sentence.
func (s *phraseSet) at(tokens []token, i int) int {
	list := s.of(tokens[i].id)
	if len(list) == 0 {
		return 0
	}
	longest, sentence := 0, tokens[i].sentence
	next, bit := int32(0), uint64(1) // no word has the number 0
	if i+1 < len(tokens) {
		next = tokens[i+1].id
		bit = 1 << (next % 64)
	}
	for n := 0; n < len(list); n++ {
		p := &list[n]
		switch {
		case p.second == 0 && p.next&bit == 0:
		case p.second == 0 || p.second == next:
			longest = max(longest, s.table.match(s.table.behind(p), tokens, i+1, sentence))
		case p.second < next:
			skip, _ := slices.BinarySearchFunc(list[n+1:], next, func(p phrase, second int32) int { return cmp.Compare(p.second, second) })
			n += skip
		default:
			n = len(list)
		}
	}
	if longest == 0 {
		return 0
	}
	return longest - i
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
			if end := t.match(rest, tokens, i+skip, sentence); end > 0 {
				return end
			}
		}
		return 0
	}
	longest := 0
	for _, choice := range t.choices[p.either.at : p.either.at+p.either.size] {
		if choice.size > 0 && t.codes[choice.at] > 0 && (i >= len(tokens) || tokens[i].id != t.codes[choice.at]) {
			continue
		}
		if end := t.match(t.code(choice), tokens, i, sentence); end > 0 {
			longest = max(longest, t.match(rest, tokens, end, sentence))
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
