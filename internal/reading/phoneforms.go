package reading

import (
	"strings"
	"unicode/utf8"
)

// plausible tells whether a candidate may be a number here at all, before it is
// looked up: by what stands around it, else by how it is written.
func (s *phoneSearch) plausible(c candidate, ctx phoneContext) bool {
	switch {
	case ctx.named:
		return (c.plus || !c.isDay() && !c.isSpan()) && (ctx.scheme || !s.inAddress(c))
	case s.isPartOfMore(c) || c.isDay() || c.isAddress() || c.isBook() || c.isSpan() || c.isPostcode():
		return false
	}
	parts := len(c.groups)
	switch {
	case c.plus:
		return parts > 1 || !strings.Contains(c.marks, ".")
	case strings.HasPrefix(c.digits, "00"):
		return parts > 1 || s.signature || ctx.spoken
	case ctx.spoken, c.american():
		return true
	case c.digits[0] == '0':
		return s.signature || c.isDomestic()
	default:
		return (s.signature || c.hasAreaCode(s.text)) && parts > 1 && c.wellGrouped()
	}
}

// accepts tells whether a plausible candidate that exists is a number here.
func (s *phoneSearch) accepts(c candidate, ctx phoneContext, d dialled) bool {
	switch {
	case ctx.named, ctx.spoken, c.plus, strings.HasPrefix(c.digits, "00"):
		return true
	case c.american():
		return d.e164[1] == '1'
	case c.digits[0] == '0' && (d.trunk || strings.HasPrefix(d.e164, "+39")):
		return s.signature || c.isDomestic()
	default:
		return (s.signature || c.hasAreaCode(s.text)) && len(c.groups) > 1 && c.wellGrouped()
	}
}

// hasAreaCode tells whether a number begins with digits in brackets and has a
// dash behind them: "(11) 98765-4321".
func (c candidate) hasAreaCode(text string) bool {
	return text[c.start] == '(' && len(c.groups) >= 3 && strings.HasSuffix(c.marks, "-")
}

// isDomestic tells whether a number is written as at home: "030 901820", "(030)
// 90 18 20", "0171/2345678".
func (c candidate) isDomestic() bool {
	return len(c.groups) > 1 && c.groups[0] >= 2 && c.groups[0] <= 6 && c.wellGrouped()
}

// wellGrouped tells whether the digits stand in groups as people write them,
// and not as columns of figures do.
func (c candidate) wellGrouped() bool {
	if len(c.groups) > 6 {
		return false
	}
	for i, n := range c.groups {
		if n > 9 || n == 1 && i > 0 && i < len(c.groups)-1 {
			return false
		}
	}
	return !strings.Contains(c.marks, "..") && strings.Count(c.marks, "/") <= 1
}

// isDay tells whether the digits begin or are a date: 02.11.2026, 2026-11-02,
// 02/11/2026 09:15.
func (c candidate) isDay() bool {
	if len(c.groups) < 3 || len(c.marks) < 2 {
		return false
	}
	g := c.groups
	sep := strings.TrimSpace(c.marks[:1])
	if sep == "" || sep == "(" || sep == ")" || c.marks[1:2] != sep || len(c.marks) > 2 && c.marks[2:3] == sep {
		return false // "06.12.34.56.78" goes on
	}
	number := func(from, n int) int {
		v := 0
		for _, d := range c.digits[from : from+n] {
			v = 10*v + int(d-'0')
		}
		return v
	}
	switch {
	case g[0] == 4 && g[1] <= 2 && g[2] <= 2:
		year := number(0, 4)
		return year >= 1900 && year < 2100 && number(4, g[1]) <= 12 && number(4+g[1], g[2]) <= 31
	case g[0] <= 2 && g[1] <= 2 && (g[2] == 4 || g[2] == 2 && sep == "."):
		year := number(g[0]+g[1], g[2])
		a, b := number(0, g[0]), number(g[0], g[1])
		return (g[2] == 2 || year >= 1900 && year < 2100) && a <= 31 && b <= 31 && (a <= 12 || b <= 12)
	}
	return false
}

