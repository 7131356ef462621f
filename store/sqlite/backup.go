package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a consistent copy of the database to file, which must not exist
// (os.ErrExist), also while this or another process writes. The copy is on the
// disk when Backup returns, and is never there in part.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	reserved, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	part := ""
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("backup to %s: %w", file, err), os.Remove(file), removeDatabase(part))
		}
	}()
	if err := reserved.Close(); err != nil {
		return err
	}
	if part, err = emptyFile(filepath.Dir(file)); err != nil {
		return err
	}
	if err := copyInto(ctx, dsn(s.file), part); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return syncFile(filepath.Dir(file))
}

// emptyFile makes a file that only its owner can read: SQLite writes into it
// as if it were new.
func emptyFile(dir string) (string, error) {
	f, err := os.CreateTemp(dir, ".kvarter-*.part")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// copyInto writes what the database of dsn holds at one moment into an empty
// file.
func copyInto(ctx context.Context, dsn, file string) error {
	c, err := connect(ctx, dsn)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, "VACUUM INTO ?", file), c.close())
}

// syncFile waits until a file or directory is on the disk.
func syncFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// removeDatabase removes a database and what SQLite keeps beside it.
func removeDatabase(file string) error {
	if file == "" {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
