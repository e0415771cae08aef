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
}

// readPages is how many pages of all the runs are in memory.
const readPages = 256

func (r *reader) newRunReader(account string, one run, pages int) *runReader {
	pages = min(pages, int(one.entries/pageEntries)+1)
	return &runReader{
		r: r, account: account, run: one.no, pages: pages, first: math.MinInt64, last: -1,
		buffer: make(page, 0, pages*pageEntries*entrySize),
	}
}

// next returns the next entry; ok says whether there is one.
func (rr *runReader) next(ctx context.Context) (e entry, ok bool, err error) {
	if rr.place == rr.buffer.len() {
		if err := rr.load(ctx); err != nil || len(rr.buffer) == 0 {
			return entry{}, false, err
		}
	}
	e = rr.buffer.at(rr.place)
	rr.place++
	return e, true, nil
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

// merger reads several runs as one: a heap, whose first entry is the least.
type merger struct{ heap []head }

// head is the next entry of a run.
type head struct {
	entry
	from *runReader
}

func (r *reader) newMerger(ctx context.Context, account string, runs []run) (*merger, error) {
	m := &merger{}
	for _, one := range runs {
		rr := r.newRunReader(account, one, max(readPages/len(runs), 1))
		e, ok, err := rr.next(ctx)
		if err != nil {
			return nil, err
		}
		if ok {
			m.heap = append(m.heap, head{e, rr})
		}
	}
	slices.SortFunc(m.heap, func(a, b head) int { return a.compare(b.entry) })
	return m, nil
}

// next returns the least entry that was not returned yet; ok says whether there is one.
func (m *merger) next(ctx context.Context) (e entry, ok bool, err error) {
	if len(m.heap) == 0 {
		return entry{}, false, nil
	}
	top := m.heap[0]
	following, more, err := top.from.next(ctx)
	if err != nil {
		return entry{}, false, err
	}
	if more {
		m.sink(head{following, top.from})
	} else {
		last := len(m.heap) - 1
		end := m.heap[last]
		if m.heap = m.heap[:last]; last > 0 {
			m.sink(end)
		}
	}
	return top.entry, true, nil
}

// sink puts a head, instead of the first one, into its place.
func (m *merger) sink(h head) {
	i := 0
	for {
		least := 2*i + 1
		if least >= len(m.heap) {
			break
		}
		if right := least + 1; right < len(m.heap) && m.heap[right].less(m.heap[least].entry) {
			least = right
		}
		if !m.heap[least].less(h.entry) {
			break
		}
		m.heap[i] = m.heap[least]
		i = least
	}
	m.heap[i] = h
}
