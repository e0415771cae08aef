package reading

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxPhones is how many telephone numbers of a mail are kept.
const maxPhones = 10

// Fewer digits than minDigits are no number that somebody abroad could call.
const minDigits = 7

// maxRegions is in how many regions a number is looked up.
const maxRegions = 6

// maxCandidates is how many runs of digits of a text are looked at.
const maxCandidates = 300

// findPhones finds the telephone numbers of a text in the order in which they
// stand. regions are those (ISO 3166) in which a number without a calling code
// may lie, the likeliest first. A number is taken if it exists there and either
// something calls it a telephone number or it is written as only those are:
// numbers of orders, invoices and days abound.
func findPhones(text string, regions []string) []Phone {
	s := &phoneSearch{text: text, regions: func() []string { return regions }}
	return s.find(candidates(text))
}

// readPhones finds the numbers of the signature, which are the sender's own,
// and then those of the text.
func (m *mail) readPhones() {
	signed, written := candidates(m.Signature), candidates(m.NewText)
	links := m.linkedNumbers()
	linked := candidates(links)
	if len(signed)+len(written)+len(linked) == 0 {
		return
	}
	regions := sync.OnceValue(m.regions)
	signature := phoneSearch{text: m.Signature, regions: regions, signature: true}
	text := phoneSearch{text: m.NewText, regions: regions}
	dialling := phoneSearch{text: links, regions: regions}
	for _, p := range slices.Concat(signature.find(signed), text.find(written), dialling.find(linked)) {
		m.Phones = addPhone(m.Phones, p)
	}
}

// linkedNumbers is the text of the links in the mail's HTML that dial, each
// with its words as the label: "Call my mobile". A mail that quotes may have
// them from the other.
func (m *mail) linkedNumbers() string {
	if m.Quoted || m.Forward {
		return ""
	}
	var b strings.Builder
	for _, p := range m.parts {
		if p.typ != "text/html" || p.attached || !bytes.Contains(p.body, []byte("tel:")) {
			continue
		}
		markup, _ := p.text(maxMarkup)
		for n := 0; n < maxPhones; n++ {
			_, rest, ok := strings.Cut(markup, "tel:")
			if !ok {
				break
			}
			end := strings.IndexAny(rest, "\"'>")
			if end < 0 || end > 40 {
				markup = rest
				continue
			}
			number, rest := rest[:end], rest[end:]
			_, rest, _ = strings.Cut(rest, ">")
			words, _, _ := strings.Cut(clipText(rest, 200), "</a")
			label := strings.Map(func(r rune) rune {
				if digitValue(r) >= 0 || r == '+' || r == '\n' {
					return -1
				}
				return r
			}, htmlText(words))
			b.WriteString(strings.TrimSpace(label) + " tel:" + strings.ReplaceAll(number, "%20", " ") + "\n")
			markup = rest
		}
	}
	return b.String()
}

// candidate is a run of digits and what people put between them.
type candidate struct {
	start, end int    // in the text
	digits     string // ASCII; letters of a vanity number turned into digits
	plus       bool
	groups     []int  // how many digits stand together
	marks      string // what stood between the groups, one byte each: ' ' - . / ( )
	extension  int    // end of an extension behind it; 0 if none
	direct     string // digits of a "Durchwahl", which belong to the number
}

// candidates finds them all in one pass.
func candidates(text string) []candidate {
	var list []candidate
	for i := 0; i < len(text) && len(list) < maxCandidates; {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c == '+', c == '(':
		case c == 0xd9 || c == 0xdb || c == 0xef: // first bytes of digits that are not ASCII
			r, size := utf8.DecodeRuneInString(text[i:])
			if digitValue(r) < 0 && plain(r) != '+' && plain(r) != '(' {
				i += size
				continue
			}
		default:
			i++
			continue
		}
		c, next := readCandidate(text, i)
		if n := len(c.digits); n >= minDigits && n <= maxNumber+3 {
			list = append(list, c)
		}
		i = next
	}
	return list
}

