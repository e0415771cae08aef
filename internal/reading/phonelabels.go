package reading

import (
	"strings"
	"unicode/utf8"
)

// phoneContext is what stands around a number.
type phoneContext struct {
	label  string // of the words below; empty if nothing names it
	named  bool   // something beside it says that it is a telephone number
	spoken bool   // the sentence speaks of calling
	sure   bool   // the word "telephone" itself stands there
	scheme bool   // it is an address to dial: "tel:"
	other  bool   // something beside it says that it is another number
}

// phoneLabels are the kinds of numbers, the more telling ones first; the
// sections of the phrases are called so.
func phoneLabels() []string {
	return []string{"fax", "mobile", "direct", "assistant", "home", "main", "office", "phone"}
}

// labelReach is how many words before a number are looked at.
const labelReach = 5

// context reads the words before and behind a number on its line, and the line
// above if the number begins its own.
func (s *phoneSearch) context(list []candidate, i int) phoneContext {
	c := list[i]
	from := strings.LastIndexByte(clipFront(s.text[:c.start], 120), '\n') + 1
	before := clipFront(s.text[:c.start], 120)[from:]
	if i > 0 {
		if gone := c.start - max(list[i-1].end, list[i-1].extension); gone < len(before) {
			before = before[len(before)-max(gone, 0):]
		}
	}
	if inside := strings.TrimLeft(before, " \t\u00a0"); i > 0 && strings.HasPrefix(inside, "(") {
		if _, after, ok := strings.Cut(inside, ")"); ok {
			before = after // "(office)" belongs to the number before
		}
	}
	ctx := readLabel(before)
	if ctx.named || ctx.other {
		return ctx
	}
	if strings.Trim(before, " \t-*•·|>:(\u00a0") == "" {
		ctx = s.labelAbove(c)
	}
	if !ctx.named && !ctx.other {
		ctx = s.labelBehind(c)
	}
	if !ctx.named && !ctx.other {
		ctx.spoken = s.speaksOfCalls(c)
	}
	return ctx
}

// readLabel reads the words just before a number.
func readLabel(before string) phoneContext {
	for _, m := range [...]struct{ mark, label string }{
		{"📱", "mobile"}, {"📲", "mobile"}, {"📠", "fax"}, {"🖷", "fax"}, {"☎", "phone"}, {"📞", "phone"}, {"✆", "phone"}, {"℡", "phone"}, {"☏", "phone"}, {"🏠", "home"},
	} {
		if at := strings.LastIndex(before, m.mark); at >= 0 && len(before)-at < 16 {
			return phoneContext{label: m.label, named: true}
		}
	}
	lower := strings.ToLower(clipFront(before, 40))
	for _, scheme := range [...]string{"tel:", "callto:", "wa.me/", "sms:", "send?phone="} {
		if strings.HasSuffix(lower, scheme) || strings.HasSuffix(lower, scheme+"//") {
			ctx := readLabel(strings.TrimRight(before[:len(before)-len(scheme)], "/:<(htps"))
			if !ctx.named {
				ctx = phoneContext{label: "phone", named: true}
			}
			ctx.scheme = true
			return ctx
		}
	}
	if label := initial(before); label != "" {
		return phoneContext{label: label, named: true}
	}
	if bar := strings.LastIndexAny(before, "|•·"); bar >= 0 {
		// "Anna | Direct 030 ...": what stands before the bar is another thing.
		if _, size := utf8.DecodeRuneInString(before[bar:]); strings.Trim(before[bar+size:], " \t\u00a0:.") != "" {
			before = before[bar+size:]
		}
	}
	p := parseProse(before)
	tokens := p.tokens
	if len(tokens) == 0 {
		return phoneContext{}
	}
	first := len(tokens)
	// "USt-IdNr. DE 123": the point of an abbreviation ends no sentence.
	for first > 0 && len(tokens)-first < labelReach && !p.questions[tokens[first-1].sentence] {
		first--
	}
	ctx := judgeLabel(tokens, first)
	switch ctx.label {
	case "", "fax", "mobile", "phone":
		return ctx
	}
	// "work" and "main" are words of every day: a number they name only at the
	// line's begin or before a colon.
	mark := strings.TrimSpace(before[tokens[len(tokens)-1].end:])
	ctx.named = ctx.sure || len(tokens) <= 2 || strings.HasPrefix(mark, ":") || strings.HasPrefix(mark, ".") || strings.HasPrefix(mark, "：")
	return ctx
}

