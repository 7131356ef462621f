package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"

	"kvarter/store"
)

const selectRecipe = `SELECT r.id, a.slug, r.name, r.filter, r.words, r.bylines, r.made_by, r.created_at, r.expires_at, r.used_at,
	r.revoked_at FROM recipe r JOIN area a ON a.id = r.area`

func scanRecipe(row []driver.Value) (*store.Recipe, error) {
	filter, err := url.ParseQuery(text(row[3]))
	return &store.Recipe{
		ID: integer(row[0]), Area: text(row[1]), Name: text(row[2]), Filter: filter,
		Words: integer(row[4]) != 0, Bylines: integer(row[5]) != 0, MadeBy: text(row[6]),
		CreatedAt: moment(row[7]), ExpiresAt: moment(row[8]), UsedAt: momentZero(row[9]), RevokedAt: momentZero(row[10]),
	}, err
}

// CreateRecipe keeps a recipe under the hash of its secret.
func (s *Store) CreateRecipe(ctx context.Context, r store.Recipe, secret store.Hash) (made *store.Recipe, err error) {
	now := s.now().UTC()
	if r.ExpiresAt.IsZero() {
		r.ExpiresAt = now.Add(store.RecipeLife)
	}
	if err := r.Validate(now); err != nil {
		return nil, err
	}
	err = s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(r.Area)
		if err != nil {
			return err
		}
		done, err := w.conn.exec(background, `INSERT INTO recipe (hash, area, name, filter, words, bylines, made_by, created_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, secret[:], st.id, orNull(r.Name), r.Filter.Encode(), bit(r.Words), bit(r.Bylines),
			orNull(r.MadeBy), now.UnixMicro(), r.ExpiresAt.UnixMicro())
		if err != nil {
			return err
		}
		row, err := w.conn.row(background, selectRecipe+" WHERE r.id = ?", done.rowid)
		if err == nil {
			made, err = scanRecipe(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// RecipeByHash is the recipe of a secret that still opens.
func (s *Store) RecipeByHash(ctx context.Context, secret store.Hash) (r *store.Recipe, err error) {
	now := s.now().UTC()
	err = s.reads.with(ctx, func(c *conn) error {
		row, err := c.row(ctx, selectRecipe+" WHERE r.hash = ? AND r.revoked_at IS NULL AND r.expires_at > ?", secret[:], now.UnixMicro())
		if errors.Is(err, errNoRow) {
			return fmt.Errorf("recipe: %w", store.ErrNotFound)
		}
		if err == nil {
			r, err = scanRecipe(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if now.Sub(r.UsedAt) >= secretStep {
		err = s.use(ctx, "recipe", r.ID, now, secretStep)
	}
	return r, err
}

// AllRecipes lists the area's recipes by ID, or every area's.
func (s *Store) AllRecipes(ctx context.Context, area string) ([]*store.Recipe, error) {
	all := []*store.Recipe{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, selectRecipe+" WHERE ? IN ('', a.slug) ORDER BY r.id", []any{area}, func(row []driver.Value) error {
			r, err := scanRecipe(row)
			all = append(all, r)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// RevokeRecipe ends a recipe; the first time counts.
func (s *Store) RevokeRecipe(ctx context.Context, id int64) error {
	return s.revoke(ctx, "recipe", id)
}

// revoke ends a token, a recipe or a host link.
func (s *Store) revoke(ctx context.Context, table string, id int64) error {
	return s.writes.do(ctx, func(w *writer) error {
		done, err := w.conn.exec(background,
			"UPDATE "+table+" SET revoked_at = ifnull(revoked_at, ?) WHERE id = ?", w.now().UTC().UnixMicro(), id)
		if err == nil && done.changed == 0 {
			err = fmt.Errorf("%s %d: %w", table, id, store.ErrNotFound)
		}
		return err
	})
}