// readCandidate reads the run that begins at i and returns where to go on.
func readCandidate(text string, i int) (c candidate, next int) {
	c.start, c.end, next = i, i, i
	digits := make([]byte, 0, 24)
	var marks []byte
	gap, group := 0, 0
	for j := i; j < len(text); {
		r, size := utf8.DecodeRuneInString(text[j:])
		if v := digitValue(r); v >= 0 {
			if len(digits) <= 2*maxNumber {
				digits = append(digits, byte('0'+v))
			}
			group++
			j += size
			gap, c.end, next = 0, j, j
			continue
		}
		m := plain(r)
		switch {
		case m == '+' && len(digits) == 0 && !c.plus:
			c.plus = true
		case strings.IndexByte(" -./()", m) >= 0 && gap < 3 && (len(digits) > 0 || m == '(' || c.plus):
			if group > 0 {
				c.groups = append(c.groups, group)
				group = 0
			}
			marks = append(marks, m)
			gap++
		default:
			j = len(text)
			continue
		}
		j += size
		next = max(next, j-gap)
	}
	if group > 0 {
		c.groups = append(c.groups, group)
	}
	c.digits, c.marks = string(digits), strings.TrimRight(string(marks), " -./(")
	if len(c.digits) == 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return c, i + size
	}
	c.vanity(text)
	c.readExtension(text)
	return c, max(next, c.end)
}

