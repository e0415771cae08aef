package store

import (
	"context"

	"thrice/tracker"
)

// living says which headers of an account are not gone, a bit for each number.
type living []uint64

func (l living) has(no uint64) bool {
	return no/64 < uint64(len(l)) && l[no/64]>>(no%64)&1 != 0
}

// add says that those of a block live that are not gone.
func (l *living) add(b *block) {
	last := b.first + uint64(b.count) - 1
	if words := int(last/64) + 1; words > len(*l) {
		*l = append(*l, make(living, words-len(*l))...)
	}
	for i := range b.count {
		if !b.isGone(i) {
			no := b.first + uint64(i)
			(*l)[no/64] |= 1 << (no % 64)
		}
	}
}

// living loads which headers of an account are not gone.
func (r *reader) living(ctx context.Context, account string) (living, error) {
	var l living
	err := each(ctx, r, func(rows *row) error {
		var b block
		if err := rows.Scan(&b.first, &b.count, &b.gone); err != nil {
			return err
		}
		l.add(&b)
		return nil
	}, `SELECT first_no, count, gone FROM header_blocks WHERE account = $1 AND alive > 0 ORDER BY first_no`, account)
	return l, err
}

// each is collect for what need not be kept.
func each(ctx context.Context, r *reader, scan func(*row) error, query string, args ...any) error {
	_, err := collect(ctx, r, func(rows *row, _ *struct{}) error { return scan(rows) }, query, args...)
	return err
}

// alive keeps of the entries, which are in the order of their numbers, those
// of headers that are not gone. When they lie in few of the account's blocks it
// looks at these only.
func (r *reader) alive(ctx context.Context, account string, found []tracker.FoundHeader) ([]tracker.FoundHeader, error) {
	const fewer = 8 // loading a block by itself takes so much longer
	if len(found) == 0 {
		return nil, nil
	}
	blocks := int(found[len(found)-1].No)/maxBlock + 1
	if len(found)*fewer > blocks && len(found) > 1 {
		l, err := r.living(ctx, account)
		if err != nil {
			return nil, err
		}
		return keep(found, l.has), nil
	}
	var b block
	var looked error
	return keep(found, func(no uint64) bool {
		if looked == nil && (no < b.first || no >= b.first+uint64(b.count)) {
			b, _, looked = r.blockOf(ctx, account, no)
		}
		i := no - b.first
		return looked == nil && b.alive > 0 && i < uint64(b.count) && !b.isGone(int(i))
	}), looked
}

// keep keeps the entries whose numbers are wanted, in place.
func keep(found []tracker.FoundHeader, wanted func(no uint64) bool) []tracker.FoundHeader {
	kept := found[:0]
	for _, f := range found {
		if wanted(f.No) {
			kept = append(kept, f)
		}
	}
	return kept
}
