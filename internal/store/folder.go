package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"thrice/tracker"
)

// Folders returns the folders of an account, by name.
func (r *reader) Folders(ctx context.Context, account string) ([]tracker.Folder, error) {
	folders, err := collect(ctx, r, scanFolder, `
		SELECT account, name, role, uidvalidity, last_uid FROM folders WHERE account = $1 ORDER BY name`, account)
	if err != nil {
		return nil, fmt.Errorf("load folders of %s: %w", account, err)
	}
	return folders, nil
}

func scanFolder(rows *sql.Rows, f *tracker.Folder) error {
	return rows.Scan(&f.Account, &f.Name, &f.Role, &f.UIDValidity, &f.LastUID)
}

// SaveFolder saves role and cursor of a folder. If its UIDs have been given out
// anew nothing that was known of its places holds any more; if it serves
// another purpose now, neither does what its copies counted for.
func (t *tx) SaveFolder(ctx context.Context, f tracker.Folder) error {
	if err := t.saveFolder(ctx, f); err != nil {
		return fmt.Errorf("save folder %q of %s: %w", f.Name, f.Account, err)
	}
	return nil
}

func (t *tx) saveFolder(ctx context.Context, f tracker.Folder) error {
	old, known, err := one(ctx, t.reader, scanFolder, `
		SELECT account, name, role, uidvalidity, last_uid FROM folders WHERE account = $1 AND name = $2`,
		f.Account, f.Name)
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
		INSERT INTO folders (account, name, role, uidvalidity, last_uid) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account, name) DO UPDATE SET
			role = excluded.role, uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid`,
		f.Account, f.Name, f.Role, f.UIDValidity, f.LastUID)
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
	_, err := t.exec(ctx, `DELETE FROM unreadables WHERE account = $1 AND folder = $2`, account, folder)
	return err
}
