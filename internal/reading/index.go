package reading

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// maxIndexRefs is how many ids are compared with one another; longer threads are
// left to Read.
const maxIndexRefs = 100

// Index is what a header is placed and found by: a small part of a Reading, and
// equal to it.
type Index struct {
	MessageID  []byte    // canonical, as Reading.MessageID; empty: none
	Refs       [][]byte  // canonical ids, each once: References in order, then In-Reply-To
	Date       time.Time // UTC, as Reading.Date
	From       []byte    // the address in lower case, as Reading.From
	Base       []byte    // as BaseSubject of Reading.Subject
	Response   bool      // as the second result of BaseSubject
	AuthServer []byte    // as Reading.Auth.ServerID
}

// Indexer reads headers as far as an Index needs, many of them one after the
// other in the same room. It is not for concurrent use.
type Indexer struct {
	room    []byte   // what of an Index does not stand in its header as it is
	words   []byte   // a subject, decoded
	refs    [][]byte // Index.Refs
	decoder wordDecoder
}

// Index reads a header as it lies in the mailbox. If ok, the result is what Read
// makes of the header; if not, the header holds a form that only Read settles:
// most do not. The slices are pieces of the header or of x: they are valid until
// the header changes or Index is called again.
func (x *Indexer) Index(header []byte) (in Index, ok bool) {
	x.room, x.refs = x.room[:0], x.refs[:0]
	var p places
	if !p.find(header) {
		return Index{}, false
	}
	value := func(f indexField) []byte { return header[p[f].at : p[f].at+p[f].size] }
	if in.MessageID, ok = indexID(value(idField)); !ok {
		return Index{}, false
	}
	if !x.addRefs(value(referencesField)) || !x.addRefs(value(inReplyToField)) {
		return Index{}, false
	}
	in.Refs = x.refs
	if in.Date, ok = indexDate(value(dateField)); !ok {
		return Index{}, false
	}
	if in.From, ok = x.from(value(fromField)); !ok {
		return Index{}, false
	}
	if in.Base, in.Response, ok = x.subject(value(subjectField)); !ok {
		return Index{}, false
	}
	if in.AuthServer, ok = x.server(value(resultsField)); !ok {
		return Index{}, false
	}
	return in, true
}

// indexID reads "<id>", or an id without brackets.
func indexID(value []byte) (id []byte, ok bool) {
	value = bytes.TrimSpace(value)
	if len(value) == 0 {
		return nil, true
	}
	if value[0] == '<' {
		n := plainID(value[1:])
		return value[1 : 1+n], n > 0 && n+1 < len(value) && value[n+1] == '>'
	}
	return value, plainID(value) == len(value) && !bytes.ContainsAny(value, ",;'")
}

// plainID returns how many bytes at the beginning are certainly part of an id.
func plainID(s []byte) int {
	for i, c := range s {
		if !isOneOf(c, visibleLow&^specials, visibleHigh) {
			return i
		}
	}
	return len(s)
}

// Sets of ASCII characters: a bit for each of those below 64, or above. Visible
// are those that can be seen and escape no other; the specials end an id or an
// address, or mean something in it.
const (
	visibleLow  = uint64(1<<64 - 1<<('!'))
	visibleHigh = uint64(1<<63-1) &^ (1 << ('\\' - 64))
	specials    = uint64(1<<'<' | 1<<'>' | 1<<'(' | 1<<')' | 1<<'"')
	dividers    = uint64(1<<',' | 1<<':' | 1<<';')
)

// isOneOf tells whether a character is in a set. A shift by 64 or more leaves
// nothing, so one of the halves never counts.
func isOneOf(c byte, low, high uint64) bool { return (low>>c|high>>(c-64))&1 != 0 }

