package reading

// needles are words that are looked for anywhere in a short text, in lower case.
type needles struct {
	byFirst [128][]string // ASCII
}

func newNeedles(words ...string) *needles {
	n := new(needles)
	for _, w := range words {
		n.byFirst[w[0]] = append(n.byFirst[w[0]], w)
	}
	return n
}

// in tells whether one of the words stands in a text.
func (n *needles) in(text string) bool {
	for i := range len(text) {
		if text[i] >= 128 {
			continue
		}
		for _, w := range n.byFirst[text[i]] {
			if len(text)-i >= len(w) && text[i:i+len(w)] == w {
				return true
			}
		}
	}
	return false
}
