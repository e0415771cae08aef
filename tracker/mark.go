package tracker

import "time"

// MarkOf makes the mark of a Message-ID (canonical), an address (lower case) or
// a base subject (folded). It is FNV-1a with a final mix, and the same for an id
// whether a message owns it or refers to it.
func MarkOf[T ~string | ~[]byte](kind MarkKind, value T) Mark {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	if kind == MarkRef {
		kind = MarkOwn
	}
	h = (h ^ uint64(kind)) * prime
	for i := range len(value) {
		h = (h ^ uint64(value[i])) * prime
	}
	// FNV's upper bits hardly change for values that differ at their ends.
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return Mark(h ^ h>>32)
}

// DayOf is the day of an instant as marks hold it; what lies outside of what
// they can hold is moved to its end.
func DayOf(at time.Time) uint16 {
	return uint16(min(max(at.Unix()/86400, 0), 1<<16-1))
}

// marks are what other messages may share with m: its ids, what it refers to,
// and its base subject.
func (m *Message) marks() []MarkEntry {
	out := make([]MarkEntry, 0, len(m.IDs)+len(m.Refs)+1)
	for _, id := range m.IDs {
		out = append(out, MarkEntry{Mark: MarkOf(MarkOwn, id), Kind: MarkOwn})
	}
	for _, id := range m.Refs {
		out = append(out, MarkEntry{Mark: MarkOf(MarkRef, id), Kind: MarkRef})
	}
	if m.Base != "" {
		out = append(out, MarkEntry{Mark: MarkOf(MarkBase, m.Base), Kind: MarkBase, Orphan: m.Orphan(), Day: DayOf(m.At)})
	}
	return out
}

// HeaderMarks are what a header is found by that was read already: the marks of
// the message, and of its sender. at is its time.
func (m *Message) HeaderMarks(at time.Time) []MarkEntry {
	marks := m.marks()
	if m.From.Address != "" {
		marks = append(marks, MarkEntry{Mark: MarkOf(MarkFrom, m.From.Address), Kind: MarkFrom})
	}
	for i := range marks {
		marks[i].Orphan, marks[i].Day = m.Orphan(), DayOf(at)
	}
	return marks
}
