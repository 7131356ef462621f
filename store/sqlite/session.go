package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"kvarter/store"
)

// PasswordOf is the hash of a person's password.
func (s *Store) PasswordOf(ctx context.Context, email string) (id int64, password string, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, `SELECT s.id, p.hash FROM staff s JOIN staff_password p ON p.staff = s.id
			WHERE s.email = ? AND s.removed_at IS NULL`, email)
		if errors.Is(err, errNoRow) {
			return fmt.Errorf("staff: %w", store.ErrNotFound)
		}
		if err == nil {
			id, password = integer(row[0]), text(row[1])
		}
		return err
	})
	return id, password, err
}

// SetPassword replaces a person's password and ends their other sessions.
func (s *Store) SetPassword(ctx context.Context, id int64, password string, keep int64) error {
	return s.writes.do(ctx, func(w *writer) error {
		if _, err := oneStaff(background, w.conn, staffID, id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM session WHERE staff = ? AND id <> ?", id, keep); err != nil {
			return err
		}
		return w.setPassword(id, password)
	})
}

// BeginSession lets the person in.
func (s *Store) BeginSession(ctx context.Context, id int64, session store.Hash) (made *store.Session, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		made, err = w.beginSession(id, session)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// beginSession also forgets all sessions that ended.
func (w *writer) beginSession(id int64, session store.Hash) (*store.Session, error) {
	now := w.now().UTC()
	if _, err := w.conn.exec(background, "DELETE FROM session WHERE expires_at <= ? OR used_at <= ?",
		now.UnixMicro(), now.Add(-store.SessionIdle).UnixMicro()); err != nil {
		return nil, err
	}
	one, err := oneStaff(background, w.conn, staffID, id)
	if err != nil {
		return nil, err
	}
	done, err := w.conn.exec(background, "INSERT INTO session (hash, staff, created_at, used_at, expires_at) VALUES (?, ?, ?, ?, ?)",
		session[:], id, now.UnixMicro(), now.UnixMicro(), now.Add(store.SessionLife).UnixMicro())
	if err != nil {
		return nil, err
	}
	row, err := w.conn.row(background, selectSession+" AND id = ?", now.UnixMicro(), now.Add(-store.SessionIdle).UnixMicro(), done.rowid)
	if err != nil {
		return nil, err
	}
	return scanSession(row, one), nil
}

// selectSession takes now and the time before which an unused session ended.
const selectSession = "SELECT id, created_at, used_at, expires_at, staff FROM session WHERE expires_at > ? AND used_at > ?"

func scanSession(row []driver.Value, of *store.Staff) *store.Session {
	return &store.Session{
		ID: integer(row[0]), Staff: of, CreatedAt: moment(row[1]), UsedAt: moment(row[2]), ExpiresAt: moment(row[3]),
	}
}

// SessionByHash is the session of a secret.
func (s *Store) SessionByHash(ctx context.Context, session store.Hash) (found *store.Session, err error) {
	now := s.now().UTC()
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, selectSession+" AND hash = ?", now.UnixMicro(), now.Add(-store.SessionIdle).UnixMicro(), session[:])
		if errors.Is(err, errNoRow) {
			return fmt.Errorf("session: %w", store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		found = scanSession(row, nil)
		found.Staff, err = oneStaff(ctx, c, staffID, integer(row[4]))
		return err
	})
	if err != nil {
		return nil, err
	}
	if now.Sub(found.UsedAt) >= sessionStep {
		err = s.use(ctx, "session", found.ID, now, sessionStep)
	}
	return found, err
}

// To the moment of their last use sessions, tokens, recipes and host links are exact to so
// much: a read must not cost a write each time.
const (
	sessionStep = 5 * time.Minute
	secretStep  = time.Hour
)

// use notes that a secret of table was used at now.
func (s *Store) use(ctx context.Context, table string, id int64, now time.Time, step time.Duration) error {
	return s.writes.do(ctx, func(w *writer) error {
		_, err := w.conn.exec(background, "UPDATE "+table+" SET used_at = ? WHERE id = ?", now.Truncate(step).UnixMicro(), id)
		return err
	})
}

// Sessions lists the person's sessions, the newest first.
func (s *Store) Sessions(ctx context.Context, id int64) ([]*store.Session, error) {
	all, now := []*store.Session{}, s.now().UTC()
	err := s.reads.with(ctx, func(c *conn) error {
		one, err := oneStaff(ctx, c, staffID, id)
		if err != nil {
			return err
		}
		return c.each(ctx, selectSession+" AND staff = ? ORDER BY id DESC",
			[]any{now.UnixMicro(), now.Add(-store.SessionIdle).UnixMicro(), id}, func(row []driver.Value) error {
				all = append(all, scanSession(row, one))
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// EndSession ends a session of the person.
func (s *Store) EndSession(ctx context.Context, id, session int64) error {
	return s.writes.do(ctx, func(w *writer) error {
		_, err := w.conn.exec(background, "DELETE FROM session WHERE staff = ? AND id = ?", id, session)
		return err
	})
}
