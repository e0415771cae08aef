package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
)

// runReader reads a run from its beginning, some pages at a time.
type runReader struct {
	r           *reader
	account     string
	run         int64
	pages       int // how many are read at once
	buffer      page
	place       int   // in buffer
	first, last int64 // mark and number of the last page that was read
	head        entry
}

// readPages is how many pages of all the runs are in memory.
const readPages = 256

func (r *reader) newRunReader(account string, no int64, pages int) *runReader {
	return &runReader{r: r, account: account, run: no, pages: pages, first: math.MinInt64, last: -1}
}

// next moves on to the next entry, which is head then; ok says whether there is one.
func (rr *runReader) next(ctx context.Context) (ok bool, err error) {
	if rr.place == rr.buffer.len() {
		if err := rr.load(ctx); err != nil || len(rr.buffer) == 0 {
			return false, err
		}
	}
	rr.head = rr.buffer.at(rr.place)
	rr.place++
	return true, nil
}

func (rr *runReader) load(ctx context.Context) error {
	rr.buffer, rr.place = rr.buffer[:0], 0
	return each(ctx, rr.r, func(rows *row) error {
		var entries sql.RawBytes
		if err := rows.Scan(&rr.first, &rr.last, &entries); err != nil {
			return err
		}
		rr.buffer = append(rr.buffer, entries...)
		return nil
	}, `SELECT first, page, entries FROM header_marks
		WHERE account = $1 AND run = $2 AND (first, page) > ($3, $4) ORDER BY first, page LIMIT $5`,
		rr.account, rr.run, rr.first, rr.last, rr.pages)
}

// merger reads several runs as one: a heap, whose first reader has the least entry.
type merger struct{ heap []*runReader }

func (r *reader) newMerger(ctx context.Context, account string, runs []run) (*merger, error) {
	m := &merger{}
	for _, one := range runs {
		rr := r.newRunReader(account, one.no, max(readPages/len(runs), 1))
		ok, err := rr.next(ctx)
		if err != nil {
			return nil, err
		}
		if ok {
			m.heap = append(m.heap, rr)
		}
	}
	slices.SortFunc(m.heap, func(a, b *runReader) int { return a.head.compare(b.head) })
	return m, nil
}

// next returns the least entry that was not returned yet; ok says whether there is one.
func (m *merger) next(ctx context.Context) (e entry, ok bool, err error) {
	if len(m.heap) == 0 {
		return entry{}, false, nil
	}
	e = m.heap[0].head
	more, err := m.heap[0].next(ctx)
	if err != nil {
		return entry{}, false, err
	}
	if !more {
		last := len(m.heap) - 1
		m.heap[0] = m.heap[last]
		m.heap = m.heap[:last]
	}
	m.sink()
	return e, true, nil
}

// sink moves the first reader down to its place.
func (m *merger) sink() {
	for i := 0; ; {
		least := 2*i + 1
		if least >= len(m.heap) {
			return
		}
		if right := least + 1; right < len(m.heap) && m.heap[right].head.less(m.heap[least].head) {
			least = right
		}
		if !m.heap[least].head.less(m.heap[i].head) {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}
