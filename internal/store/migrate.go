package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. Tables that a newer version made are
// left alone and are an error: writing to them could lose what it keeps there.
func migrate(ctx context.Context, path string) (err error) {
	db, err := openDatabase(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	has, ours, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read version of tables: %w", err)
	}
	if has > ours {
		return fmt.Errorf("it was written by a newer version of this program (its tables have version %d, "+
			"this program knows %d): install the newer version again", has, ours)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring tables from version %d to %d: %w", has, ours, err)
	}
	return nil
}
