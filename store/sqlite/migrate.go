package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"kvarter/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a file as ours; the first migration sets it.
const applicationID = 0x4B766172

// errForeign says that a file is some other program's database.
var errForeign = errors.New("this is not a Kvarter database")

// migrateFile brings the file to this version. Unless this process holds the
// lock already, it takes it for the migration: nothing may change under a
// serving process.
func migrateFile(ctx context.Context, file string, lock *flock.Flock) error {
	pending, err := isPending(ctx, file)
	if err != nil || !pending {
		return err
	}
	if !lock.Locked() {
		if err := waitLock(ctx, lock, 2*time.Second, ErrMigrateServing); err != nil {
			// Who holds it may just have migrated.
			if pending, again := isPending(ctx, file); again == nil && !pending {
				return nil
			}
			return err
		}
		defer lock.Unlock()
	}
	return migrate(ctx, file)
}

// isPending says whether file must be migrated.
func isPending(ctx context.Context, file string) (bool, error) {
	c, err := connect(ctx, dsn(file))
	if err != nil {
		return false, err
	}
	applied, err := appliedMigrations(ctx, c)
	if err = errors.Join(err, c.close()); err != nil {
		return false, err
	}
	return applied < countMigrations(), nil
}

// appliedMigrations is how many migrations the database has seen: counted, as
// one that was written beside another may have come before a lower number.
// errForeign, store.ErrNewerDatabase.
func appliedMigrations(ctx context.Context, c *conn) (int64, error) {
	version, err := schemaVersion(ctx, c)
	if err != nil || version == 0 {
		return 0, err
	}
	return c.number(ctx, "SELECT count(DISTINCT version_id) FROM goose_db_version WHERE is_applied AND version_id > 0")
}

func countMigrations() int64 {
	files, _ := fs.Glob(migrations, "migrations/*.sql")
	return int64(len(files))
}

// schemaVersion is the number of the newest migration that the database has
// seen, 0 if it is empty. errForeign, store.ErrNewerDatabase.
func schemaVersion(ctx context.Context, c *conn) (int64, error) {
	tables, err := c.number(ctx, "SELECT count(*) FROM sqlite_schema")
	if err != nil || tables == 0 {
		return 0, err
	}
	id, err := c.number(ctx, "PRAGMA application_id")
	if err != nil {
		return 0, err
	}
	known, err := c.number(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'")
	switch {
	case err != nil:
		return 0, err
	case known == 0 || id != applicationID && id != 0:
		return 0, errForeign
	}
	version, err := c.number(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied")
	if err == nil && version > newestMigration() {
		err = fmt.Errorf("%w: its version is %d, this program knows %d", store.ErrNewerDatabase, version, newestMigration())
	}
	return version, err
}

// newestMigration is the version that migrations lead to.
func newestMigration() int64 {
	files, _ := fs.Glob(migrations, "migrations/*.sql")
	version, _ := goose.NumericComponent(files[len(files)-1])
	return version
}

// migrate applies what is pending; nothing pending is fine.
func migrate(ctx context.Context, file string) (err error) {
	connector, err := sqlite.NewConnector(dsn(file))
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	steps, err := migrationSteps()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, nil,
		goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true), goose.WithGoMigrations(steps...))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// migrationSteps gives each file to SQLite as it stands, which knows where a
// statement ends. Looking for the ends, as goose would, is most of the time of
// opening a new database where races are looked for.
func migrationSteps() ([]*goose.Migration, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		version, err := goose.NumericComponent(file)
		if err != nil {
			return nil, err
		}
		run := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, string(text))
			return err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: run}, nil))
	}
	return steps, nil
}
