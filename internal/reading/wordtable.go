package reading

import "slices"

// wordTable numbers words, from 1. Its lists hold no pointers, so that the
// collector of garbage need not go through them.
type wordTable struct {
	slots []uint32 // by hash: numbers of words with a piece of their hash; 0: free
	text  []byte   // all words, one behind the other
	ends  []uint32 // of each word in text, by its number
}

// Of a slot, the lower bits are a number and the upper ones of a hash.
const (
	numberBits = 20
	numberMask = 1<<numberBits - 1
)

// hashWord is FNV-1a, its bits mixed once more.
func hashWord(word string) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h ^ h>>15
}

// number returns the number of a word, or 0.
func (t *wordTable) number(word string) int32 {
	if len(t.slots) == 0 || word == "" {
		return 0
	}
	h := hashWord(word)
	for slot := h; ; slot++ {
		s := t.slots[slot&uint32(len(t.slots)-1)]
		if s == 0 {
			return 0
		}
		if n := s & numberMask; s>>numberBits == h>>numberBits && string(t.text[t.ends[n-1]:t.ends[n]]) == word {
			return int32(n)
		}
	}
}

// foldedNumber returns the number of a word as fold writes it, or 0.
func (t *wordTable) foldedNumber(word string) int32 {
	var room [32]byte
	if len(word) > len(room) {
		return t.number(fold(word))
	}
	for i := range len(word) {
		c := word[i]
		if c >= 0x80 {
			return t.number(fold(word))
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		room[i] = c
	}
	return t.number(string(room[:len(word)]))
}

// add returns the number of a word, a new one if it has none. There is room for
// a million.
func (t *wordTable) add(word string) int32 {
	if n := t.number(word); n > 0 || word == "" {
		return n
	}
	if len(t.ends) == 0 {
		t.ends = append(t.ends, 0)
	}
	t.text = append(t.text, word...)
	t.ends = append(t.ends, uint32(len(t.text)))
	n := t.size()
	if 3*n > len(t.slots) {
		t.grow()
	} else {
		t.put(hashWord(word), uint32(n))
	}
	return int32(n)
}

// size is how many words have a number.
func (t *wordTable) size() int { return max(0, len(t.ends)-1) }

func (t *wordTable) put(hash, number uint32) {
	slot := hash
	for t.slots[slot&uint32(len(t.slots)-1)] != 0 {
		slot++
	}
	t.slots[slot&uint32(len(t.slots)-1)] = hash>>numberBits<<numberBits | number
}

func (t *wordTable) grow() {
	t.slots = make([]uint32, max(1<<10, 2*len(t.slots)))
	for n := 1; n <= t.size(); n++ {
		t.put(hashWord(string(t.text[t.ends[n-1]:t.ends[n]])), uint32(n))
	}
}

// clip gives back what was allocated for more words.
func (t *wordTable) clip() { t.text, t.ends = slices.Clone(t.text), slices.Clone(t.ends) }
