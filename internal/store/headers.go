package store

import (
	"context"
	"errors"
	"fmt"
	"math"

	"thrice/tracker"
)

// A block holds so many headers or bytes of data at most (a longer header has
// one for itself): what must be read to see one of them.
const (
	maxBlock = 256
	maxData  = 256 << 10
)

// SaveHeaders stores messages as headers and sets their numbers. Those that
// are known already are left as they are: a read that was broken off repeats
// what it brought.
func (t *tx) SaveHeaders(ctx context.Context, headers []tracker.Header) error {
	if len(headers) == 0 {
		return nil
	}
	l := headers[0].Location
	if err := t.saveHeaders(ctx, l, headers); err != nil {
		return fmt.Errorf("save %d headers of %q of %s: %w", len(headers), l.Folder, l.Account, err)
	}
	return nil
}

func (t *tx) saveHeaders(ctx context.Context, l tracker.Location, headers []tracker.Header) error {
	fresh, err := t.freshHeaders(ctx, l, headers)
	if err != nil || len(fresh) == 0 {
		return err
	}
	no, err := t.nextHeader(ctx, l.Account)
	if err != nil {
		return err
	}
	if no+uint64(len(fresh)) > math.MaxUint32 {
		return errors.New("there are too many headers")
	}
	for i, h := range fresh {
		h.No = no + uint64(i)
	}
	if err := t.insertHeaders(ctx, l, fresh); err != nil {
		return err
	}
	return t.addRun(ctx, l.Account, entriesOf(fresh))
}

// insertHeaders stores headers, which have their numbers, in blocks.
func (t *tx) insertHeaders(ctx context.Context, l tracker.Location, fresh []*tracker.Header) error {
	var w blockWriter
	for len(fresh) > 0 {
		n := w.fill(fresh)
		if _, err := t.exec(ctx, `
			INSERT INTO header_blocks (account, first_no, count, alive, folder, uidvalidity, low_uid, high_uid, uids, flags, gone)
			VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10)`,
			l.Account, int64(fresh[0].No), n, l.Folder, l.UIDValidity, w.low, w.high, w.uids, w.flags, []byte{}); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO header_data (account, first_no, data) VALUES ($1, $2, $3)`,
			l.Account, int64(fresh[0].No), w.packed); err != nil {
			return err
		}
		fresh = fresh[n:]
	}
	return nil
}

// nextHeader is the number of the account's next header. The newest block is
// never deleted, so no number is given out twice.
func (t *tx) nextHeader(ctx context.Context, account string) (uint64, error) {
	last, ok, err := one(ctx, t.reader, itself[int64], `
		SELECT first_no + count FROM header_blocks WHERE account = $1 ORDER BY first_no DESC LIMIT 1`, account)
	if err != nil || !ok {
		return 1, err
	}
	return uint64(last), nil
}

// freshHeaders are those of the headers that are not known yet, each once.
// What was unreadable so far has now been read.
func (t *tx) freshHeaders(ctx context.Context, l tracker.Location, headers []tracker.Header) ([]*tracker.Header, error) {
	low, high, ascending := l.UID, l.UID, true
	for i := range headers {
		at := &headers[i].Location
		if at.Account != l.Account || at.Folder != l.Folder || at.UIDValidity != l.UIDValidity {
			return nil, errors.New("they are not all of one folder")
		}
		ascending = ascending && (i == 0 || headers[i-1].Location.UID < at.UID)
		low, high = min(low, at.UID), max(high, at.UID)
	}
	known, err := t.knownUIDs(ctx, l, low, high)
	if err != nil {
		return nil, err
	}
	fresh := make([]*tracker.Header, 0, len(headers))
	for i := range headers {
		h := &headers[i]
		h.No = 0
		if known[h.Location.UID] {
			continue
		}
		if !ascending {
			known[h.Location.UID] = true
		}
		fresh = append(fresh, h)
	}
	return fresh, t.readAfterAll(ctx, l, low, high, fresh)
}

// knownUIDs are those from low to high that a header or a location has.
func (t *tx) knownUIDs(ctx context.Context, l tracker.Location, low, high uint32) (map[uint32]bool, error) {
	known := map[uint32]bool{}
	uids, err := collect(ctx, t.reader, itself[uint32], `
		SELECT uid FROM locations WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid BETWEEN $4 AND $5`,
		l.Account, l.Folder, l.UIDValidity, low, high)
	if err != nil {
		return nil, err
	}
	for _, uid := range uids {
		known[uid] = true
	}
	blocks, err := t.blocksAt(ctx, l.Account, l.Folder, l.UIDValidity, low, high)
	if err != nil {
		return nil, err
	}
	for _, b := range blocks {
		for i, uid := range b.uids {
			if !b.isGone(i) {
				known[uid] = true
			}
		}
	}
	return known, nil
}

// readAfterAll forgets that messages could not be read.
func (t *tx) readAfterAll(ctx context.Context, l tracker.Location, low, high uint32, fresh []*tracker.Header) error {
	uids, err := collect(ctx, t.reader, itself[uint32], `
		SELECT uid FROM unreadables WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid BETWEEN $4 AND $5`,
		l.Account, l.Folder, l.UIDValidity, low, high)
	if err != nil || len(uids) == 0 {
		return err
	}
	unreadable := make(map[uint32]bool, len(uids))
	for _, uid := range uids {
		unreadable[uid] = true
	}
	for _, h := range fresh {
		if !unreadable[h.Location.UID] {
			continue
		}
		if _, err := t.exec(ctx, `
			DELETE FROM unreadables WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4`,
			l.Account, l.Folder, l.UIDValidity, h.Location.UID); err != nil {
			return err
		}
	}
	return nil
}

// HeaderCount returns how many headers of an account are not gone.
func (r *reader) HeaderCount(ctx context.Context, account string) (int, error) {
	n, _, err := one(ctx, r, itself[int], `SELECT COALESCE(SUM(alive), 0) FROM header_blocks WHERE account = $1`, account)
	if err != nil {
		return 0, fmt.Errorf("count headers of %s: %w", account, err)
	}
	return n, nil
}
