package store

import (
	"context"
	"fmt"

	"thrice/tracker"
)

// AddLocation records where a copy of a message lies. What could not be read
// there before has been read now.
func (t *tx) AddLocation(ctx context.Context, key string, l tracker.Location) error {
	_, err := t.exec(ctx, `
		INSERT INTO locations (account, folder, uidvalidity, uid, role, flags, message)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (account, folder, uidvalidity, uid) DO UPDATE SET
			role = excluded.role, flags = excluded.flags, message = excluded.message`,
		l.Account, l.Folder, l.UIDValidity, l.UID, l.Role, joined(l.Flags), key)
	if err == nil {
		err = t.nowRead(ctx, l)
	}
	if err != nil {
		return fmt.Errorf("add location of message %s, %q UID %d: %w", key, l.Folder, l.UID, err)
	}
	return nil
}

// nowRead forgets that what lies there could not be read. Mostly there is no
// such message at all.
func (t *tx) nowRead(ctx context.Context, l tracker.Location) error {
	if t.readable == nil {
		some, err := collect(ctx, t.reader, itself[int], `SELECT 1 FROM unreadables LIMIT 1`)
		if err != nil {
			return err
		}
		none := len(some) == 0
		t.readable = &none
	}
	if *t.readable {
		return nil
	}
	_, err := t.exec(ctx, `DELETE FROM unreadables WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4`,
		l.Account, l.Folder, l.UIDValidity, l.UID)
	return err
}

// SaveUnreadable records a message that could not be read, by where it lies.
func (t *tx) SaveUnreadable(ctx context.Context, u tracker.Unreadable) error {
	l := u.Location
	t.readable = nil
	_, err := t.exec(ctx, `
		INSERT INTO unreadables (account, folder, uidvalidity, uid, role, flags, at, what, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (account, folder, uidvalidity, uid) DO UPDATE SET role = excluded.role,
			flags = excluded.flags, at = excluded.at, what = excluded.what, why = excluded.why`,
		l.Account, l.Folder, l.UIDValidity, l.UID, l.Role, joined(l.Flags), millis(u.At), u.What, u.Why)
	if err != nil {
		return fmt.Errorf("save unreadable message in %q, UID %d: %w", l.Folder, l.UID, err)
	}
	return nil
}

// Unreadables returns what could not be read, by folder and UID.
func (r *reader) Unreadables(ctx context.Context, account string) ([]tracker.Unreadable, error) {
	all, err := collect(ctx, r, func(rows *row, u *tracker.Unreadable) error {
		l := &u.Location
		return rows.Scan(&l.Account, &l.Folder, &l.UIDValidity, &l.UID, &l.Role, lines{&l.Flags},
			instant{&u.At}, &u.What, &u.Why)
	}, `SELECT account, folder, uidvalidity, uid, role, flags, at, what, why
		FROM unreadables WHERE account = $1 ORDER BY folder, uidvalidity, uid`, account)
	if err != nil {
		return nil, fmt.Errorf("load unreadable messages of %s: %w", account, err)
	}
	return all, nil
}

// locations returns where each of the messages lies, in a stable order.
func (r *reader) locations(ctx context.Context, keys []string) (map[string][]tracker.Location, error) {
	type entry struct {
		message string
		tracker.Location
	}
	all := make(map[string][]tracker.Location, len(keys))
	for list, args := range lists(keys) {
		some, err := collect(ctx, r, func(rows *row, e *entry) error {
			return rows.Scan(&e.message, &e.Account, &e.Folder, &e.UIDValidity, &e.UID, &e.Role, lines{&e.Flags})
		}, `SELECT message, account, folder, uidvalidity, uid, role, flags FROM locations
			WHERE message IN `+list+` ORDER BY account, folder, uidvalidity, uid`, args...)
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			all[e.message] = append(all[e.message], e.Location)
		}
	}
	return all, nil
}
