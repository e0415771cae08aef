package store

import (
	"context"
	"fmt"
	"slices"
)

// TakeHeaders says that headers are messages now: they are gone.
func (t *tx) TakeHeaders(ctx context.Context, account string, nos []uint64) error {
	sorted := slices.Clone(nos)
	slices.Sort(sorted)
	for len(sorted) > 0 {
		b, _, err := t.blockOf(ctx, account, sorted[0])
		if err != nil {
			return fmt.Errorf("take %d headers of %s: %w", len(nos), account, err)
		}
		var places []int
		for len(sorted) > 0 && sorted[0] < b.first+uint64(b.count) {
			places = append(places, int(sorted[0]-b.first))
			sorted = sorted[1:]
		}
		if places == nil { // there is no such header
			sorted = sorted[1:]
			continue
		}
		if err := t.lose(ctx, &b, places); err != nil {
			return fmt.Errorf("take %d headers of %s: %w", len(nos), account, err)
		}
	}
	return nil
}

// lose saves that headers of a block are gone, by their places in it.
func (t *tx) lose(ctx context.Context, b *block, places []int) error {
	if len(places) == 0 || !b.lose(places...) {
		return nil
	}
	if _, err := t.exec(ctx, `UPDATE header_blocks SET alive = $3, gone = $4 WHERE account = $1 AND first_no = $2`,
		b.account, int64(b.first), b.alive, b.gone); err != nil {
		return err
	}
	if b.alive > 0 {
		return nil
	}
	return t.sweep(ctx, b.account)
}

// sweep deletes blocks of which all headers are gone. Of the newest one only
// the data: no number may be given out twice.
func (t *tx) sweep(ctx context.Context, account string) error {
	if _, err := t.exec(ctx, `
		DELETE FROM header_data WHERE account = $1
			AND first_no IN (SELECT first_no FROM header_blocks WHERE account = $1 AND alive = 0)`, account); err != nil {
		return err
	}
	_, err := t.exec(ctx, `
		DELETE FROM header_blocks WHERE account = $1 AND alive = 0
			AND first_no < (SELECT MAX(first_no) FROM header_blocks WHERE account = $1)`, account)
	return err
}

// dropHeaders says that all headers of a folder are gone.
func (t *tx) dropHeaders(ctx context.Context, account, folder string) error {
	n, err := t.exec(ctx, `UPDATE header_blocks SET alive = 0 WHERE account = $1 AND folder = $2 AND alive > 0`, account, folder)
	if err != nil || n == 0 {
		return err
	}
	return t.sweep(ctx, account)
}

// DropUIDs forgets what lay at UIDs that have vanished from a folder, messages
// apart.
func (t *tx) DropUIDs(ctx context.Context, account, folder string, uidvalidity uint32, ranges [][2]uint32) error {
	for _, uids := range ranges {
		if err := t.dropUIDs(ctx, account, folder, uidvalidity, uids[0], uids[1]); err != nil {
			return fmt.Errorf("drop UIDs %d to %d of %q of %s: %w", uids[0], uids[1], folder, account, err)
		}
	}
	return nil
}

func (t *tx) dropUIDs(ctx context.Context, account, folder string, uidvalidity, low, high uint32) error {
	for _, table := range []string{"locations", "unreadables"} {
		if _, err := t.exec(ctx, `DELETE FROM `+table+`
			WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid BETWEEN $4 AND $5`,
			account, folder, uidvalidity, low, high); err != nil {
			return err
		}
	}
	blocks, err := t.blocksAt(ctx, account, folder, uidvalidity, low, high)
	if err != nil {
		return err
	}
	for i := range blocks {
		var places []int
		for place, uid := range blocks[i].uids {
			if low <= uid && uid <= high {
				places = append(places, place)
			}
		}
		if err := t.lose(ctx, &blocks[i], places); err != nil {
			return err
		}
	}
	return nil
}

// SaveFlags saves new flags of what is known at a UID, a location or a header.
func (t *tx) SaveFlags(ctx context.Context, account, folder string, uidvalidity, uid uint32, flags []string) error {
	n, err := t.exec(ctx, `
		UPDATE locations SET flags = $5 WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4`,
		account, folder, uidvalidity, uid, joined(flags))
	if err == nil && n == 0 {
		err = t.saveHeaderFlags(ctx, account, folder, uidvalidity, uid, joined(flags))
	}
	if err != nil {
		return fmt.Errorf("save flags of UID %d in %q of %s: %w", uid, folder, account, err)
	}
	return nil
}

func (t *tx) saveHeaderFlags(ctx context.Context, account, folder string, uidvalidity, uid uint32, flags string) error {
	blocks, err := t.blocksAt(ctx, account, folder, uidvalidity, uid, uid)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		i := slices.Index(b.uids, uid)
		if i < 0 || b.isGone(i) {
			continue
		}
		lists, err := b.flags()
		if err != nil {
			return err
		}
		if lists[i] == flags {
			return nil
		}
		lists[i] = flags
		_, err = t.exec(ctx, `UPDATE header_blocks SET flags = $3 WHERE account = $1 AND first_no = $2`,
			account, int64(b.first), appendFlags(nil, lists))
		return err
	}
	return nil
}