// judgeLabel finds the words of tokens[first:] that name a number. The last one
// counts, but "office fax" is a fax and "mobile phone" a mobile.
func judgeLabel(tokens []token, first int) phoneContext {
	best, bestEnd, start := "", -1, len(tokens)
	other, plainPhone := -1, false
	for i := first; i < len(tokens); i++ {
		if n := phrases("not a phone").at(tokens, i); n > 0 && i+n > other {
			other = i + n
		}
		for rank, label := range phoneLabels() {
			n := phrases("phone "+label).at(tokens, i)
			if n == 0 {
				continue
			}
			plainPhone = plainPhone || label == "phone"
			// Words that touch are one name: the more telling one wins.
			if best == "" || i > bestEnd+1 || rank < rankOf(best) || best == "phone" {
				if best == "" || i > bestEnd+1 || label != "phone" {
					best = label
				}
			}
			start, bestEnd = min(start, i), max(bestEnd, i+n)
			break
		}
	}
	if other > bestEnd {
		return phoneContext{other: true}
	}
	if best == "" || len(tokens)-bestEnd > 3 {
		return phoneContext{}
	}
	if best == "fax" && plainPhone && bestEnd-start == 2 {
		best = "phone" // "Tel./Fax"
	}
	return phoneContext{label: best, named: true, sure: plainPhone}
}

func rankOf(label string) int {
	for i, l := range phoneLabels() {
		if l == label {
			return i
		}
	}
	return len(phoneLabels())
}

// initial reads a letter that stands alone before a number: "M: +49 ...",
// "| F 030 ...".
func initial(before string) string {
	s := strings.TrimRight(before, " \t\u00a0")
	bare := strings.TrimRight(s, ":.)-/ \t\u00a0")
	if bare == "" {
		return ""
	}
	c := bare[len(bare)-1]
	rest := strings.TrimRight(bare[:len(bare)-1], " \t\u00a0")
	// "T" needs its own place: the line's begin, or behind a mark.
	if rest != "" && strings.IndexByte("|,;(*>[]-:)", rest[len(rest)-1]) < 0 {
		if r, _ := utf8.DecodeLastRuneInString(rest); r != '·' && r != '•' && r != '–' {
			return ""
		}
	}
	if c >= 'a' && c <= 'z' && bare == s && rest != "" {
		return ""
	}
	switch c | 0x20 {
	case 'm', 'c':
		return "mobile"
	case 'f':
		return "fax"
	case 'd':
		return "direct"
	case 'o', 'w', 'b':
		return "office"
	case 'h':
		return "home"
	case 't', 'p':
		return "phone"
	}
	return ""
}

// labelAbove reads a label on a line of its own above the number.
func (s *phoneSearch) labelAbove(c candidate) phoneContext {
	before := strings.TrimRight(clipFront(s.text[:c.start], 160), " \t-*•·|>:(\u00a0")
	line, ok := strings.CutSuffix(before, "\n")
	if !ok {
		return phoneContext{}
	}
	line = strings.TrimSpace(line[strings.LastIndexByte(strings.TrimRight(line, "\n"), '\n')+1:])
	tokens := parseProse(line).tokens
	if len(tokens) == 0 || len(tokens) > 3 && !strings.HasSuffix(line, ":") || strings.ContainsAny(line, "0123456789") {
		return phoneContext{}
	}
	return judgeLabel(tokens, max(0, len(tokens)-labelReach))
}

// labelBehind reads "(mobile)" or "Fax" behind the number, unless it is the
// label of the next.
func (s *phoneSearch) labelBehind(c candidate) phoneContext {
	rest := clipText(s.text[max(c.end, c.extension):], 40)
	if line := strings.IndexByte(rest, '\n'); line >= 0 {
		rest = rest[:line]
	}
	inside := strings.TrimLeft(rest, " \t\u00a0")
	if strings.HasPrefix(inside, "(") || strings.HasPrefix(inside, "[") {
		if end := strings.IndexAny(inside, ")]"); end > 0 {
			if len(inside[1:end]) == 1 {
				label := initial(inside[1:end] + ":")
				return phoneContext{label: label, named: label != ""}
			}
			tokens := parseProse(inside[1:end]).tokens
			if len(tokens) > 0 {
				return judgeLabel(tokens, 0)
			}
		}
		return phoneContext{}
	}
	inside = strings.TrimLeft(inside, "-–/ ")
	if strings.ContainsAny(inside, ":0123456789+") {
		return phoneContext{}
	}
	tokens := parseProse(inside).tokens
	for rank := range tokens[:min(len(tokens), 1)] {
		for _, label := range phoneLabels() {
			if n := phrases("phone "+label).at(tokens, rank); n > 0 && n == len(tokens) {
				return phoneContext{label: label, named: true}
			}
		}
	}
	return phoneContext{}
}

// speaksOfCalls tells whether the words around a number, on its line and the
// one above, speak of calling.
func (s *phoneSearch) speaksOfCalls(c candidate) bool {
	before := clipFront(s.text[:c.start], 100)
	if at := strings.LastIndex(before, "\n\n"); at >= 0 {
		before = before[at+2:]
	}
	p := parseProse(before)
	if n := len(p.tokens); n > 0 && phrases("phone spoken").in(p.sentenceOf(n-1)) {
		return true
	}
	after := clipText(s.text[c.end:], 60)
	if line := strings.IndexByte(after, '\n'); line >= 0 {
		after = after[:line]
	}
	p = parseProse(after)
	return len(p.tokens) > 0 && phrases("phone spoken").in(p.sentenceOf(0))
}
