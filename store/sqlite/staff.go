package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"kvarter/store"
)

const selectStaff = `SELECT s.id, s.email, s.name, s.created_at, EXISTS (SELECT 1 FROM staff_password p WHERE p.staff = s.id)
	FROM staff s WHERE s.removed_at IS NULL`

// staffWhere is the persons that a condition finds, with their rights.
func staffWhere(ctx context.Context, c *conn, condition string, args ...any) ([]*store.Staff, error) {
	all := []*store.Staff{}
	err := c.each(ctx, selectStaff+condition+" ORDER BY s.email", args, func(row []driver.Value) error {
		all = append(all, &store.Staff{
			ID: integer(row[0]), Email: text(row[1]), Name: text(row[2]), CreatedAt: moment(row[3]), Active: integer(row[4]) != 0,
			Rights: []store.Right{},
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		err := c.each(ctx, "SELECT area, role FROM staff_right WHERE staff = ? ORDER BY area, role", []any{one.ID},
			func(row []driver.Value) error {
				one.Rights = append(one.Rights, store.Right{Area: text(row[0]), Role: store.Role(text(row[1]))})
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// oneStaff is the only person that a condition finds, or store.ErrNotFound.
func oneStaff(ctx context.Context, c *conn, condition string, arg any) (*store.Staff, error) {
	all, err := staffWhere(ctx, c, condition, arg)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("staff: %w", store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

const (
	staffID    = " AND s.id = ?"
	staffEmail = " AND s.email = ?"
)

// CreateStaff keeps a person, who comes in by invitation.
func (s *Store) CreateStaff(ctx context.Context, one store.Staff, invitation store.Hash) (made *store.Staff, err error) {
	if err := one.Validate(); err != nil {
		return nil, err
	}
	err = s.writes.do(ctx, func(w *writer) error {
		id, err := w.addStaff(one)
		if err != nil {
			return err
		}
		for _, r := range one.Rights {
			if err := w.addRight(id, r); err != nil {
				return err
			}
		}
		if err := w.invite(id, invitation); err != nil {
			return err
		}
		made, err = oneStaff(background, w.conn, staffID, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (w *writer) addStaff(one store.Staff) (int64, error) {
	taken, err := w.conn.number(background, "SELECT count(*) FROM staff WHERE email = ? AND removed_at IS NULL", one.Email)
	if err == nil && taken > 0 {
		err = fmt.Errorf("staff %s: %w", one.Email, store.ErrConflict)
	}
	if err != nil {
		return 0, err
	}
	done, err := w.conn.exec(background, "INSERT INTO staff (email, name, created_at) VALUES (?, ?, ?)",
		one.Email, one.Name, w.now().UTC().UnixMicro())
	return done.rowid, err
}

func (w *writer) addRight(id int64, r store.Right) error {
	if r.Area != "" {
		if _, err := w.area(r.Area); err != nil {
			return err
		}
	}
	_, err := w.conn.exec(background, "INSERT OR IGNORE INTO staff_right (staff, area, role) VALUES (?, ?, ?)", id, r.Area, string(r.Role))
	return err
}

// invite gives the person a link in place of an earlier one; 0 is the first
// administrator.
func (w *writer) invite(id int64, invitation store.Hash) error {
	if _, err := w.conn.exec(background, "DELETE FROM invitation WHERE staff IS ?", zeroNull(id)); err != nil {
		return err
	}
	now := w.now().UTC()
	_, err := w.conn.exec(background, "INSERT INTO invitation (hash, staff, created_at, expires_at) VALUES (?, ?, ?, ?)",
		invitation[:], zeroNull(id), now.UnixMicro(), now.Add(store.InvitationLife).UnixMicro())
	return err
}

// Staff is the person with id.
func (s *Store) Staff(ctx context.Context, id int64) (*store.Staff, error) {
	return s.findStaff(ctx, staffID, id)
}

// StaffByEmail is the person with that address.
func (s *Store) StaffByEmail(ctx context.Context, email string) (*store.Staff, error) {
	return s.findStaff(ctx, staffEmail, email)
}

func (s *Store) findStaff(ctx context.Context, condition string, arg any) (one *store.Staff, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		one, err = oneStaff(ctx, c, condition, arg)
		return err
	})
	return one, err
}

// AllStaff lists everybody by address.
func (s *Store) AllStaff(ctx context.Context) (all []*store.Staff, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error {
			all, err = staffWhere(ctx, c, "")
			return err
		})
	})
	return all, err
}

// SetRights replaces the person's rights in area.
func (s *Store) SetRights(ctx context.Context, id int64, area string, roles []store.Role) (one *store.Staff, err error) {
	var rights []store.Right
	for _, r := range roles {
		rights = append(rights, store.Right{Area: area, Role: r})
	}
	if err := store.CheckRights(rights); err != nil {
		return nil, err
	}
	err = s.writes.do(ctx, func(w *writer) error {
		before, err := oneStaff(background, w.conn, staffID, id)
		if err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM staff_right WHERE staff = ? AND area = ?", id, area); err != nil {
			return err
		}
		for _, r := range rights {
			if err := w.addRight(id, r); err != nil {
				return err
			}
		}
		if store.Holds(before.Rights, "", store.RoleAdministrator) {
			if err := w.keepAdministrator(); err != nil {
				return err
			}
		}
		one, err = oneStaff(background, w.conn, staffID, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}

// activeAdministrators counts those who may everything and can sign in.
const activeAdministrators = `SELECT count(*) FROM staff s JOIN staff_password p ON p.staff = s.id
	JOIN staff_right r ON r.staff = s.id AND r.area = '' AND r.role = 'administrator' WHERE s.removed_at IS NULL`

// keepAdministrator refuses a write that leaves nobody who may everything.
func (w *writer) keepAdministrator() error {
	n, err := w.conn.number(background, `SELECT count(*) FROM staff s
		JOIN staff_right r ON r.staff = s.id AND r.area = '' AND r.role = 'administrator' WHERE s.removed_at IS NULL`)
	if err == nil && n == 0 {
		err = store.ErrLastAdministrator
	}
	return err
}

// RemoveStaff ends all that a person may.
func (s *Store) RemoveStaff(ctx context.Context, id int64) error {
	return s.writes.do(ctx, func(w *writer) error {
		one, err := oneStaff(background, w.conn, staffID, id)
		if err != nil {
			return err
		}
		if err := w.lockOut(id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM staff_right WHERE staff = ?", id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "UPDATE staff SET removed_at = ? WHERE id = ?", w.now().UTC().UnixMicro(), id); err != nil {
			return err
		}
		if store.Holds(one.Rights, "", store.RoleAdministrator) {
			return w.keepAdministrator()
		}
		return nil
	})
}

// lockOut ends the person's password, sessions and links.
func (w *writer) lockOut(id int64) error {
	for _, table := range []string{"staff_password", "session", "invitation"} {
		if _, err := w.conn.exec(background, "DELETE FROM "+table+" WHERE staff = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// InviteFirst keeps the link of the first administrator.
func (s *Store) InviteFirst(ctx context.Context, invitation store.Hash) error {
	return s.writes.do(ctx, func(w *writer) error {
		n, err := w.conn.number(background, activeAdministrators)
		if err == nil && n > 0 {
			err = fmt.Errorf("there is an administrator: %w", store.ErrConflict)
		}
		if err != nil {
			return err
		}
		return w.invite(0, invitation)
	})
}

// ResetStaff gives the person a new link and ends all else.
func (s *Store) ResetStaff(ctx context.Context, id int64, invitation store.Hash) error {
	return s.writes.do(ctx, func(w *writer) error {
		if _, err := oneStaff(background, w.conn, staffID, id); err != nil {
			return err
		}
		if err := w.lockOut(id); err != nil {
			return err
		}
		return w.invite(id, invitation)
	})
}

// InvitationByHash is a link that still opens.
func (s *Store) InvitationByHash(ctx context.Context, invitation store.Hash) (found *store.Invitation, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		found, err = findInvitation(ctx, c, invitation, s.now())
		return err
	})
	return found, err
}

func findInvitation(ctx context.Context, c *conn, invitation store.Hash, now time.Time) (*store.Invitation, error) {
	row, err := c.row(ctx, "SELECT staff, expires_at FROM invitation WHERE hash = ? AND expires_at > ?",
		invitation[:], now.UTC().UnixMicro())
	if errors.Is(err, errNoRow) {
		return nil, fmt.Errorf("invitation: %w", store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	found := &store.Invitation{ExpiresAt: moment(row[1])}
	if row[0] != nil {
		found.Staff, err = oneStaff(ctx, c, staffID, integer(row[0]))
		return found, err
	}
	n, err := c.number(ctx, activeAdministrators)
	if err == nil && n > 0 {
		err = fmt.Errorf("invitation: %w", store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// AcceptInvitation uses a link up.
func (s *Store) AcceptInvitation(
	ctx context.Context, invitation store.Hash, first store.Staff, password string, session store.Hash,
) (made *store.Session, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		found, err := findInvitation(background, w.conn, invitation, w.now())
		if err != nil {
			return err
		}
		id, err := w.invited(found, first)
		if err != nil {
			return err
		}
		if err := w.lockOut(id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM invitation WHERE hash = ?", invitation[:]); err != nil {
			return err
		}
		if err := w.setPassword(id, password); err != nil {
			return err
		}
		made, err = w.beginSession(id, session)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// invited is who comes in: the person invited, or the first administrator.
func (w *writer) invited(found *store.Invitation, first store.Staff) (int64, error) {
	if found.Staff == nil {
		first.Rights = []store.Right{{Role: store.RoleAdministrator}}
		if err := first.Validate(); err != nil {
			return 0, err
		}
		id, err := w.addStaff(first)
		if err != nil {
			return 0, err
		}
		return id, w.addRight(id, first.Rights[0])
	}
	if first.Name == "" {
		return found.Staff.ID, nil
	}
	named := *found.Staff
	if named.Name = first.Name; named.Validate() != nil {
		return 0, named.Validate()
	}
	_, err := w.conn.exec(background, "UPDATE staff SET name = ? WHERE id = ?", named.Name, named.ID)
	return named.ID, err
}

func (w *writer) setPassword(id int64, password string) error {
	_, err := w.conn.exec(background, `INSERT INTO staff_password (staff, hash, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (staff) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
		id, password, w.now().UTC().UnixMicro())
	return err
}
