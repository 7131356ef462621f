package sqlite

import (
	"errors"
	"fmt"
	"runtime/debug"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// runItem runs one item. Its own error is the item's; an error that puts the
// whole transaction in doubt is returned.
func (w *writer) runItem(it *item) (fatal error) {
	if it.whole {
		it.err, fatal = w.unnested(it.run)
	} else {
		it.err, fatal = w.nested(it.run)
		clear(w.senders) // whatever it changed or took back
	}
	return fatal
}

// unnested is nested for an f that has written nothing where it fails.
func (w *writer) unnested(f func(*writer) error) (own, fatal error) {
	if own = w.guarded(f); isFatal(own) || errors.Is(own, errPanic) {
		return nil, own
	}
	return own, nil
}

// doubt is an error that puts the whole transaction in doubt, whatever it is.
type doubt struct{ error }

func (d doubt) Unwrap() error { return d.error }

// nested runs f in a savepoint: what it wrote is taken back if it fails. The
// first error is f's own; the second puts the whole transaction in doubt.
func (w *writer) nested(f func(*writer) error) (own, fatal error) {
	if _, err := w.conn.exec(background, "SAVEPOINT item"); err != nil {
		return nil, err
	}
	if own = w.guarded(f); own != nil {
		if isFatal(own) {
			return nil, own
		}
		if _, err := w.conn.exec(background, "ROLLBACK TO item"); err != nil {
			return nil, errors.Join(own, err)
		}
	}
	_, fatal = w.conn.exec(background, "RELEASE item")
	return own, fatal
}

var errPanic = errors.New("panic in a write")

// guarded turns a panic into an error: it would end the process and every
// other request with it.
func (w *writer) guarded(run func(*writer) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("panic in a write", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	return run(w)
}

// isFatal says that err leaves the transaction or the connection in doubt.
// Only what one statement can get wrong by itself does not.
func isFatal(err error) bool {
	if errors.As(err, new(doubt)) {
		return true
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE:
		return false
	}
	return true
}
