package reading

import (
	"strings"
	"unicode"
)

// nearby is within how many words of "contact" or its like a stand-in is named.
const nearby = 30

// standIn reads whom a notice names in place of its writer.
func (m *mail) standIn() StandIn {
	s := standInOf(m.prose, m.From.Address)
	text, at := m.prose.text, s.at
	if s.Address == "" {
		signature := parseProse(strings.ReplaceAll(m.Signature, "\n", " "))
		if signed := standInOf(signature, m.From.Address); signed.Address != "" {
			s = signed
			text, at = signature.text, signed.at
		}
	}
	if at >= 0 {
		const window = 250 // bytes
		end := min(at+window, len(text))
		if blank := strings.Index(text[at:end], "\n\n"); blank > 40 {
			end = at + blank
		}
		if phones := findPhones(strings.ToValidUTF8(text[at:end], ""), m.regions()); len(phones) > 0 {
			s.Phone = &phones[0]
		}
	}
	return s.StandIn
}

// placed is a stand-in with the place from which a text speaks of it; -1: it
// does not.
type placed struct {
	StandIn
	at int
}

// standInOf finds the address that is not the sender's own after "contact" or
// before it, as the language has it, with the name beside it; else the name
// alone that follows.
func standInOf(p *prose, own string) placed {
	list := cuesIn(p, 2*maxCovered)
	near := func(i, after int) int {
		for k := len(list) - 1; k >= 0; k-- {
			f := list[k]
			if f.cue == cueContact && (f.from < i && i-f.from <= nearby || f.from > i && f.from-i <= after && p.tokens[f.from].sentence == p.tokens[i].sentence) {
				return k
			}
		}
		return -1
	}
	for i, t := range p.tokens[:min(len(p.tokens), 2*maxCovered)] {
		if !t.address || t.word == own {
			continue
		}
		if k := near(i, nearby/2); k >= 0 {
			from := min(list[k].from, i)
			s := placed{at: p.tokens[from].start}
			s.Address, s.Name = t.word, nameBefore(p, i, list)
			return s
		}
	}
	for _, f := range list {
		if f.cue != cueContact {
			continue
		}
		if name := nameAt(p, f.to, list); name != "" {
			return placed{StandIn{Name: name}, p.tokens[f.from].start}
		}
	}
	for _, f := range list {
		if f.cue == cueUrgent || f.cue == cueContact {
			return placed{at: p.tokens[f.from].start}
		}
	}
	return placed{at: -1}
}

// nameBefore is the name that stands before an address, a few words between.
func nameBefore(p *prose, address int, list []found) string {
	const between = 6
	for end := address; end > 0 && end > address-between; end-- {
		from := end
		for from > 0 && end-from < 4 && isPersonWord(p, from-1, list) && (from == end || !dividesClause(p, from-1)) {
			from--
		}
		for from < end && isParticle(p.text[p.tokens[from].start:p.tokens[from].end]) {
			from++ // but "Al" with a capital is a name
		}
		if from < end {
			return p.text[p.tokens[from].start:p.tokens[end-1].end]
		}
		if p.tokens[end-1].address {
			break
		}
	}
	return ""
}

// nameAt is a name of two words or more that begins at a token, behind words such
// as "my colleague" and "Mr".
func nameAt(p *prose, i int, list []found) string {
	titled := false
	for i < len(p.tokens) {
		n := phrases("mr").at(p.tokens, i)
		if n == 0 {
			break
		}
		i, titled = i+n, true
	}
	end := i
	for end < len(p.tokens) && end-i < 4 && isPersonWord(p, end, list) && (end == i || !dividesClause(p, end-1)) {
		end++
	}
	for end > i && isParticle(p.tokens[end-1].word) {
		end--
	}
	if end-i < 2 && !(titled && end > i) {
		return ""
	}
	return p.text[p.tokens[i].start:p.tokens[end-1].end]
}

// isPersonWord tells whether a token may be part of a person's name: a word with
// a capital that is no word of a notice.
func isPersonWord(p *prose, i int, list []found) bool {
	t := p.tokens[i]
	if t.address || t.word == "" {
		return false
	}
	if isParticle(t.word) {
		return true
	}
	if text := p.text[t.start:t.end]; !unicode.IsUpper(firstRune(text)) || strings.ContainsAny(text, "0123456789") {
		return false
	}
	if phrases("function words").at(p.tokens, i) > 0 && !isGivenName(p, i) {
		return false
	}
	if phrases("mr").at(p.tokens, i) > 0 || phrases("greeting").at(p.tokens, i) == 1 || phrases("weekdays").position(t.word) > 0 {
		return false
	}
	for _, f := range list {
		if f.cue <= cueContact && f.from <= i && i < f.to {
			return false
		}
	}
	return true
}

// isGivenName tells the names that are small words of some language, "Ben" and
// "Will", by the capital of the word that follows at once.
func isGivenName(p *prose, i int) bool {
	if phrases("given name").position(p.tokens[i].word) == 0 || i+1 >= len(p.tokens) || dividesClause(p, i) {
		return false
	}
	next := p.tokens[i+1]
	return !next.address && unicode.IsUpper(firstRune(p.text[next.start:next.end]))
}

// isParticle tells the small words inside names.
func isParticle(word string) bool {
	switch word {
	case "von", "van", "der", "den", "de", "da", "di", "del", "dos", "la", "le", "af", "av", "zu", "ten", "ter", "bin", "al":
		return true
	}
	return false
}
