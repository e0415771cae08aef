package reading

import (
	"slices"
	"strings"
	"sync"
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
	switch m.Nature {
	case Bounce, Delayed, Receipt, Calendar, Bulk:
		return // nobody to call
	}
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
				if !slices.Contains(s.abroad, d.region) {
					s.abroad = append(s.abroad, d.region)
				}
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
	for i, c := range list {
		if results[i].ok || contexts[i].other || !s.claimed(c, contexts[i]) {
			continue
		}
		if d, ok := s.unlisted(c); ok {
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

// claimed tells whether a number need not be known to any plan, as the mail
// calls it one and it is written with a calling code or as at home.
func (s *phoneSearch) claimed(c candidate, ctx phoneContext) bool {
	if !ctx.named && !ctx.spoken && !(s.signature && (c.plus || c.american())) {
		return false
	}
	return c.plus || c.american() || c.digits[0] == '0' && (c.isDomestic() || ctx.named)
}

// unlisted reads a number that no plan knows: with its calling code, else of the
// likeliest country if that has numbers as long.
func (s *phoneSearch) unlisted(c candidate) (dialled, bool) {
	if s.lookups++; s.lookups > maxLookups {
		return dialled{}, false
	}
	if c.plus {
		return dialUnlisted("+"+c.digits, "")
	}
	if rest, ok := strings.CutPrefix(c.digits, "00"); ok {
		return dialUnlisted("+"+rest, "")
	}
	if c.american() {
		return dialUnlisted(c.digits, "US")
	}
	guessed := s.regions() // no plan can tell which guess is right: the first or none
	for _, region := range slices.Concat(s.abroad[:min(len(s.abroad), 1)], guessed[:min(len(guessed), 1)]) {
		if d, ok := dialUnlisted(c.digits, region); ok {
			return d, true
		}
	}
	return dialled{}, false
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
	// The guess is dear, and numbers of one mail are mostly of one country.
	for _, region := range s.abroad[:min(len(s.abroad), maxRegions)] {
		if d, ok := dialFrom(region, c.digits); ok {
			return d, true
		}
	}
	guessed := s.regions()
	for _, region := range guessed[:min(len(guessed), maxRegions)] {
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
