package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"kvarter/store"
)

const selectToken = "SELECT t.id, t.role, a.slug, t.name, t.created_at, t.revoked_at, t.expires_at, t.used_at, t.made_by FROM token t LEFT JOIN area a ON a.id = t.area"

func scanToken(row []driver.Value) *store.Token {
	return &store.Token{
		ID: integer(row[0]), Role: store.Role(text(row[1])), Area: text(row[2]), Name: text(row[3]), CreatedAt: moment(row[4]),
		RevokedAt: momentZero(row[5]), ExpiresAt: momentZero(row[6]), UsedAt: momentZero(row[7]), MadeBy: text(row[8]),
	}
}

// CreateToken keeps a token under the hash of its secret.
func (s *Store) CreateToken(ctx context.Context, t store.Token, secret store.Hash) (*store.Token, error) {
	if !slices.Contains(store.AllRoles, t.Role) {
		return nil, store.ErrInvalid{Field: "role", Code: store.CodeUnknown}
	}
	if code := store.CheckText(t.Name, store.MaxTitle); code != "" {
		return nil, store.ErrInvalid{Field: "name", Code: code}
	}
	if !t.ExpiresAt.IsZero() && !t.ExpiresAt.After(s.now()) {
		return nil, store.ErrInvalid{Field: "expires_at", Code: store.CodeOutOfRange}
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
		done, err := w.conn.exec(background, `INSERT INTO token (hash, role, area, name, created_at, expires_at, made_by)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, secret[:], string(t.Role), zeroNull(area), orNull(t.Name), w.now().UTC().UnixMicro(),
			momentNull(t.ExpiresAt), orNull(t.MadeBy))
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
	now := s.now().UTC()
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, selectToken+" WHERE t.hash = ? AND t.revoked_at IS NULL AND ifnull(t.expires_at > ?, 1)",
			secret[:], now.UnixMicro())
		if errors.Is(err, errNoRow) {
			return fmt.Errorf("token: %w", store.ErrNotFound)
		}
		if err == nil {
			t = scanToken(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if now.Sub(t.UsedAt) >= secretStep {
		err = s.use(ctx, "token", t.ID, now, secretStep)
	}
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
func (s *Store) RevokeToken(ctx context.Context, id int64) error { return s.revoke(ctx, "token", id) }
