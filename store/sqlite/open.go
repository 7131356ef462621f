// Package sqlite keeps Kvarter's data in one SQLite file, by the contract of
// package store.
//
// Writes queue for one goroutine, which commits what has queued as one durable
// transaction (writer.go). Reads go through a pool of connections that cannot
// write. More than one process may have the file open; one of them may serve.
package sqlite

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"kvarter/store"
)

// FileName is the database's file in the data directory, lockName the file
// that a serving process holds locked.
const (
	FileName = "kvarter.db"
	lockName = "kvarter.lock"
)

// busyTimeout is how long a statement waits for another process's write.
const busyTimeout = 20 * time.Second

// ErrServing says that another process serves the data directory.
var ErrServing = errors.New("another kvarter serves this data directory: stop it first, or choose another with --data")

// ErrMigrateServing says that the database must be migrated and that another
// process, which may not be surprised by that, has it open.
var ErrMigrateServing = errors.New(
	"the database is of an older version and another kvarter uses it: stop the server, or run the same version as the server")

// Options are how a store is opened.
type Options struct {
	// Dir is the data directory; it is made if missing.
	Dir string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Rand is where person numbers come from; nil is crypto/rand.
	Rand io.Reader
	// Serve claims the directory for the one server that may have it.
	Serve bool
	// Logger hears of what nobody is answered about; nil is silent.
	Logger *slog.Logger

	quiet time.Duration // 0 is quietTime
}

// Store is a store.Store in one SQLite file.
type Store struct {
	now    func() time.Time
	rand   io.Reader
	log    *slog.Logger
	file   string
	lock   *flock.Flock
	reads  *pool // of a page
	whole  *pool // of everything
	writes *writer
	areas  *areaCache
	kept   keptRows
	revs   areaRevs
}

var _ store.Store = (*Store)(nil)

// Open opens or creates the database in o.Dir and migrates it if it is of an
// older version. store.ErrNewerDatabase if it is of a newer one, ErrServing if
// o.Serve and another process serves it, ErrMigrateServing if it is older and
// another process serves it.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	s := &Store{now: o.Now, rand: o.Rand, log: o.Logger, areas: &areaCache{}, revs: areaRevs{of: map[string]areaRev{}}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.file, err = makeFile(o.Dir); err != nil {
		return nil, err
	}
	s.lock = flock.New(filepath.Join(filepath.Dir(s.file), lockName), flock.SetPermissions(0o600))
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open %s: %w", s.file, err), s.lock.Close())
		}
	}()
	if o.Serve {
		if err := waitLock(ctx, s.lock, time.Second, ErrServing); err != nil {
			return nil, err
		}
	}
	if err := migrateFile(ctx, s.file, s.lock); err != nil {
		return nil, err
	}
	s.reads, s.whole = newPool(dsn(s.file, readerPragmas...)), newPool(dsn(s.file, wholePragmas...))
	s.writes, err = startWriter(ctx, s, cmp.Or(o.quiet, quietTime))
	if err != nil {
		return nil, err // the pools have opened nothing yet
	}
	return s, nil
}

// Close waits for writes under way, then releases files and locks. Everything
// afterwards is store.ErrClosed; again, it does nothing.
func (s *Store) Close() error {
	if !s.writes.stop() {
		return nil
	}
	return errors.Join(s.reads.close(), s.whole.close(), s.writes.conn.close(), s.lock.Close())
}

// makeFile makes the directory and the file before SQLite would, so that
// neither is open to others.
func makeFile(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	file := filepath.Join(dir, FileName)
	// Only ever opened when new: to close a second handle on a file drops all
	// POSIX locks that the process has on it.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return file, nil
	case err != nil:
		return "", err
	}
	return file, f.Close()
}

// waitLock takes the lock, or answers held if another has it for longer than
// atMost: a command that migrates holds it for a moment.
func waitLock(ctx context.Context, lock *flock.Flock, atMost time.Duration, held error) error {
	wait, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	_, err := lock.TryLockContext(wait, 20*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return held
	}
	return err
}
