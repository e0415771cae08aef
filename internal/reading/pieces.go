package reading

// pieces puts a text together of pieces of another. What stands there in one
// piece, as most does, is not copied. White space at the end is left out.
type pieces struct {
	whole string // the only piece
	more  []byte // all of them, if there are several
	gap   string // white space that counts only if something follows
}

// add appends a piece.
func (p *pieces) add(s string) {
	switch {
	case s == "":
		return
	case p.gap == "" && isBlankText(s):
		p.gap = s
		return
	case p.whole == "" && p.more == nil && p.gap == "":
		p.whole = s
		return
	case p.more == nil:
		const usual = 64 // bytes
		p.more = append(make([]byte, 0, usual), p.whole...)
	}
	p.more = append(append(p.more, p.gap...), s...)
	p.gap = ""
}

// text returns what was put together.
func (p *pieces) text() string {
	if p.more == nil {
		return p.whole
	}
	return string(p.more)
}

func isBlankText(s string) bool {
	for i := range len(s) {
		if s[i] != ' ' && s[i] != '\t' {
			return false
		}
	}
	return true
}
