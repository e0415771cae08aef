package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isCourtesy tells whether a text is thanks or "noted" and nothing else: every
// word belongs to a courtesy, a greeting, a closing formula, or a name beside
// them.
func isCourtesy(p *prose) bool {
	const longest = 80 // words
	if len(p.tokens) > longest {
		return false
	}
	if len(p.tokens) == 0 {
		return isEmoji(p.text)
	}
	said := isEmoji(p.text) && len(p.tokens) <= 2
	names, most := 0, 3 // names since the last courtesy or greeting
	for i := 0; i < len(p.tokens); {
		if n := phrases("thanks for").at(p.tokens, i); n > 0 {
			said, names = true, 0
			i = p.thing(i + n)
			continue
		}
		if n := phrases("courtesy").at(p.tokens, i); n > 0 {
			said, names, most = true, 0, 3
			i += n
			continue
		}
		if n := phrases("closing").at(p.tokens, i); n > 0 && said {
			names, most = 0, 6 // name, rank and company
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
		if names++; names > most || !isName(p.text[t.start:t.end], t) {
			return false
		}
		i++
	}
	return said
}

// thing passes over what thanks are given for: up to eight words, to the end of
// the sentence or a comma, if none of them says more than a thing.
func (p *prose) thing(i int) int {
	const longest = 8
	for j := i; j < len(p.tokens) && j-i <= longest; j++ {
		t := p.tokens[j]
		if t.sentence != p.tokens[i].sentence {
			return j
		}
		if phrases("turn").at(p.tokens, j) > 0 {
			return i
		}
		if j+1 == len(p.tokens) || strings.ContainsAny(p.text[t.end:p.tokens[j+1].start], ",;") {
			return j + 1
		}
	}
	return i
}

// isEmoji tells whether a text has an emoji or a smiley made of marks.
func isEmoji(text string) bool {
	const longest = 200
	if len(text) > longest {
		return false
	}
	for _, r := range text {
		if r >= 0x1f300 && r < 0x1fb00 || r >= 0x2600 && r < 0x27c0 || r == 0x2b50 || r == 0x263a {
			return true
		}
	}
	for _, smiley := range []string{":)", ":-)", ";)", ";-)", "(:", ":D", ":-D"} {
		if strings.Contains(text, smiley) {
			return true
		}
	}
	return false
}

func isName(text string, t token) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return t.word != "" && !t.address && unicode.IsUpper(r) && !strings.ContainsAny(text, "0123456789") &&
		phrases("weekdays").position(t.word) == 0 && phrases("months").position(t.word) == 0
}
