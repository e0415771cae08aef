package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// asks tells whether a text awaits an answer: a question, a request or an offer.
// Polite phrases that only look like it do not count.
func (s *signs) asks() bool {
	for _, found := range s.of[kindAsk] {
		if s.meant(found) {
			return true
		}
	}
	for _, found := range s.of[kindClause] {
		if s.meant(found) && s.beginsClause(found.at) {
			return true
		}
	}
	for _, found := range s.of[kindFirst] {
		if s.meant(found) && s.beginsSentence(found.at) {
			return true
		}
	}
	for _, found := range s.of[kindWhole] {
		if s.meant(found) && s.isWhole(found) {
			return true
		}
	}
	for _, found := range s.of[kindPlease] {
		if s.asking(found.at) && s.pleads(found) {
			return true
		}
	}
	return s.questions()
}

// meant tells whether a phrase is the writer's own and not small talk.
func (s *signs) meant(found span) bool {
	return s.asking(found.at) && s.asking(found.at+found.size-1) && !s.isSmalltalk(s.sentenceOf(found.at))
}

// pleads tells whether something is wished beside a "please": a word behind it
// that is no politeness, or, where it stands last, a few words before it.
func (s *signs) pleads(please span) bool {
	next := please.at + please.size
	if next < len(s.tokens) && s.sameSentence(next, please.at) && (s.asking(next) || !strings.Contains(s.between(next-1), ",")) {
		return s.asking(next)
	}
	return please.at >= 2 && s.sameSentence(please.at-2, please.at) && s.asking(please.at-1) && s.asking(please.at-2)
}

// isWhole tells whether a phrase is all that its sentence says.
func (s *signs) isWhole(found span) bool {
	end := found.at + found.size
	return (end == len(s.tokens) || !s.sameSentence(end, found.at)) && s.beginsSentence(found.at)
}

// beginsClause tells whether a clause or a sentence begins at token i.
func (s *signs) beginsClause(i int) bool {
	if i == 0 || !s.sameSentence(i, i-1) {
		return true
	}
	if gap := s.between(i - 1); strings.ContainsAny(gap, ",;:()!…") || strings.Contains(gap, "..") ||
		strings.Contains(gap, " -") || strings.Contains(gap, " –") || strings.Contains(gap, "—") {
		return true
	}
	return phrases("lead").position(s.tokens[i-1].word) > 0 || s.beginsSentence(i)
}

// beginsSentence tells whether nothing but a greeting, a name, and words such as
// "and" or "also" stand before token i in its sentence.
func (s *signs) beginsSentence(i int) bool {
	const most = 8 // tokens before it
	from := i
	for from > 0 && s.sameSentence(from-1, i) {
		if from--; i-from > most {
			return false
		}
	}
	greeted := false
	for from < i {
		t := s.tokens[from]
		if n := phrases("greeting").at(s.tokens, from); n > 0 && from+n <= i {
			from, greeted = from+n, true
			continue
		}
		switch {
		case phrases("lead").position(t.word) > 0, isNumber(t.word):
			from++
		case greeted && i-from <= 3:
			return true // a name, however it is written
		case i-from <= 2 && isName(s.text[t.start:t.end], t) && strings.Contains(s.between(i-1), ","):
			return true // "Anna, ..."
		default:
			return false
		}
	}
	return true
}

func isNumber(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }

// questions tells whether a sentence ends with a question mark and means it.
func (s *signs) questions() bool {
	for from := 0; from < len(s.tokens); {
		to := from + 1
		for to < len(s.tokens) && s.sameSentence(to, from) {
			to++
		}
		if s.isMarked(to-1) && !s.isIdle(from, to) {
			return true
		}
		from = to
	}
	return false
}

// isMarked tells whether a question mark ends the sentence behind its last
// token. One inside a word comes of a broken charset, one in brackets or in
// somebody's quoted words asks nothing.
func (s *signs) isMarked(last int) bool {
	t := s.tokens[last]
	rest := s.text[t.end:]
	if !s.prose.questions[t.sentence] {
		r, _ := utf8.DecodeLastRuneInString(s.text[t.start:t.end])
		next, _ := utf8.DecodeRuneInString(rest)
		return unicode.Is(unicode.Greek, r) && (next == ';' || next == '\u037e') || next == '؟'
	}
	const near = 100 // bytes
	rest = clipText(rest, near)
	mark := strings.IndexByte(rest, '?')
	if wide := strings.Index(rest, "？"); mark < 0 || wide >= 0 && wide < mark {
		mark = wide
	}
	if mark < 0 {
		return true // it belongs to an address
	}
	before := rest[:mark]
	if s.muted(last) && !strings.ContainsAny(before, "\"”“»«") {
		return false
	}
	if strings.HasSuffix(before, "(") {
		return false
	}
	behind, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest[mark:], "?？!"))
	return mark > 0 || behind >= 0x2e80 || !unicode.IsLetter(behind)
}

// isIdle tells whether a question from one token to before another awaits no
// answer: small talk, or politeness but for a word or two.
func (s *signs) isIdle(from, to int) bool {
	if s.isSmalltalk(s.tokens[from:to]) {
		return true
	}
	said := 0
	for i := from; i < to; i++ {
		if s.asking(i) {
			said++
		}
	}
	return said == 0 || !s.asking(from) && said < 3
}

// has tells whether a phrase of a kind begins between two tokens.
func (s *signs) has(k kind, from, to int) bool {
	found := s.from(k, from)
	return len(found) > 0 && found[0].at < to
}

// isSmalltalk tells whether a sentence is "Hi Anna, how are you?" and no more.
func (s *signs) isSmalltalk(sentence []token) bool {
	if len(s.of[kindSmall]) == 0 {
		return false
	}
	longest := 0
	from := 0
	for i := range sentence {
		if size := phrases("smalltalk").at(sentence, i); size > longest {
			longest, from = size, i
		}
	}
	return longest > 0 && from <= 4 && len(sentence)-from-longest <= 1
}