// isSpan tells whether the digits are two years, "1999-2002", or begin as a
// fraction does, "0.14 0.18".
func (c candidate) isSpan() bool {
	if len(c.groups) == 2 && c.groups[0] == 4 && c.groups[1] == 4 && !c.plus {
		year := func(s string) bool { return strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20") }
		return year(c.digits) && year(c.digits[4:])
	}
	return len(c.groups) > 1 && c.groups[0] == 1 && c.digits[0] == '0' && strings.HasPrefix(c.marks, ".")
}

// isPostcode tells whether the digits are those of a place: 78733-4004,
// 01310-100, 1100-148.
func (c candidate) isPostcode() bool {
	if len(c.groups) != 2 || c.marks != "-" || c.plus {
		return false
	}
	a, b := c.groups[0], c.groups[1]
	return a == 5 && (b == 3 || b == 4) || a == 4 && b == 3
}

// isAddress tells whether the digits are an address of the network or a
// version: 192.168.10.24, 10.0.19045.3570.
func (c candidate) isAddress() bool {
	if len(c.groups) != 4 || c.marks != "..." {
		return false
	}
	for _, n := range c.groups {
		if n > 3 {
			return c.groups[0] < 3
		}
	}
	return c.groups[0]+c.groups[1]+c.groups[2]+c.groups[3] <= 12 && c.digits[0] != '0'
}

// isBook tells whether the digits are an ISBN or another number of goods.
func (c candidate) isBook() bool {
	return len(c.digits) == 13 && !c.plus && (strings.HasPrefix(c.digits, "978") || strings.HasPrefix(c.digits, "979"))
}

// isPartOfMore tells whether the digits belong to a longer thing: an amount, a
// word, an address of a page or mailbox.
func (s *phoneSearch) isPartOfMore(c candidate) bool {
	before, after := s.text[:c.start], s.text[c.end:]
	last, size := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case isWord(last) && last < 0x2e80, strings.ContainsRune("#$€£¥_=@&%^~*+", last) && size > 0:
		return true
	case last == ':' && len(before) > 1 && before[len(before)-2] >= '0' && before[len(before)-2] <= '9',
		(last == ',' || last == '.' || last == '-') && len(before) > 1 && before[len(before)-2] >= '0' && before[len(before)-2] <= '9':
		return true
	case c.extension == 0 && isWord(next) && next < 0x2e80, strings.ContainsRune("%€$£°@_=&", next) && after != "":
		return true
	case (next == ',' || next == ':') && len(after) > 1 && after[1] >= '0' && after[1] <= '9':
		return true
	}
	return s.inAddress(c)
}

// isGlued tells whether the digits are the end of a word, "1Z999" or "AB12".
func (s *phoneSearch) isGlued(c candidate) bool {
	if c.start == 0 || c.plus {
		return false
	}
	last := s.text[c.start-1]
	return isLetter(last) || last >= '0' && last <= '9'
}

// inAddress tells whether the digits belong to the address of a page or a
// mailbox.
func (s *phoneSearch) inAddress(c candidate) bool {
	before := clipFront(s.text[:c.start], 200)
	run := before[strings.LastIndexAny(before, " \t\n<>\"'(),;|")+1:]
	return strings.Contains(run, "://") || strings.Contains(run, "www.") || strings.Contains(run, "@")
}

// beforeAlternative cuts "0351 4711-22/23": the last digits stand for another
// extension.
func (c candidate) beforeAlternative(text string) (candidate, bool) {
	n := len(c.groups)
	if n < 3 || c.groups[n-1] > 2 || text[c.end-c.groups[n-1]-1] != '/' {
		return c, false
	}
	return c.cut(text, n-1), true
}

// firstOfTwo cuts two numbers that stand in one run at the mark between them.
func (c candidate) firstOfTwo(text string) (candidate, bool) {
	run := text[c.start:c.end]
	for _, mark := range [...]string{" / ", " - ", " – ", "  ", "/ ", " ("} {
		if at := strings.Index(run, mark); at > 0 {
			n, digits := 0, 0
			for _, r := range run[:at] {
				if digitValue(r) >= 0 {
					digits++
				}
			}
			for sum := 0; n < len(c.groups) && sum < digits; n++ {
				sum += c.groups[n]
			}
			if digits >= minDigits && n < len(c.groups) {
				return c.cut(text, n), true
			}
		}
	}
	return c, false
}

// cut keeps the first n groups.
func (c candidate) cut(text string, n int) candidate {
	digits := 0
	for _, g := range c.groups[:n] {
		digits += g
	}
	seen := 0
	for i, r := range text[c.start:c.end] {
		if digitValue(r) >= 0 {
			if seen++; seen == digits {
				c.end = c.start + i + utf8.RuneLen(r)
				break
			}
		}
	}
	c.digits, c.groups, c.extension, c.direct = c.digits[:digits], c.groups[:n:n], 0, ""
	return c
}

// readExtension reads "ext. 12", "x12", "DW 12" behind the number.
func (c *candidate) readExtension(text string) {
	rest := clipText(text[c.end:], 24)
	if line := strings.IndexByte(rest, '\n'); line >= 0 {
		rest = rest[:line]
	}
	at := strings.IndexFunc(rest, func(r rune) bool { return digitValue(r) >= 0 })
	if at <= 0 {
		return
	}
	end := at
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	if end-at > 6 || end == at || end < len(rest) && isLetter(rest[end]) {
		return
	}
	word := strings.Trim(rest[:at], " .,;:()-/\u00a0")
	if word == "#" || word == "x" || word == "X" {
		c.extension = c.end + end
		return
	}
	tokens := parseProse(word).tokens
	if len(tokens) == 0 {
		return
	}
	if phrases("phone extension").at(tokens, 0) == len(tokens) {
		c.extension = c.end + end
	}
	if phrases("phone through").at(tokens, 0) == len(tokens) {
		c.extension, c.direct = c.end+end, rest[at:end]
	}
}
