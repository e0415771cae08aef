package reading

import (
	"cmp"
	"slices"
)

// phraseIndex holds the phrases of several sections in the order of their first
// and second words, so that one pass over a text finds all of them.
type phraseIndex struct {
	list   []phrase
	starts []int32 // by the number of a word: where its phrases begin in list; one more at the end
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

// index makes the index of at most 256 sections.
func (t *phraseTable) index(sections []string) phraseIndex {
	var x phraseIndex
	for n, name := range sections {
		for _, p := range t.sections[name].list {
			p.section = uint8(n)
			x.list = append(x.list, p)
		}
	}
	x.list = slices.Clip(x.list)
	slices.SortStableFunc(x.list, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second))
	})
	x.starts = make([]int32, len(t.words)+2)
	word := 0
	for i, p := range x.list {
		for ; word <= int(p.first); word++ {
			x.starts[word] = int32(i)
		}
	}
	for ; word < len(x.starts); word++ {
		x.starts[word] = int32(len(x.list))
	}
	return x
}

// of returns the phrases that begin with the word of a number.
func (x *phraseIndex) of(word int32) []phrase { return x.list[x.starts[word]:x.starts[word+1]] }

// sections returns for each word a bit for every section with a phrase that
// begins with it.
func (x *phraseIndex) sections() []uint32 {
	sets := make([]uint32, len(x.starts))
	for _, p := range x.list {
		sets[p.first] |= 1 << p.section
	}
	return sets
}

// at calls found for every phrase that begins at tokens[i], with its section and
// the token behind it. Of one section there may be several.
func (x *phraseIndex) at(tokens []token, i int, found func(section uint8, end int)) {
	list := x.of(tokens[i].id)
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
			if end := table.match(table.behind(p), tokens, i+1, tokens[i].sentence); end > 0 {
				found(p.section, end)
			}
		case p.second < next:
			skip, _ := slices.BinarySearchFunc(list[n+1:], next, func(p phrase, second int32) int { return cmp.Compare(p.second, second) })
			n += skip
		default:
			return
		}
	}
}
