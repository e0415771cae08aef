package store

import "context"

// runWriter stores a run: add takes its entries in their order.
type runWriter struct {
	tx      *tx
	account string
	run     run
	pages   int
	full    []page // waiting to be inserted, and made again into full ones
	waiting int
}

// atOnce is how many pages are inserted by one statement.
const atOnce = 8

func (t *tx) newRun(account string, no int64) *runWriter {
	return &runWriter{tx: t, account: account, run: run{no: no}, full: make([]page, atOnce)}
}

func (w *runWriter) add(ctx context.Context, e entry) error {
	w.full[w.waiting] = w.full[w.waiting].add(e)
	w.run.entries++
	if w.full[w.waiting].len() < pageEntries {
		return nil
	}
	if w.waiting++; w.waiting < atOnce {
		return nil
	}
	return w.flush(ctx)
}

// end stores what is left. A run without entries is none.
func (w *runWriter) end(ctx context.Context) error {
	if w.run.entries == 0 {
		return nil
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	_, err := w.tx.exec(ctx, `INSERT INTO header_runs (account, run, entries) VALUES ($1, $2, $3)`,
		w.account, w.run.no, w.run.entries)
	return err
}

func (w *runWriter) flush(ctx context.Context) error {
	var rows [][]any
	for i, p := range w.full {
		if len(p) == 0 {
			break
		}
		rows = append(rows, []any{w.account, w.run.no, signed(p.at(0).mark), w.pages, []byte(p)})
		w.pages++
		w.full[i] = p[:0]
	}
	w.waiting = 0
	return w.tx.insertRows(ctx, `INSERT INTO header_marks (account, run, first, page, entries) VALUES `, rows, ``)
}
