package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of a text. Words are folded: lower case, without accents,
// straight apostrophes; "e-mail" is two words. A web address is a token without
// a word.
type token struct {
	word       string
	start, end int    // where it stands in the text
	sentence   int    // index of its sentence
	address    bool   // word is a mail address
	id         int32  // of the word among those of the phrases; 0: it is in none
	misses     uint64 // bits of sections with no phrase that begins here; the others may have one
}

// prose is a text as words and sentences.
type prose struct {
	text      string
	tokens    []token
	questions []bool          // for each sentence: it ends with a question mark
	few       [8]bool         // room for the first questions
	length    int             // of the sentence being read, in tokens
	folded    strings.Builder // holds the words that are not in the text as they are compared
	found     []sectionPhrase // phrases of cues and kinds, once they were looked for
	searched  bool
}

// maxSentence is how many words a sentence may have: what is longer is a list or
// a trap.
const maxSentence = 200

// sentenceOf returns the tokens of one sentence.
func (p *prose) sentenceOf(i int) []token {
	from := i
	for from > 0 && p.tokens[from-1].sentence == p.tokens[i].sentence {
		from--
	}
	to := i
	for to < len(p.tokens) && p.tokens[to].sentence == p.tokens[i].sentence {
		to++
	}
	return p.tokens[from:to]
}

// parseProse splits a text into words and sentences, and numbers the words that
// occur in phrases.
func parseProse(text string) *prose {
	p := splitProse(text)
	words := &allPhrases().words
	for i := range p.tokens {
		p.tokens[i].id = words.number(p.tokens[i].word)
	}
	return p
}

// splitProse splits a text into words and sentences. A sentence ends with its
// mark, with a blank line, with a short line that ends in a comma (a greeting),
// and before the mark of a list.
func splitProse(text string) *prose {
	p := &prose{text: text, tokens: make([]token, 0, len(text)/5+2)}
	p.questions = p.few[:1]
	lineStart := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			if p.endsAt(lineStart, i) {
				p.endSentence(false)
			}
			i++
			lineStart = i
		case c <= ' ':
			i++
		default:
			i = p.chunk(i)
		}
	}
	return p
}

// endsAt tells whether the break of a line, which is at i, ends a sentence.
func (p *prose) endsAt(lineStart, i int) bool {
	next := i + 1
	for next < len(p.text) && (p.text[next] == ' ' || p.text[next] == '\t') {
		next++
	}
	if next == len(p.text) {
		return true
	}
	switch p.text[next] {
	case '\n', '-', '*', '+', '>':
		return true
	}
	if i-lineStart >= 40 {
		return false
	}
	line := strings.TrimSpace(p.text[lineStart:i])
	return line == "" || strings.HasSuffix(line, ",")
}

// endSentence closes the sentence being read, if it has words.
func (p *prose) endSentence(question bool) {
	current := len(p.questions) - 1
	n := len(p.tokens)
	if n == 0 || p.tokens[n-1].sentence != current {
		return
	}
	p.length = 0
	p.questions[current] = question
	p.questions = append(p.questions, false)
}

// chunk reads what stands between white space from i on and returns its end.
func (p *prose) chunk(i int) int {
	end := i
	for end < len(p.text) && p.text[end] >= 'a' && p.text[end] <= 'z' {
		end++
	}
	if end == len(p.text) || p.text[end] <= ' ' { // most words are nothing else
		p.add(token{word: p.text[i:end], start: i, end: end})
		return end
	}
	at, colon := false, false
	for ; end < len(p.text) && p.text[end] > ' '; end++ {
		at = at || p.text[end] == '@'
		colon = colon || p.text[end] == ':'
	}
	piece := p.text[i:end]
	switch {
	case colon && strings.Contains(piece, "://") || piece[0] == 'w' && strings.HasPrefix(piece, "www."):
		p.add(token{start: i, end: end})
	case at && piece[0] != '@':
		p.addresses(i, piece)
	default:
		p.words(i, end)
		return end
	}
	switch piece[len(piece)-1] {
	case '?':
		p.endSentence(true)
	case '.', '!':
		p.endSentence(false)
	}
	return end
}

func (p *prose) add(t token) {
	if p.length++; p.length > maxSentence {
		p.endSentence(false)
		p.length = 1
	}
	t.sentence = len(p.questions) - 1
	p.tokens = append(p.tokens, t)
}

// addresses keeps the mail addresses of a piece such as "<mailto:a@b.example>".
func (p *prose) addresses(at int, piece string) {
	if end := at + len(piece); p.wideAddress(at, end) {
		return
	}
	piece = strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>()[]:,;\"'", r) {
			return ' '
		}
		return r
	}, piece)
	for _, a := range salvage(piece) {
		p.add(token{word: a, start: at, end: at + len(piece), address: true})
	}
}

