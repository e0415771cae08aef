package store

import (
	"context"
	"fmt"
	"slices"

	"thrice/tracker"
)

// Folders returns the folders of an account, by name.
func (r *reader) Folders(ctx context.Context, account string) ([]tracker.Folder, error) {
	folders, err := collect(ctx, r, scanFolder, folderColumns+`WHERE account = $1 ORDER BY name`, account)
	if err != nil {
		return nil, fmt.Errorf("load folders of %s: %w", account, err)
	}
	return folders, nil
}

// folderColumns are those of a folder, in the order of scanFolder.
const folderColumns = `SELECT account, name, role, uidvalidity, last_uid, unread, mod_seq, messages, reconciled FROM folders `

func scanFolder(rows *row, f *tracker.Folder) error {
	var modSeq int64 // 64 bits without a sign are stored as those with one
	err := rows.Scan(&f.Account, &f.Name, &f.Role, &f.UIDValidity, &f.LastUID,
		&f.Unread, &modSeq, &f.Messages, instant{&f.Reconciled})
	f.ModSeq = uint64(modSeq)
	return err
}

// SaveFolder saves role, cursor and the rest of a folder. If its UIDs have been given out
// anew nothing that was known of its places holds any more; if it serves
// another purpose now, neither does what its copies counted for.
func (t *tx) SaveFolder(ctx context.Context, f tracker.Folder) error {
	if err := t.saveFolder(ctx, f); err != nil {
		return fmt.Errorf("save folder %q of %s: %w", f.Name, f.Account, err)
	}
	return nil
}

func (t *tx) saveFolder(ctx context.Context, f tracker.Folder) error {
	old, known, err := one(ctx, t.reader, scanFolder, folderColumns+`WHERE account = $1 AND name = $2`, f.Account, f.Name)
	if err != nil {
		return err
	}
	if known && old.UIDValidity != f.UIDValidity {
		if err := t.dropPlaces(ctx, f.Account, f.Name); err != nil {
			return err
		}
	}
	if known && old.Role != f.Role {
		if _, err := t.exec(ctx, `UPDATE locations SET role = $3 WHERE account = $1 AND folder = $2`,
			f.Account, f.Name, f.Role); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `
		INSERT INTO folders (account, name, role, uidvalidity, last_uid, unread, mod_seq, messages, reconciled)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (account, name) DO UPDATE SET
			role = excluded.role, uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid,
			unread = excluded.unread, mod_seq = excluded.mod_seq, messages = excluded.messages, reconciled = excluded.reconciled`,
		f.Account, f.Name, f.Role, f.UIDValidity, f.LastUID, f.Unread, int64(f.ModSeq), f.Messages, millis(f.Reconciled))
	return err
}

// DropFolders forgets the folders of an account other than keep.
func (t *tx) DropFolders(ctx context.Context, account string, keep []string) error {
	folders, err := t.Folders(ctx, account)
	if err != nil {
		return err
	}
	for _, f := range folders {
		if slices.Contains(keep, f.Name) {
			continue
		}
		if err := t.dropPlaces(ctx, account, f.Name); err != nil {
			return fmt.Errorf("drop folder %q of %s: %w", f.Name, account, err)
		}
		if _, err := t.exec(ctx, `DELETE FROM folders WHERE account = $1 AND name = $2`, account, f.Name); err != nil {
			return fmt.Errorf("drop folder %q of %s: %w", f.Name, account, err)
		}
	}
	return nil
}

// dropPlaces forgets what lies in a folder, and what could not be read there:
// that is read, or fails, again.
func (t *tx) dropPlaces(ctx context.Context, account, folder string) error {
	if _, err := t.exec(ctx, `DELETE FROM locations WHERE account = $1 AND folder = $2`, account, folder); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM unreadables WHERE account = $1 AND folder = $2`, account, folder); err != nil {
		return err
	}
	return t.dropHeaders(ctx, account, folder)
}
