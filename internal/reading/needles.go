package reading

// needles are words that are looked for anywhere in a text, whatever the case of
// its letters.
type needles struct {
	byFirst [256][]string // in lower case, by their first byte, a letter in both cases
}

// newNeedles takes words of ASCII in lower case.
func newNeedles(words ...string) *needles {
	n := new(needles)
	for _, w := range words {
		n.byFirst[w[0]] = append(n.byFirst[w[0]], w)
		if c := w[0]; c >= 'a' && c <= 'z' {
			n.byFirst[c-'a'+'A'] = n.byFirst[c]
		}
	}
	return n
}

// in tells whether one of the words stands in a text.
func (n *needles) in(text []byte) bool {
	for i, c := range text {
		for _, w := range n.byFirst[c] {
			if startsWith(text[i:], w) {
				return true
			}
		}
	}
	return false
}

// startsWith tells whether a text begins with a word in lower case.
func startsWith(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
