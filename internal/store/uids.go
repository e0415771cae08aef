package store

import (
	"context"
	"fmt"
	"slices"
)

// StoredUIDs returns the UIDs of a folder, under its present UIDVALIDITY, at
// which there is a location, a header or an unreadable message, as ranges.
func (r *reader) StoredUIDs(ctx context.Context, account, folder string) ([][2]uint32, error) {
	ranges, err := r.storedUIDs(ctx, account, folder)
	if err != nil {
		return nil, fmt.Errorf("load known UIDs of %q of %s: %w", folder, account, err)
	}
	return ranges, nil
}

func (r *reader) storedUIDs(ctx context.Context, account, folder string) ([][2]uint32, error) {
	f, ok, err := one(ctx, r, scanFolder, folderColumns+`WHERE account = $1 AND name = $2`, account, folder)
	if err != nil || !ok {
		return nil, err
	}
	var ranges [][2]uint32
	for _, table := range []string{"locations", "unreadables"} {
		if err := each(ctx, r, func(rows *row) error {
			var uid uint32
			err := rows.Scan(&uid)
			ranges = extend(ranges, uid)
			return err
		}, `SELECT uid FROM `+table+` WHERE account = $1 AND folder = $2 AND uidvalidity = $3 ORDER BY uid`,
			account, folder, f.UIDValidity); err != nil {
			return nil, err
		}
	}
	if err := each(ctx, r, func(rows *row) error {
		var b block
		if err := scanBlock(rows, &b); err != nil {
			return err
		}
		if err := b.decodeUIDs(); err != nil {
			return err
		}
		for i, uid := range b.uids {
			if !b.isGone(i) {
				ranges = extend(ranges, uid)
			}
		}
		return nil
	}, withoutData+`WHERE b.account = $1 AND b.folder = $2 AND b.uidvalidity = $3 AND b.alive > 0 ORDER BY b.low_uid`,
		account, folder, f.UIDValidity); err != nil {
		return nil, err
	}
	return union(ranges), nil
}

// extend adds a UID to the last range, if it is the next one, else as a range.
func extend(ranges [][2]uint32, uid uint32) [][2]uint32 {
	if n := len(ranges); n > 0 && uid > 0 && ranges[n-1][1] == uid-1 {
		ranges[n-1][1] = uid
		return ranges
	}
	return append(ranges, [2]uint32{uid, uid})
}

// union sorts ranges and joins those that overlap or touch, in place.
func union(ranges [][2]uint32) [][2]uint32 {
	slices.SortFunc(ranges, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	joined := ranges[:0]
	for _, r := range ranges {
		n := len(joined)
		if n > 0 && uint64(r[0]) <= uint64(joined[n-1][1])+1 {
			joined[n-1][1] = max(joined[n-1][1], r[1])
			continue
		}
		joined = append(joined, r)
	}
	return joined
}
