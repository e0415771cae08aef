package tracker

import "context"

// Threads groups numbered messages that belong together: disjoint sets with
// path halving, joined by size. The zero value is empty.
type Threads struct {
	parent []uint32 // of a root: itself; of a number that nobody named: 0
	size   []uint32
	count  int // of threads
}

// add begins a thread with a number, unless it has one. 0 is no number.
func (t *Threads) add(no uint64) {
	if missing := int(no) + 1 - len(t.parent); missing > 0 {
		t.parent = append(t.parent, make([]uint32, missing)...)
		t.size = append(t.size, make([]uint32, missing)...)
	}
	if t.size[no] == 0 {
		t.parent[no], t.size[no] = uint32(no), 1
		t.count++
	}
}

// Count is how many threads there are.
func (t *Threads) Count() int { return t.count }

// Root returns the number that stands for all of no's thread.
func (t *Threads) Root(no uint64) uint64 {
	t.add(no)
	at := uint32(no)
	for t.parent[at] != at {
		t.parent[at] = t.parent[t.parent[at]]
		at = t.parent[at]
	}
	return uint64(at)
}

// Join makes one thread of those of a and b.
func (t *Threads) Join(a, b uint64) {
	x, y := t.Root(a), t.Root(b)
	if x == y {
		return
	}
	if t.size[x] < t.size[y] {
		x, y = y, x
	}
	t.parent[y] = uint32(x)
	t.size[x] += t.size[y]
	t.count--
}

// ThreadHeaders groups the headers of an account by their Message-IDs and what
// they refer to, as Place does with messages: whoever names an id belongs with
// all others that name it.
func ThreadHeaders(ctx context.Context, r Reader, account string) (*Threads, error) {
	t := &Threads{}
	err := r.EachMark(ctx, account, []MarkKind{MarkOwn, MarkRef}, func(_ Mark, entries []FoundHeader) error {
		for _, e := range entries {
			t.Join(entries[0].No, e.No)
		}
		return nil
	})
	return t, err
}
