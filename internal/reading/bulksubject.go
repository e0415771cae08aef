package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// subjectClues looks at the subject for the manners of newsletters and of spam.
func (m *mail) subjectClues(e *evidence) {
	subject := m.Subject
	if subject == "" {
		return
	}
	p := m.subject
	if phrases("bulk subject").in(p.tokens) {
		e.add(clueNewsSubject)
	}
	if allCapitals(subject) {
		e.add(clueShoutSubject)
	}
	if strings.Contains(subject, "!!") || strings.Contains(subject, "$$") || strings.Count(subject, "!") > 1 {
		e.add(clueBangSubject)
	}
	if endsInCode(subject) || endsApart(m.header.get("subject")) || strings.Contains(subject, "\u3000\u3000\u3000") {
		e.add(clueCodedSubject)
	}
	if isGappy(p.tokens) {
		e.add(clueGappySubject)
	}
	if strings.IndexByte(subject, '@') < 0 {
		return
	}
	lower := strings.ToLower(subject)
	for _, to := range m.To[:min(len(m.To), 3)] {
		if strings.Contains(lower, to.Address) {
			e.add(clueNamedSubject)
		}
	}
}

// allCapitals tells whether a subject of several words has no small letter.
func allCapitals(s string) bool {
	upper := 0
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsUpper(r):
			upper++
		}
	}
	return upper >= 10
}

// endsApart tells whether a raw subject ends far behind its last word, where no
// reader looks.
func endsApart(raw string) bool {
	i := strings.LastIndex(raw, "        ")
	return i > 0 && len(raw)-i < 40 && strings.TrimSpace(raw[i:]) != ""
}

// endsInCode tells whether the subject ends in letters and figures that mean
// nothing, by which spam makes every copy differ.
func endsInCode(subject string) bool {
	words, last := 0, ""
	for w := range strings.FieldsSeq(subject) {
		words, last = words+1, w
	}
	return words >= 3 && isRandom(strings.Trim(last, "()[]{}.-_"))
}

// isGibberish tells whether a long word of small letters cannot be spoken: spam
// puts one below its text.
func isGibberish(word string) bool {
	if len(word) < 12 {
		return false
	}
	consonants, vowels := 0, 0 // in a row
	strange := false
	for i := range len(word) {
		switch c := word[i]; {
		case c < 'a' || c > 'z':
			return false
		case strings.IndexByte("aeiouy", c) >= 0:
			consonants, vowels = 0, vowels+1
		default:
			consonants, vowels = consonants+1, 0
		}
		strange = strange || consonants >= 5 || vowels >= 4
	}
	return strange
}

// isRandom tells whether a word mixes capitals, small letters and figures as no
// product number does, or has no vowel in many small letters.
func isRandom(word string) bool {
	changes, vowels, kind, small := 0, 0, 0, 0
	for i := range len(word) {
		c, now := word[i], 0
		switch {
		case c >= 'a' && c <= 'z':
			now = 1
			small++
		case c >= 'A' && c <= 'Z':
			now = 2
		case c >= '0' && c <= '9':
			now = 3
		default:
			return false
		}
		if kind != 0 && now != kind {
			changes++
		}
		kind = now
		if strings.IndexByte("aeiouyAEIOUY", c) >= 0 {
			vowels++
		}
	}
	return len(word) >= 6 && (changes >= 4 || small == len(word) && vowels == 0)
}

// isGappy tells whether the words are spelt letter by letter.
func isGappy(tokens []token) bool {
	single := 0
	for _, t := range tokens {
		if r, size := utf8.DecodeRuneInString(t.word); size == len(t.word) && r < 0x2e80 && unicode.IsLetter(r) {
			single++
		}
	}
	return single >= 6 && single*2 > len(tokens)
}
