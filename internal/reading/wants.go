package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wants judges what the newly written text asks for and promises.
func (r *Reading) wants(p *prose) {
	r.Asks = asks(p)
	r.Courtesy = !r.Asks && isCourtesy(p)
	r.CallRequest = plainly("call", p)
	r.Promises = plainly("promise", p)
	r.Stop = len(p.tokens) <= 40 && plainly("stop", p) ||
		len(p.tokens) > 0 && phrases("stop word").at(p.tokens, 0) == len(p.tokens)
}

// plainly tells whether a phrase of the section occurs without "not" just
// before it.
func plainly(section string, p *prose) bool {
	set, not := phrases(section), phrases("negation")
	for i := range p.tokens {
		if set.at(p.tokens, i) == 0 {
			continue
		}
		denied := false
		for j := i - 1; j >= 0 && j >= i-2 && p.tokens[j].sentence == p.tokens[i].sentence; j-- {
			denied = denied || not.at(p.tokens, j) > 0
		}
		if !denied {
			return true
		}
	}
	return false
}

// asks tells whether a text awaits an answer: a question, a request or an offer.
// Polite phrases that only look like it do not count.
func asks(p *prose) bool {
	set, none := phrases("asks"), phrases("no ask")
	for i := 0; i < len(p.tokens); {
		if n := none.at(p.tokens, i); n > 0 {
			i += n
			continue
		}
		if set.at(p.tokens, i) > 0 && !isSmalltalk(p.sentenceOf(i)) {
			return true
		}
		i++
	}
	for i := 0; i < len(p.tokens); {
		sentence := p.sentenceOf(i)
		if p.questions[sentence[0].sentence] && !isSmalltalk(sentence) {
			return true
		}
		i += len(sentence)
	}
	return false
}

// isSmalltalk tells whether a sentence is "Hi Anna, how are you?" and no more.
func isSmalltalk(sentence []token) bool {
	longest := 0
	from, n := 0, 0
	for i := range sentence {
		if size := phrases("smalltalk").at(sentence, i); size > longest {
			longest, from, n = size, i, size
		}
	}
	return n > 0 && from <= 4 && len(sentence)-from-n <= 1
}

// isCourtesy tells whether a text is thanks or "noted" and nothing else: every
// word belongs to a courtesy, a greeting, or a name beside them.
func isCourtesy(p *prose) bool {
	said := false
	names := 0 // names since the last courtesy or greeting
	for i := 0; i < len(p.tokens); {
		if n := phrases("courtesy").at(p.tokens, i); n > 0 {
			said, names = true, 0
			i += n
			continue
		}
		if n := max(phrases("greeting").at(p.tokens, i), phrases("filler").at(p.tokens, i),
			phrases("smalltalk").at(p.tokens, i), phrases("closing").at(p.tokens, i)); n > 0 {
			names = 0
			i += n
			continue
		}
		t := p.tokens[i]
		if names++; names > 3 || !isName(p.text[t.start:t.end], t) {
			return false
		}
		i++
	}
	return said
}

func isName(text string, t token) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return t.word != "" && !t.address && unicode.IsUpper(r) && !strings.ContainsAny(text, "0123456789") &&
		phrases("weekdays").position(t.word) == 0 && phrases("months").position(t.word) == 0
}
