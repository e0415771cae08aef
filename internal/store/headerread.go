package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/klauspost/compress/s2"

	"thrice/tracker"
)

// blockColumns are those of a block but for its data, in the order of scanBlock.
// The role is that of the folder now.
const (
	blockColumns = `SELECT b.first_no, b.count, b.alive, b.account, b.folder, b.uidvalidity, b.uids, b.flags, b.gone, COALESCE(f.role, '')`
	blockTables  = ` FROM header_blocks b LEFT JOIN folders f ON f.account = b.account AND f.name = b.folder `
	withData     = blockColumns + `, d.data` + blockTables + `JOIN header_data d ON d.account = b.account AND d.first_no = b.first_no `
	withoutData  = blockColumns + blockTables
)

func (b *block) scans() []any {
	return []any{&b.first, &b.count, &b.alive, &b.account, &b.folder, &b.uidvalidity, &b.rawUIDs, &b.rawFlags, &b.gone, &b.role}
}

func scanBlock(rows *row, b *block) error { return rows.Scan(b.scans()...) }

// blockWithData loads one block with its data, in the memory of buffer if that
// is large enough; ok says whether there is one.
func (r *reader) blockWithData(ctx context.Context, buffer []byte, where string, args ...any) (b block, data []byte, ok bool, err error) {
	b, ok, err = one(ctx, r, func(r *row, b *block) error {
		var packed sql.RawBytes
		err := r.Scan(append(b.scans(), &packed)...)
		if err == nil {
			data, err = s2.Decode(buffer[:cap(buffer)], packed)
		}
		if err != nil {
			err = fmt.Errorf("%w: %w", errBlock, err)
		}
		return err
	}, withData+where, args...)
	return b, data, ok, err
}

// blocksAt returns the blocks of a folder with UIDs from low to high, and maybe
// others, with their UIDs.
func (r *reader) blocksAt(ctx context.Context, account, folder string, uidvalidity, low, high uint32) ([]block, error) {
	blocks, err := collect(ctx, r, scanBlock, withoutData+`
		WHERE b.account = $1 AND b.folder = $2 AND b.uidvalidity = $3 AND b.low_uid <= $5 AND b.high_uid >= $4
			AND b.alive > 0 ORDER BY b.first_no`, account, folder, uidvalidity, low, high)
	if err != nil {
		return nil, err
	}
	for i := range blocks {
		if err := blocks[i].decodeUIDs(); err != nil {
			return nil, err
		}
	}
	return blocks, nil
}

// blockOf returns the block that a header is in; ok says whether there is one
// and the header is not gone.
func (r *reader) blockOf(ctx context.Context, account string, no uint64) (b block, ok bool, err error) {
	b, ok, err = one(ctx, r, scanBlock, withoutData+`
		WHERE b.account = $1 AND b.first_no <= $2 ORDER BY b.first_no DESC LIMIT 1`, account, int64(no))
	if err != nil || !ok {
		return block{}, false, err
	}
	i := no - b.first
	return b, b.alive > 0 && i < uint64(b.count) && !b.isGone(int(i)), nil
}

// Headers returns headers by their numbers, in the order of nos; those that are
// gone are left out.
func (r *reader) Headers(ctx context.Context, account string, nos []uint64) ([]tracker.Header, error) {
	found := make(map[uint64]*tracker.Header, len(nos))
	for _, no := range nos {
		found[no] = nil
	}
	wanted := func(no uint64) bool { _, ok := found[no]; return ok }
	sorted := slices.Sorted(maps.Keys(found))
	var end uint64 // of the last block that was read
	var buffer []byte
	for _, no := range sorted {
		if no < end {
			continue
		}
		b, data, ok, err := r.blockWithData(ctx, buffer, `
			WHERE b.account = $1 AND b.first_no <= $2 AND b.alive > 0 ORDER BY b.first_no DESC LIMIT 1`, account, int64(no))
		if err == nil && ok && no < b.first+uint64(b.count) {
			buffer, end = data, b.first+uint64(b.count)
			err = b.each(data, wanted, func(h tracker.Header) error {
				h.Raw = slices.Clone(h.Raw)
				found[h.No] = &h
				return nil
			})
		}
		if err != nil {
			return nil, fmt.Errorf("load header %d of %s: %w", no, account, err)
		}
	}
	headers := make([]tracker.Header, 0, len(nos))
	for _, no := range nos {
		if h := found[no]; h != nil {
			headers = append(headers, *h)
		}
	}
	return headers, nil
}

// EachHeader calls fn for every header of an account that is not gone.
func (r *reader) EachHeader(ctx context.Context, account string, fn func(tracker.Header) error) error {
	var last uint64
	var buffer []byte
	for {
		b, data, ok, err := r.blockWithData(ctx, buffer, `
			WHERE b.account = $1 AND b.first_no > $2 AND b.alive > 0 ORDER BY b.first_no LIMIT 1`, account, int64(last))
		if err != nil {
			return fmt.Errorf("load headers of %s: %w", account, err)
		}
		if !ok {
			return nil
		}
		if err := b.each(data, nil, fn); err != nil {
			return err
		}
		buffer, last = data, b.first
	}
}
