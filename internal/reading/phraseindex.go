package reading

// phraseIndex holds the phrases of several sections by the number of their first
// word, so that one pass over a text finds all of them.
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
	return x
}

// at calls found for every phrase that begins at tokens[i], with its section and
// the token behind it. Of one section there may be several.
func (x phraseIndex) at(tokens []token, i int, found func(section uint8, end int)) {
	next := int32(0)
	if i+1 < len(tokens) {
		next = tokens[i+1].id
	}
	for n := range x[tokens[i].id] {
		p := &x[tokens[i].id][n]
		if p.second != 0 && p.second != next {
			continue
		}
		if end := allPhrases().match(p.rest, tokens, i+1, tokens[i].sentence); end > 0 {
			found(p.section, end)
		}
	}
}
