package reading

import (
	"cmp"
	"slices"
)

// phraseTable is all there is in the files. Its lists hold numbers and no
// pointers, so that the collector of garbage need not go through them.
type phraseTable struct {
	sections map[string]*phraseSet
	// words numbers every word of every phrase. A text is looked up in it once,
	// word by word; after that numbers are compared.
	words    wordTable
	list     []phrase    // of all sections, in the order of their first words
	begins   []beginning // by the number of a word
	codes    []int32     // of all phrases, one behind the other
	places   []place
	prefixes []string
	choices  []choice
	labels   map[string]labelKind
}

// beginning is where the phrases stand that begin with a word: first those whose
// second word is open, then the others in the order of their second words.
type beginning struct {
	sections uint64 // the bits of those with such a phrase
	days     uint32 // a bit for every section of days with one
	at       uint32 // in list; they end where those of the next word begin
	open     uint32
}

// phraseSet is a section.
type phraseSet struct {
	table  *phraseTable
	number uint8
	bit    uint64 // one of 64, so shared with a few others
	spelt  []phraseLine
}

// phraseLine is a phrase as it is written, folded.
type phraseLine struct {
	text string
	line int32 // of its section and file, from 1
}

// phrase is one of a section: numbers of words, and below zero those of places.
// Thousands are looked at for each text, so it is kept small.
type phrase struct {
	next    uint64 // the number of the second word; with openWord, the bits of those that it may be
	rest    uint32 // where in the codes of the table stands what follows the first word
	line    uint16 // as of a phraseLine
	size    uint8  // of the rest
	section uint8
}

// openWord says that what comes second is not one word only, and anyWord that
// all may.
const (
	openWord = 1 << 63
	anyWord  = ^uint64(0)
)

// wordBit is the bit of a word among the 63 of phrase.next.
func wordBit(number int32) uint64 { return 1 << (uint32(number) % 63) }

// place is a place of a phrase that more than one word may take: any word that
// begins so, a gap of up to four words, or alternatives.
type place struct {
	prefix  int32  // in prefixes, from 1; 0: none
	choice  uint32 // the first in choices
	choices uint16
	gap     bool
}

// choice is one of the alternatives of a place, in codes.
type choice struct {
	at   uint32
	size uint8
}

// sectionsOf returns the names of the sections that a type counts, up to the last.
func sectionsOf[K interface {
	~uint8
	section() string
}](count K) []string {
	names := make([]string, count)
	for k := range count {
		names[k] = k.section()
	}
	return names
}

// code returns the words of a choice.
func (t *phraseTable) code(c choice) []int32 { return t.codes[c.at : c.at+uint32(c.size)] }

// behind returns what follows the first word of a phrase.
func (t *phraseTable) behind(p *phrase) []int32 { return t.codes[p.rest : p.rest+uint32(p.size)] }

func (t *phraseTable) choicesOf(p *place) []choice {
	return t.choices[p.choice : p.choice+uint32(p.choices)]
}

// sort puts phrases where they are looked for.
func (t *phraseTable) sort(read []unsorted) {
	t.begins = make([]beginning, t.words.size()+2)
	for _, p := range read {
		t.begins[p.first+1].at++
	}
	for w := 1; w < len(t.begins); w++ {
		t.begins[w].at += t.begins[w-1].at
	}
	t.list = make([]phrase, len(read))
	used := make([]uint32, len(t.begins))
	firstDay := termMonth.number()
	for _, p := range read {
		b := &t.begins[p.first]
		t.list[b.at+used[p.first]] = p.phrase
		used[p.first]++
		b.sections |= 1 << (p.section % 64)
		if d := p.section - firstDay; p.section >= firstDay && d < uint8(dayWords) {
			b.days |= 1 << d
		}
	}
	for w := range t.begins[:len(t.begins)-1] {
		b := &t.begins[w]
		group := t.list[b.at:t.begins[w+1].at]
		slices.SortStableFunc(group, func(a, b phrase) int {
			return cmp.Or(cmp.Compare(a.second(), b.second()), cmp.Compare(a.section, b.section))
		})
		b.open = b.at
		for b.open < t.begins[w+1].at && t.list[b.open].next&openWord != 0 {
			b.open++
		}
	}
}

// second is the number of the second word, 0 if it is open.
func (p *phrase) second() uint64 {
	if p.next&openWord != 0 {
		return 0
	}
	return p.next
}

// candidates returns the phrases that may begin at tokens[i], with the bit that
// those of an open second word must have.
func (t *phraseTable) candidates(first int32, tokens []token, i int) (open, exact []phrase, bit uint64) {
	b := &t.begins[first]
	next := int32(0)
	if i+1 < len(tokens) && tokens[i+1].sentence == tokens[i].sentence {
		next = tokens[i+1].id
	}
	open, exact, bit = t.list[b.at:b.open], t.list[b.open:t.begins[first+1].at], wordBit(next)
	if next == 0 { // no phrase has it
		return open, nil, bit
	}
	from, _ := slices.BinarySearchFunc(exact, uint64(next), func(p phrase, second uint64) int { return cmp.Compare(p.next, second) })
	to := from
	for to < len(exact) && exact[to].next == uint64(next) {
		to++
	}
	return open, exact[from:to], bit
}

// each calls found for every phrase that begins at tokens[i], with its section and
// the token behind it. Of one section there may be several.
func (t *phraseTable) each(tokens []token, i int, found func(section uint8, end int)) {
	open, exact, bit := t.candidates(tokens[i].id, tokens, i)
	for _, list := range [...][]phrase{open, exact} {
		for n := range list {
			p := &list[n]
			if p.next&openWord != 0 && p.next&bit == 0 {
				continue
			}
			if end := t.match(t.behind(p), tokens, i+1, tokens[i].sentence); end > 0 {
				found(p.section, end)
			}
		}
	}
}

// sectionPhrase is a phrase found in a text.
type sectionPhrase struct {
	at, end int32 // tokens
	section uint8
}

// search returns the phrases of cues and kinds, in the order in which they begin,
// the longest of each at each place. It looks for those of all sections: many
// questions are put to the text of a mail, and after this pass over it one bit
// answers most of them.
func (p *prose) search() []sectionPhrase {
	if p.searched {
		return p.found
	}
	p.searched = true
	table := allPhrases()
	for i := range p.tokens {
		hits, first := uint64(0), len(p.found)
		if p.tokens[i].id > 0 {
			table.each(p.tokens, i, func(section uint8, end int) {
				hits |= 1 << (section % 64)
				if section < kinds.number() {
					p.keep(first, sectionPhrase{int32(i), int32(end), section})
				}
			})
		}
		p.tokens[i].misses = ^hits
	}
	return p.found
}

// keep adds a phrase to those that begin at the same token, from first on, the
// longest of each section.
func (p *prose) keep(first int, found sectionPhrase) {
	for i := first; i < len(p.found); i++ {
		if p.found[i].section == found.section {
			p.found[i].end = max(p.found[i].end, found.end)
			return
		}
	}
	p.found = append(p.found, found)
}