// addRefs adds the ids of References or In-Reply-To. Words between them are
// passed over, as messageIDs does.
func (x *Indexer) addRefs(value []byte) bool {
	found := false
	for i := 0; i < len(value); {
		switch value[i] {
		case '\\':
			return false
		case '(', '"':
			end := skipQuoted(value, i)
			if value[i] == '(' {
				end = skipComment(value, i)
			}
			if end == i+1 || bytes.IndexByte(value[i:end], '\\') >= 0 {
				return false
			}
			i = end
		case '<':
			n := plainID(value[i+1:])
			end := i + 1 + n
			if end == len(value) || value[end] != '>' || len(x.refs) == maxIndexRefs {
				return false
			}
			if id := value[i+1 : end]; n > 0 && !contains(x.refs, id) {
				x.refs = append(x.refs, id)
			}
			found = true
			i = end + 1
		default:
			i++
		}
	}
	return found || bytes.IndexByte(value, '@') < 0
}

func contains(ids [][]byte, id []byte) bool {
	for _, other := range ids {
		if bytes.Equal(other, id) {
			return true
		}
	}
	return false
}

// indexDate reads a date as RFC 5322 §3.3 writes it. None is no date.
func indexDate(value []byte) (t time.Time, ok bool) {
	value = bytes.TrimSpace(value)
	if len(value) == 0 {
		return t, true
	}
	if bytes.IndexByte(value, '\n') >= 0 {
		return t, false
	}
	t, offset, ok := civilDate(value)
	return t.Add(-time.Duration(offset) * time.Second), ok && t.Year() > 1971 && t.Year() < 9999
}

// subject reads a subject.
func (x *Indexer) subject(value []byte) (base []byte, response, ok bool) {
	value = x.unfolded(value)
	if len(value) > maxSubject/utf8.UTFMax { // it may grow when it is decoded
		return nil, false, false
	}
	coded := bytes.Contains(value, []byte("=?"))
	if coded || !utf8.Valid(value) {
		x.words = x.decoder.appendText(x.words[:0], value)
		value = x.words
	}
	begin := len(x.room)
	x.room = appendFolded(x.room, value)
	line := x.room[begin:]
	if coded && bytes.Contains(line, []byte("=?")) { // BaseSubject would decode it again
		return nil, false, false
	}
	line, response = cutLeaders(line)
	return x.lower(line), response, true
}

// server reads the authserv-id in front of the results (RFC 8601 §2.2). What
// comes after it counts only so far as it must not break off.
func (x *Indexer) server(value []byte) (id []byte, ok bool) {
	value = bytes.TrimSpace(value)
	end := plainWord(value)
	if end == 0 {
		return nil, len(value) == 0
	}
	id = value[:end]
	next := bytes.TrimLeft(value[end:], " \t\r\n")
	if id[end-1] == '=' || len(next) > 0 && (next[0] == '=' || next[0] == '"') || !endsWell(value[end:]) {
		return nil, false
	}
	return x.lower(id), true
}

// plainWord returns how many bytes at the beginning are certainly one word, if
// what comes after them ends it; else 0.
func plainWord(s []byte) int {
	for i, c := range s {
		switch {
		case c == ';' || c == '(':
			return i
		case isOneOf(c, visibleLow&^specials, visibleHigh):
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			return i
		default:
			return 0
		}
	}
	return len(s)
}

// endsWell tells whether all comments and quoted strings of a value are closed.
func endsWell(value []byte) bool {
	if bytes.IndexByte(value, '(') < 0 && bytes.IndexByte(value, '"') < 0 {
		return true
	}
	if bytes.IndexByte(value, '\\') >= 0 {
		return false
	}
	for i := 0; i < len(value); i++ {
		var end int
		switch value[i] {
		case '(':
			end = skipComment(value, i)
		case '"':
			end = skipQuoted(value, i)
		default:
			continue
		}
		if end == i+1 {
			return false
		}
		i = end - 1
	}
	return true
}

// lower returns s in lower case: itself, if it is.
func (x *Indexer) lower(s []byte) []byte {
	for _, c := range s {
		if c >= 0x80 || c >= 'A' && c <= 'Z' {
			begin := len(x.room)
			x.room = appendLower(x.room, s)
			return x.room[begin:]
		}
	}
	return s
}

// unfolded returns a value on one line.
func (x *Indexer) unfolded(value []byte) []byte {
	value = bytes.TrimSpace(value)
	if bytes.IndexByte(value, '\n') < 0 {
		return value
	}
	begin := len(x.room)
	x.room = appendUnfolded(x.room, value)
	return x.room[begin:]
}
