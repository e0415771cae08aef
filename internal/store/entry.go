package store

import (
	"encoding/binary"
	"slices"
	"sort"

	"thrice/tracker"
)

// entry is a mark of a header as runs hold it, in the order of marks, then
// numbers: rest is number, day, and kind with the highest bit for an orphan.
type entry struct{ mark, rest uint64 }

func newEntry(no uint64, m tracker.MarkEntry) entry {
	rest := no<<32 | uint64(m.Day)<<16 | uint64(m.Kind)<<8
	if m.Orphan {
		rest |= 1 << 15
	}
	return entry{uint64(m.Mark), rest}
}

func (e entry) no() uint64 { return e.rest >> 32 }

func (e entry) kind() tracker.MarkKind { return tracker.MarkKind(e.rest >> 8 & 0x7f) }

func (e entry) found() tracker.FoundHeader {
	return tracker.FoundHeader{No: e.no(), MarkEntry: tracker.MarkEntry{
		Mark: tracker.Mark(e.mark), Kind: e.kind(), Orphan: e.rest>>15&1 != 0, Day: uint16(e.rest >> 16),
	}}
}

func (e entry) less(other entry) bool {
	return e.mark < other.mark || e.mark == other.mark && e.rest < other.rest
}

func (e entry) compare(other entry) int {
	switch {
	case e.less(other):
		return -1
	case e == other:
		return 0
	}
	return 1
}

// entriesOf returns the marks of headers in their order, each once. Marks are
// hashes: by their first bits alone entries come close to their places.
func entriesOf(headers []*tracker.Header) []entry {
	const shift = 64 - 11
	var ends [1 << (64 - shift)]int
	for _, h := range headers {
		for _, m := range h.Marks {
			ends[m.Mark>>shift]++
		}
	}
	sum := 0
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	entries := make([]entry, sum)
	for _, h := range headers {
		for _, m := range h.Marks {
			entries[ends[m.Mark>>shift]] = newEntry(h.No, m)
			ends[m.Mark>>shift]++
		}
	}
	begin := 0
	for _, end := range ends {
		slices.SortFunc(entries[begin:end], entry.compare)
		begin = end
	}
	return slices.Compact(entries)
}

// signed is how a mark is stored as a number: the same order with a sign.
func signed(mark uint64) int64 { return int64(mark ^ 1<<63) }

// page is a part of a run: entries of entrySize bytes.
type page []byte

const (
	entrySize = 16
	// pageEntries fill, with the columns beside them, a page of SQLite of 4 KiB.
	pageEntries = 248
)

func (p page) len() int { return len(p) / entrySize }

func (p page) at(i int) entry {
	b := p[i*entrySize : (i+1)*entrySize]
	return entry{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (p page) add(e entry) page {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(p, e.mark), e.rest)
}

// find appends the entries with a mark to found.
func (p page) find(mark uint64, found []tracker.FoundHeader) []tracker.FoundHeader {
	n := p.len()
	for i := sort.Search(n, func(i int) bool { return p.at(i).mark >= mark }); i < n && p.at(i).mark == mark; i++ {
		found = append(found, p.at(i).found())
	}
	return found
}