// digitValue is the value of a decimal digit, also a full-width or Arabic one;
// -1 of anything else.
func digitValue(r rune) int {
	for _, zero := range [...]rune{'0', 0xff10, 0x660, 0x6f0} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

// plain is the ASCII of the marks that people write in numbers; 0 of what is
// none.
func plain(r rune) byte {
	switch r {
	case ' ', '-', '.', '/', '(', ')', '+':
		return byte(r)
	case 0xa0, 0x2007, 0x2009, 0x202f, 0x3000, '\t':
		return ' '
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xff0d, 0x30fc:
		return '-'
	case 0xff08:
		return '('
	case 0xff09:
		return ')'
	case 0xff0b:
		return '+'
	case 0xff0e, 0xb7, 0x2022:
		return '.'
	case 0xff0f:
		return '/'
	}
	return 0
}

// vanity reads letters behind a free-call prefix as the keys they stand on:
// "1-800-555-HELP".
func (c *candidate) vanity(text string) {
	prefix := strings.TrimPrefix(strings.TrimPrefix(c.digits, "1"), "0")
	free := false
	for _, p := range [...]string{"800", "833", "844", "855", "866", "877", "888", "900", "300"} {
		free = free || strings.HasPrefix(prefix, p)
	}
	if !free || len(c.digits) >= 10 {
		return
	}
	const keys = "22233344455566677778889999"
	j, letters := c.end, 0
	digits := []byte(c.digits)
	for ; j < len(text) && letters <= 12; j++ {
		switch b := text[j]; {
		case b >= 'A' && b <= 'Z':
			digits = append(digits, keys[b-'A'])
			letters++
			continue
		case b >= '0' && b <= '9':
			digits = append(digits, b)
			continue
		case b == '-' || b == ' ' && letters == 0 && j == c.end:
			continue
		}
		break
	}
	if letters < 3 || j < len(text) && isLetter(text[j]) {
		return
	}
	whole := 10 // of North America
	if strings.HasPrefix(c.digits, "1") && c.digits != "1300" {
		whole = 11
	}
	if len(digits) < 9 {
		return
	}
	end := j
	for end > c.end && (text[end-1] == '-' || text[end-1] == ' ') {
		end--
	}
	// Words longer than the number are cut: nobody dials the rest.
	c.digits = string(digits[:min(len(digits), whole)])
	c.groups = append(c.groups, len(digits)-len(c.digits))
	c.marks += "-"
	c.end = end
}

// phoneSearch is the search for telephone numbers in one text.
type phoneSearch struct {
	text      string
	regions   func() []string // those where a number without a calling code may lie
	abroad    []string        // those of the numbers found, which come first
	signature bool            // the text is a signature: what looks like a number is one
	lookups   int             // so far
}

// find judges the candidates. Numbers with a calling code come first, because
// the others of the mail are likely of the same country.
func (s *phoneSearch) find(list []candidate) []Phone {
	type judged struct {
		Phone
		ok bool
	}
	results := make([]judged, len(list))
	contexts := make([]phoneContext, len(list))
	for i, c := range list {
		if s.isGlued(c) {
			contexts[i].other = true
			continue
		}
		contexts[i] = s.context(list, i)
		if contexts[i].scheme && !strings.HasPrefix(c.digits, "0") {
			c.plus = true // "wa.me/491712345678"
			list[i] = c
		}
		if contexts[i].other || !s.plausible(c, contexts[i]) {
			contexts[i].other = true
			continue
		}
		if c.plus || strings.HasPrefix(c.digits, "00") {
			d, c, ok := s.dial(c)
			if ok && s.accepts(c, contexts[i], d) {
				results[i] = judged{s.phone(c, contexts[i], d), true}
				s.abroad = append(s.abroad, d.region)
			}
		}
	}
	for i, c := range list {
		if results[i].ok || contexts[i].other || c.plus {
			continue
		}
		if d, c, ok := s.dial(c); ok && s.accepts(c, contexts[i], d) {
			results[i] = judged{s.phone(c, contexts[i], d), true}
		}
	}
	var phones []Phone
	for _, r := range results {
		if r.ok {
			phones = addPhone(phones, r.Phone)
		}
	}
	return phones
}

// addPhone adds a number that is not there yet; one that is there may learn its
// label.
func addPhone(phones []Phone, p Phone) []Phone {
	for i := range phones {
		if phones[i].E164 == p.E164 {
			if phones[i].Label == "" || phones[i].Label == "phone" && p.Label != "" {
				phones[i].Label = p.Label
			}
			return phones
		}
	}
	if len(phones) >= maxPhones {
		return phones
	}
	return append(phones, p)
}

func (s *phoneSearch) phone(c candidate, ctx phoneContext, d dialled) Phone {
	end := max(c.end, c.extension)
	text := s.text[c.start:end]
	if strings.HasPrefix(text, "(") && strings.Count(text, "(") > strings.Count(text, ")") {
		text = text[1:]
	}
	return Phone{E164: d.e164, Label: ctx.label, Text: foldSpace(text)}
}

// dial looks the number up; of two written together the first counts.
func (s *phoneSearch) dial(c candidate) (dialled, candidate, bool) {
	if c.direct != "" {
		with := c
		with.digits, with.direct = strings.TrimSuffix(c.digits, "0")+c.direct, ""
		if d, with, ok := s.dial(with); ok && c.groups[len(c.groups)-1] == 1 {
			return d, with, true
		}
		with.digits = c.digits + c.direct
		if d, with, ok := s.dial(with); ok {
			return d, with, true
		}
	}
	if cut, ok := c.beforeAlternative(s.text); ok {
		c = cut
	}
	if d, ok := s.lookup(c); ok {
		return d, c, true
	}
	if cut, ok := c.firstOfTwo(s.text); ok {
		if d, ok := s.lookup(cut); ok {
			return d, cut, true
		}
	}
	return dialled{}, c, false
}

func (s *phoneSearch) lookup(c candidate) (dialled, bool) {
	if s.lookups++; s.lookups > maxLookups {
		return dialled{}, false
	}
	if c.plus {
		return dialAbroad(c.digits)
	}
	if rest, ok := strings.CutPrefix(c.digits, "00"); ok {
		if d, ok := dialAbroad(rest); ok {
			return d, true
		}
	}
	tried := make([]string, 0, maxRegions)
	for _, region := range slices.Concat(s.abroad, s.regions()) {
		if slices.Contains(tried, region) {
			continue
		}
		if tried = append(tried, region); len(tried) > maxRegions {
			break
		}
		if d, ok := dialFrom(region, c.digits); ok {
			return d, true
		}
	}
	if c.american() {
		return dialFrom("US", c.digits)
	}
	return dialled{}, false
}

// american tells whether a number is written 212-555-0134, (212) 555-0134 or
// 1.212.555.0134.
func (c candidate) american() bool {
	g, m := c.groups, c.marks
	if len(g) == 4 && g[0] == 1 && c.digits[0] == '1' {
		g = g[1:]
	}
	return len(g) == 3 && g[0] == 3 && g[1] == 3 && g[2] == 4 && strings.Trim(m, " ") != "" && !strings.Contains(m, "/")
}
