package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"kvarter/store"
)

const selectToken = "SELECT t.id, t.role, a.slug, t.name, t.created_at, t.revoked_at FROM token t LEFT JOIN area a ON a.id = t.area"

func scanToken(row []driver.Value) *store.Token {
	t := &store.Token{
		ID: integer(row[0]), Role: store.Role(text(row[1])), Area: text(row[2]), Name: text(row[3]), CreatedAt: moment(row[4]),
	}
	if row[5] != nil {
		t.RevokedAt = moment(row[5])
	}
	return t
}

// CreateToken keeps a token under the hash of its secret.
func (s *Store) CreateToken(ctx context.Context, t store.Token, secret store.Hash) (*store.Token, error) {
	if !slices.Contains(store.AllRoles, t.Role) {
		return nil, store.ErrInvalid{Field: "role", Code: store.CodeUnknown}
	}
	if code := store.CheckText(t.Name, store.MaxTitle); code != "" {
		return nil, store.ErrInvalid{Field: "name", Code: code}
	}
	var made *store.Token
	err := s.writes.do(ctx, func(w *writer) error {
		var area int64
		if t.Area != "" {
			st, err := w.area(t.Area)
			if err != nil {
				return err
			}
			area = st.id
		}
		done, err := w.conn.exec(background, "INSERT INTO token (hash, role, area, name, created_at) VALUES (?, ?, ?, ?, ?)",
			secret[:], string(t.Role), zeroNull(area), orNull(t.Name), w.now().UTC().UnixMicro())
		if err != nil {
			return err
		}
		row, err := w.conn.row(background, selectToken+" WHERE t.id = ?", done.rowid)
		if err == nil {
			made = scanToken(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// TokenByHash is the valid token of a secret.
func (s *Store) TokenByHash(ctx context.Context, secret store.Hash) (t *store.Token, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, selectToken+" WHERE t.hash = ? AND t.revoked_at IS NULL", secret[:])
		if errors.Is(err, errNoRow) {
			return fmt.Errorf("token: %w", store.ErrNotFound)
		}
		if err == nil {
			t = scanToken(row)
		}
		return err
	})
	return t, err
}

// AllTokens lists every token by ID.
func (s *Store) AllTokens(ctx context.Context) ([]*store.Token, error) {
	all := []*store.Token{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, selectToken+" ORDER BY t.id", nil, func(row []driver.Value) error {
			all = append(all, scanToken(row))
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// RevokeToken ends a token; the first time counts.
func (s *Store) RevokeToken(ctx context.Context, id int64) error {
	return s.writes.do(ctx, func(w *writer) error {
		done, err := w.conn.exec(background,
			"UPDATE token SET revoked_at = ifnull(revoked_at, ?) WHERE id = ?", w.now().UTC().UnixMicro(), id)
		if err == nil && done.changed == 0 {
			err = fmt.Errorf("token %d: %w", id, store.ErrNotFound)
		}
		return err
	})
}
