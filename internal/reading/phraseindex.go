package reading

import (
	"cmp"
	"slices"
)

// phraseIndex holds the phrases of several sections by the number of their first
// word, so that one pass over a text finds all of them. Those of one word are in
// the order of their second.
type phraseIndex [][]indexedPhrase

type indexedPhrase struct {
	phrase
	section uint8 // position in the list the index was made of
}

// index makes the index of at most 256 sections.
func (t *phraseTable) index(sections []string) phraseIndex {
	x := make(phraseIndex, len(t.words)+1)
	for n, name := range sections {
		for first, list := range t.sections[name].byFirst {
			for _, p := range list {
				x[first] = append(x[first], indexedPhrase{p, uint8(n)})
			}
		}
	}
	for _, list := range x {
		slices.SortFunc(list, func(a, b indexedPhrase) int {
			return cmp.Or(cmp.Compare(a.second, b.second), cmp.Compare(a.section, b.section))
		})
	}
	return x
}

// at calls found for every phrase that begins at tokens[i], with its section and
// the token behind it. Of one section there may be several.
func (x phraseIndex) at(tokens []token, i int, found func(section uint8, end int)) {
	list := x[tokens[i].id]
	if len(list) == 0 {
		return
	}
	next, bit := int32(0), uint64(1) // no word has the number 0
	if i+1 < len(tokens) {
		next = tokens[i+1].id
		bit = 1 << (next % 64)
	}
	table := allPhrases()
	for n := 0; n < len(list); n++ {
		p := &list[n]
		switch {
		case p.second == 0 && p.next&bit == 0:
		case p.second == 0 || p.second == next:
			if end := table.match(p.rest, tokens, i+1, tokens[i].sentence); end > 0 {
				found(p.section, end)
			}
		case p.second < next:
			n += searchSecond(list[n+1:], next)
		default:
			return
		}
	}
}

// searchSecond returns the place of the first phrase whose second word has the
// number or a higher one.
func searchSecond(list []indexedPhrase, second int32) int {
	n, _ := slices.BinarySearchFunc(list, second, func(p indexedPhrase, second int32) int { return cmp.Compare(p.second, second) })
	return n
}
