package wire

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
)

// UIDRange are the UIDs from First to Last, both included. Neither is 0.
type UIDRange struct{ First, Last uint32 }

// UIDSet is a set of UIDs: ascending, disjoint ranges that do not touch. Its
// methods return new sets and never change the one they are called on.
type UIDSet []UIDRange

// Add returns s with the UIDs from first to last, in either order. 0 is no UID.
func (s UIDSet) Add(first, last uint32) UIDSet {
	first, last = min(first, last), max(first, last)
	if last == 0 {
		return s
	}
	return s.Union(UIDSet{{max(first, 1), last}})
}

// Union returns what is in s or t.
func (s UIDSet) Union(t UIDSet) UIDSet {
	if len(s) == 0 || len(t) == 0 {
		return slices.Concat(s, t)
	}
	var all uidBuilder
	all.ranges = make([]UIDRange, 0, len(s)+len(t))
	for len(s) > 0 || len(t) > 0 {
		if len(t) == 0 || len(s) > 0 && s[0].First <= t[0].First {
			all.add(s[0])
			s = s[1:]
		} else {
			all.add(t[0])
			t = t[1:]
		}
	}
	return all.set()
}

// Minus returns what is in s and not in t.
func (s UIDSet) Minus(t UIDSet) UIDSet {
	var rest UIDSet
	for _, r := range s {
		for len(t) > 0 && t[0].Last < r.First {
			t = t[1:]
		}
		whole := true
		for _, cut := range t {
			if cut.First > r.Last {
				break
			}
			if cut.First > r.First {
				rest = append(rest, UIDRange{r.First, cut.First - 1})
			}
			if cut.Last >= r.Last {
				whole = false
				break
			}
			r.First = cut.Last + 1
		}
		if whole {
			rest = append(rest, r)
		}
	}
	return rest
}

// Intersect returns what is in both s and t.
func (s UIDSet) Intersect(t UIDSet) UIDSet {
	var both UIDSet
	for len(s) > 0 && len(t) > 0 {
		first, last := max(s[0].First, t[0].First), min(s[0].Last, t[0].Last)
		if first <= last {
			both = append(both, UIDRange{first, last})
		}
		if s[0].Last < t[0].Last {
			s = s[1:]
		} else {
			t = t[1:]
		}
	}
	return both
}

// Contains says whether a UID is in s.
func (s UIDSet) Contains(uid uint32) bool {
	_, found := slices.BinarySearchFunc(s, uid, func(r UIDRange, uid uint32) int {
		switch {
		case r.Last < uid:
			return -1
		case r.First > uid:
			return 1
		}
		return 0
	})
	return found
}

// Len is how many UIDs are in s.
func (s UIDSet) Len() int {
	var n uint64
	for _, r := range s {
		n += uint64(r.Last-r.First) + 1
	}
	return int(min(n, math.MaxInt))
}

// String writes s as a sequence-set (RFC 3501 §9): "1:3,7"; "" if it is empty.
func (s UIDSet) String() string {
	var b []byte
	for _, r := range s {
		b = append(r.append(b), ',')
	}
	return strings.TrimSuffix(string(b), ",")
}

func (r UIDRange) append(b []byte) []byte {
	b = strconv.AppendUint(b, uint64(r.First), 10)
	if r.Last > r.First {
		b = strconv.AppendUint(append(b, ':'), uint64(r.Last), 10)
	}
	return b
}

// Newest takes the n highest UIDs of s apart from the rest.
func (s UIDSet) Newest(n int) (newest, rest UIDSet) {
	for i, r := range slices.Backward(s) {
		size := uint64(r.Last-r.First) + 1
		if n <= 0 {
			return slices.Clone(s[i+1:]), slices.Clone(s[:i+1])
		}
		if uint64(n) < size {
			cut := r.Last - uint32(n) + 1
			newest = slices.Concat(UIDSet{{cut, r.Last}}, s[i+1:])
			return newest, slices.Concat(s[:i], UIDSet{{r.First, cut - 1}})
		}
		n -= int(size)
	}
	return slices.Clone(s), nil
}

// All yields every UID of s, ascending.
func (s UIDSet) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, r := range s {
			for uid := r.First; ; uid++ {
				if !yield(uid) {
					return
				}
				if uid == r.Last { // which may be the highest there is
					break
				}
			}
		}
	}
}

// ParseUIDSet reads a sequence-set without "*", in any order.
func ParseUIDSet(text string) (UIDSet, error) {
	if text == "" {
		return nil, nil
	}
	if strings.Contains(text, "*") {
		return nil, fmt.Errorf("parse the UIDs %.100q: \"*\" is no number", text)
	}
	var b uidBuilder
	if err := b.parse([]byte(text)); err != nil {
		return nil, fmt.Errorf("parse the UIDs %.100q: %w", text, err)
	}
	return b.set(), nil
}
