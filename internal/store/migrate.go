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
func migrate(ctx context.Context, r *reader, path string) error {
	has, err := version(ctx, r)
	if err != nil {
		return fmt.Errorf("read version of tables: %w", err)
	}
	ours, err := newest()
	switch {
	case err != nil:
		return fmt.Errorf("read migrations: %w", err)
	case has == ours:
		return nil
	case has > ours:
		return fmt.Errorf("it was written by a newer version of this program (its tables have version %d, "+
			"this program knows %d): install the newer version again", has, ours)
	}
	if err := raise(ctx, path); err != nil {
		return fmt.Errorf("bring tables from version %d to %d: %w", has, ours, err)
	}
	return nil
}

// version is that of the tables there are, 0 if there are none.
func version(ctx context.Context, r *reader) (int64, error) {
	if ok, err := hasTable(ctx, r, "goose_db_version"); err != nil || !ok {
		return 0, err
	}
	v, _, err := one(ctx, r, itself[int64], `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`)
	return v, err
}

// newest is the version of the last migration there is.
func newest() (last int64, err error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	for _, f := range files {
		v, err := goose.NumericComponent(f.Name())
		if err != nil {
			return 0, err
		}
		last = max(last, v)
	}
	return last, nil
}

// raise runs the migrations that were not run yet.
func raise(ctx context.Context, path string) (err error) {
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
		return err
	}
	_, err = p.Up(ctx)
	return err
}
