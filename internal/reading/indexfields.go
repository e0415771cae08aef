package reading

import "bytes"

// indexField is a field that an Index is made of.
type indexField int

const (
	idField indexField = iota
	referencesField
	inReplyToField
	dateField
	fromField
	subjectField
	resultsField
	indexFields
	noField = indexField(-1)
)

// places are where the values of these fields stand in a header, white space and
// line breaks included; an absent one has no size.
type places [indexFields]span

// find looks through a header as splitHeader does. It is false where fields are
// not as they should be: one twice, a line that is none, white space in front of
// the colon.
func (p *places) find(header []byte) bool {
	if len(header) > maxHeader || bytes.IndexByte(header, '\n') < 0 {
		return false
	}
	fields, open := 0, noField // open: what a folded line belongs to
	for at := 0; at < len(header); {
		next := len(header)
		if n := bytes.IndexByte(header[at:], '\n'); n >= 0 {
			next = at + n + 1
		}
		end := next
		for end > at && (header[end-1] == '\n' || header[end-1] == '\r') {
			end--
		}
		switch {
		case end == at:
			if fields > 0 {
				return true
			}
		case header[at] == ' ' || header[at] == '\t':
			if open != noField {
				p[open].size = end - p[open].at
			}
		default:
			name := plainName(header[at:end])
			if name == 0 {
				if !isEnvelope(header[at:end]) {
					return false
				}
				open = noField
				break
			}
			if fields++; fields > maxFields {
				return false
			}
			open = indexFieldOf(header[at : at+name])
			switch {
			case open == noField:
			case p[open].at == 0:
				p[open] = span{at: at + name + 1, size: end - at - name - 1}
			case open == resultsField: // only the topmost counts
				open = noField
			default:
				return false
			}
		}
		at = next
	}
	return true
}

// plainName returns the length of the name a field begins with, or 0.
func plainName(line []byte) int {
	for i, c := range line {
		switch {
		case c == ':':
			return i
		case c <= ' ' || c >= 0x7f:
			return 0
		}
	}
	return 0
}

// isEnvelope tells whether a line is the "From " that divides the mails of a
// file, and no field with white space in its name.
func isEnvelope(line []byte) bool {
	return (bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))) && !isField(line)
}

func indexFieldOf(name []byte) indexField {
	switch len(name) {
	case 4:
		if isNamed(name, "from") {
			return fromField
		}
		if isNamed(name, "date") {
			return dateField
		}
	case 7:
		if isNamed(name, "subject") {
			return subjectField
		}
	case 10:
		if isNamed(name, "message-id") {
			return idField
		}
		if isNamed(name, "references") {
			return referencesField
		}
	case 11:
		if isNamed(name, "in-reply-to") {
			return inReplyToField
		}
	case 22:
		if isNamed(name, "authentication-results") {
			return resultsField
		}
	}
	return noField
}

// isNamed compares a name of visible characters with one in lower case, of the
// same length.
func isNamed(name []byte, lower string) bool {
	for i := range len(lower) {
		if name[i]|0x20 != lower[i] {
			return false
		}
	}
	return true
}