// wideAddress keeps an address of ASCII that stands among words of a script
// without spaces, and those words: "までa@b.exampleに".
func (p *prose) wideAddress(i, end int) bool {
	at := i + strings.IndexByte(p.text[i:end], '@')
	from, to := at, at+1
	for from > i && p.text[from-1] < 0x80 && isAddressByte(p.text[from-1]) {
		from--
	}
	for to < end && p.text[to] < 0x80 && isDomainByte(p.text[to]) {
		to++
	}
	const near = 60 // bytes; brackets and names in Latin letters may stand between
	found := salvage(p.text[from:to])
	if len(found) != 1 || !hasUnspaced(p.text[max(i, from-near):from]) && !hasUnspaced(p.text[to:min(end, to+near)]) {
		return false
	}
	p.words(i, from)
	p.add(token{word: found[0], start: from, end: to, address: true})
	if rest := p.text[to:end]; strings.IndexByte(rest, '@') >= 0 {
		p.addresses(to, rest)
	} else {
		p.words(to, end)
	}
	return true
}

// hasUnspaced tells whether a character of a script without spaces is among
// some text.
func hasUnspaced(s string) bool {
	for _, r := range s {
		if r >= 0x2e80 && r != utf8.RuneError {
			return true
		}
	}
	return false
}

// words reads the words of text[i:end], which holds no white space of ASCII.
func (p *prose) words(i, end int) {
	for i < end {
		if wordByte(p.text[i]) {
			i = p.word(i, end)
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[i:end])
		switch {
		case isWord(r):
			i = p.word(i, end)
			continue
		case r == '?' && i+size < end && isLowerAt(p.text, i+size):
			// A letter that was lost on the way: "au?er Haus".
		case r == '?' || r == '？':
			p.endSentence(true)
		case r == '!' || r == '。' || r == '！' || r == ';' && i+size == end, r == '.' && p.isFullStop(i, end):
			p.endSentence(false)
		}
		i += size
	}
}

func (p *prose) word(i, end int) int {
	j := i
	for j < end {
		if wordByte(p.text[j]) && (j+1 >= end || p.text[j+1] < 0x80) {
			j++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[j:end])
		if !isWord(r) && !(j > i && isApostrophe(r) && j+size < end && isLetterAt(p.text, j+size)) {
			break
		}
		j += size
		if r < 0xe00 && (j >= end || p.text[j] < 0xe0) {
			continue
		}
		if isUnspaced(r) {
			break
		}
		if next, _ := utf8.DecodeRuneInString(p.text[j:end]); isUnspaced(next) {
			break
		}
	}
	p.add(token{word: p.fold(p.text[i:j]), start: i, end: j})
	return j
}

// fold is the function fold, with the words in one piece of memory.
func (p *prose) fold(word string) string {
	if isFolded(word) {
		return word
	}
	if p.folded.Cap() == 0 {
		p.folded.Grow(len(p.text)/4 + len(word))
	}
	from := p.folded.Len()
	foldInto(&p.folded, word)
	return p.folded.String()[from:]
}

// wordByte tells whether a byte is a letter or digit of ASCII.
func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isFullStop tells the end of a sentence from "14. November", "Dr. Meyer" and
// "z.B.": only the last point of a piece counts, and not behind a number or a
// short word that begins with a capital.
func (p *prose) isFullStop(i, end int) bool {
	if i+1 < end && strings.Trim(p.text[i:end], ".)\"'*_") != "" {
		return false
	}
	if len(p.tokens) == 0 {
		return true
	}
	last := p.tokens[len(p.tokens)-1]
	if last.end != i {
		return true
	}
	word := p.text[last.start:last.end]
	if c := word[0]; c >= '0' && c <= '9' {
		return len(word) > 2
	}
	return len(word) > 3 || !unicode.IsUpper(rune(word[0])) && len(word) > 1
}

func isWord(r rune) bool {
	if r < 0x80 {
		return wordByte(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// isLetterAt tells whether a word goes on at s[i]; a number after an apostrophe
// is a word of its own, as in "dall'8 agosto".
func isLetterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return isWord(r) && !unicode.IsDigit(r)
}

func isLowerAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLower(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// isUnspaced tells the scripts that are written without spaces between words,
// where each character is a word: Thai to Khmer, Chinese, Japanese and Korean,
// but not the wide forms of Latin letters and digits.
func isUnspaced(r rune) bool {
	if r < 0xe00 {
		return false
	}
	return r <= 0xeff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff ||
		r >= 0x2e80 && (r < 0xff01 || r > 0xff5e)
}
