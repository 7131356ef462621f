package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"kvarter/store"
)

const selectHostLink = `SELECT h.id, a.slug, h.workshop, h.name, h.made_by, h.created_at, h.used_at, h.revoked_at, w.doc ->> 'date'
	FROM host_link h JOIN workshop w ON w.code = h.workshop JOIN area a ON a.id = w.area`

func scanHostLink(row []driver.Value) *store.HostLink {
	return &store.HostLink{
		ID: integer(row[0]), Area: text(row[1]), Workshop: text(row[2]), Name: text(row[3]), MadeBy: text(row[4]),
		CreatedAt: moment(row[5]), UsedAt: momentZero(row[6]), RevokedAt: momentZero(row[7]), ExpiresAt: store.HostsUntil(text(row[8])),
	}
}

// CreateHostLink keeps a link under the hash of its secret.
func (s *Store) CreateHostLink(ctx context.Context, l store.HostLink, secret store.Hash) (made *store.HostLink, err error) {
	if code := store.CheckText(l.Name, store.MaxTitle); code != "" {
		return nil, store.ErrInvalid{Field: "name", Code: code}
	}
	err = s.writes.do(ctx, func(w *writer) error {
		_, ws, err := w.workshop(l.Area, l.Workshop)
		if err != nil {
			return err
		}
		now := w.now().UTC()
		if !now.Before(store.HostsUntil(ws.Date)) {
			return store.ErrWorkshopState
		}
		done, err := w.conn.exec(background, "INSERT INTO host_link (hash, workshop, name, made_by, created_at) VALUES (?, ?, ?, ?, ?)",
			secret[:], ws.Code, orNull(l.Name), orNull(l.MadeBy), now.UnixMicro())
		if err != nil {
			return err
		}
		row, err := w.conn.row(background, selectHostLink+" WHERE h.id = ?", done.rowid)
		if err == nil {
			made = scanHostLink(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// HostLinkByHash is the link of a secret that still opens.
func (s *Store) HostLinkByHash(ctx context.Context, secret store.Hash) (l *store.HostLink, err error) {
	now := s.now().UTC()
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, selectHostLink+" WHERE h.hash = ? AND h.revoked_at IS NULL", secret[:])
		if err == nil {
			l = scanHostLink(row)
		}
		if errors.Is(err, errNoRow) || err == nil && !now.Before(l.ExpiresAt) {
			return fmt.Errorf("host link: %w", store.ErrNotFound)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if now.Sub(l.UsedAt) >= secretStep {
		err = s.use(ctx, "host_link", l.ID, now, secretStep)
	}
	return l, err
}

// AllHostLinks lists a workshop's links by ID.
func (s *Store) AllHostLinks(ctx context.Context, area, code string) ([]*store.HostLink, error) {
	all := []*store.HostLink{}
	err := s.reads.with(ctx, func(c *conn) error {
		ws, err := loadWorkshop(ctx, c, code)
		if err != nil {
			return err
		}
		if ws.Area != area {
			return fmt.Errorf("workshop %q: %w", code, store.ErrNotFound)
		}
		return c.each(ctx, selectHostLink+" WHERE h.workshop = ? ORDER BY h.id", []any{code}, func(row []driver.Value) error {
			all = append(all, scanHostLink(row))
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// RevokeHostLink ends a link; the first time counts.
func (s *Store) RevokeHostLink(ctx context.Context, area, code string, id int64) error {
	all, err := s.AllHostLinks(ctx, area, code)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.ID == id {
			return s.revoke(ctx, "host_link", id)
		}
	}
	return fmt.Errorf("host link %d: %w", id, store.ErrNotFound)
}
