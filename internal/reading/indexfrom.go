package reading

import "bytes"

// from reads the first address of a From field, whatever name goes with it.
func (x *Indexer) from(value []byte) (address []byte, ok bool) {
	value = x.unfolded(value)
	if len(value) == 0 {
		return nil, true
	}
	if bytes.IndexByte(value, '@') < 0 && !bytes.Contains(value, []byte("=?")) {
		return nil, true // a mail system that signs with a name alone
	}
	open := bytes.IndexByte(value, '<')
	if open < 0 {
		return x.address(beforeComment(value))
	}
	// The "<" may stand in a name, and what is in front of it be an address.
	for i := 0; value[i] != '<'; {
		end := i + 1
		switch value[i] {
		case '"':
			if end = skipQuoted(value, i); end == i+1 || bytes.IndexByte(value[i:end], '\\') >= 0 {
				return nil, false
			}
		case '(':
			if end = skipComment(value, i); end == i+1 {
				return nil, false
			}
		case '\\':
			return nil, false
		}
		if bytes.IndexByte(value[i:end], '@') >= 0 {
			return nil, false
		}
		if i = end; i == len(value) {
			return nil, false
		}
		open = i
	}
	spec, rest, ok := bytes.Cut(value[open+1:], []byte(">"))
	if rest = beforeComment(trimSpaces(rest)); !ok || len(rest) > 0 && rest[0] != ',' {
		return nil, false
	}
	return x.address(spec)
}

// beforeComment removes a comment at the end: "joe@acme.example (Joe)".
func beforeComment(value []byte) []byte {
	at := bytes.IndexByte(value, '(')
	if at >= 0 && bytes.IndexByte(value, '"') < 0 && skipComment(value, at) == len(value) {
		return value[:at]
	}
	return value
}

// address reads an address that stands alone.
func (x *Indexer) address(spec []byte) (address []byte, ok bool) {
	spec = bytes.Trim(spec, " \t'")
	at := bytes.LastIndexByte(spec, '@')
	if at < 1 || at == len(spec)-1 || len(spec) > 320 {
		return nil, false
	}
	for _, c := range spec {
		if !isOneOf(c, visibleLow&^specials&^dividers, visibleHigh) {
			return nil, false
		}
	}
	return x.lower(spec), true
}
