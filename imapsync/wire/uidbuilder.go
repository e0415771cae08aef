package wire

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"
)

// maxRanges bounds a set that a server tells, in ranges: 32 MiB.
const maxRanges = 4 << 20

// uidBuilder collects UIDs that mostly come in ascending order. It is never
// larger than what it was told, however wide the ranges are.
type uidBuilder struct {
	ranges []UIDRange
	loose  bool // not in order
}

// add adds a range whose ends are in order.
func (b *uidBuilder) add(r UIDRange) {
	if n := len(b.ranges); n > 0 {
		last := &b.ranges[n-1]
		if r.First >= last.First && (r.First <= last.Last || r.First == last.Last+1) {
			last.Last = max(last.Last, r.Last)
			return
		}
		b.loose = b.loose || r.First < last.First
	}
	b.ranges = append(b.ranges, r)
}

// set returns what was collected. The builder is empty then.
func (b *uidBuilder) set() UIDSet {
	ranges := b.ranges
	if b.loose {
		slices.SortFunc(ranges, func(x, y UIDRange) int { return cmp.Compare(x.First, y.First) })
		b.ranges, b.loose = ranges[:0], false
		for _, r := range ranges { // never overtakes itself: what is written was read
			b.add(r)
		}
		ranges = b.ranges
	}
	b.ranges = nil
	if len(ranges) == 0 {
		return nil
	}
	return ranges
}

// full says that a server has told more than is kept.
func (b *uidBuilder) full() bool { return len(b.ranges) > maxRanges }

// parse adds a sequence-set (RFC 3501 §9): numbers and ranges whose ends may be
// the wrong way round. "*", the highest UID whatever it is, becomes the highest
// that there can be.
func (b *uidBuilder) parse(text []byte) error {
	for {
		part, rest, more := bytes.Cut(text, []byte{','})
		first, last, isRange := bytes.Cut(part, []byte{':'})
		from, ok := setNumber(first)
		to := from
		if isRange && ok {
			to, ok = setNumber(last)
		}
		if !ok {
			return errors.New("no set of UIDs")
		}
		b.add(UIDRange{min(from, to), max(from, to)})
		if !more {
			return nil
		}
		text = rest
	}
}

func setNumber(text []byte) (uint32, bool) {
	if len(text) == 1 && text[0] == '*' {
		return math.MaxUint32, true
	}
	n, ok := number32(text)
	return n, ok && n > 0
}

// number32 reads a number that is nothing but digits.
func number32(text []byte) (uint32, bool) {
	n, ok := number64(text)
	return uint32(n), ok && n <= math.MaxUint32
}

func number64(text []byte) (uint64, bool) {
	var n uint64
	for _, c := range text {
		d := uint64(c - '0')
		if d > 9 || n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, len(text) > 0
}
