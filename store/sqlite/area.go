package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// areaState is one version of an area, with what is prepared from it. It never
// changes.
type areaState struct {
	id       int64
	rev      int64
	area     *store.Area
	doc      string
	boundary *geo.Boundary
}

const selectArea = "SELECT id, rev, doc FROM area WHERE slug = ?"

// loadArea reads an area, or store.ErrNotFound.
func loadArea(ctx context.Context, c *conn, slug string) (*areaState, error) {
	row, err := c.row(ctx, selectArea, slug)
	if errors.Is(err, errNoRow) {
		return nil, fmt.Errorf("area %q: %w", slug, store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return decodeArea(row)
}

func decodeArea(row []driver.Value) (*areaState, error) {
	st := &areaState{id: integer(row[0]), rev: integer(row[1]), doc: text(row[2]), area: &store.Area{}}
	if err := json.Unmarshal([]byte(st.doc), st.area); err != nil {
		return nil, fmt.Errorf("decode area: %w", err)
	}
	st.boundary = geo.NewBoundary(st.area.Boundary.Geometry)
	return st, nil
}

// areaCache keeps the versions of areas that were read last. Whoever needs a
// version to be right compares rev with the database.
type areaCache struct{ bySlug sync.Map }

// current is the area as it stands in the database.
func (a *areaCache) current(ctx context.Context, c *conn, slug string) (*areaState, error) {
	if v, ok := a.bySlug.Load(slug); ok {
		st := v.(*areaState)
		rev, err := c.number(ctx, "SELECT rev FROM area WHERE slug = ?", slug)
		if err == nil && rev == st.rev {
			return st, nil
		}
		if err != nil && !errors.Is(err, errNoRow) {
			return nil, err
		}
	}
	st, err := loadArea(ctx, c, slug)
	if err != nil {
		a.bySlug.Delete(slug)
		return nil, err
	}
	a.bySlug.Store(slug, st)
	return st, nil
}

// likely is the area as it was read last, perhaps an older version.
func (s *Store) likelyArea(ctx context.Context, slug string) (*areaState, error) {
	if v, ok := s.areas.bySlug.Load(slug); ok {
		return v.(*areaState), nil
	}
	return s.currentArea(ctx, slug)
}

func (s *Store) currentArea(ctx context.Context, slug string) (st *areaState, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		st, err = s.areas.current(ctx, c, slug)
		return err
	})
	return st, err
}

// Area is the area with slug, or store.ErrNotFound.
func (s *Store) Area(ctx context.Context, slug string) (*store.Area, error) {
	st, err := s.currentArea(ctx, slug)
	if err != nil {
		return nil, err
	}
	return st.area, nil
}

// AllAreas lists every area by slug.
func (s *Store) AllAreas(ctx context.Context) ([]*store.Area, error) {
	all := []*store.Area{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, "SELECT id, rev, doc FROM area ORDER BY slug", nil, func(row []driver.Value) error {
			st, err := decodeArea(row)
			if err == nil {
				all = append(all, st.area)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// area is the area inside the writing transaction.
func (w *writer) area(slug string) (*areaState, error) {
	if st := w.areas[slug]; st != nil {
		return st, nil
	}
	st, err := loadArea(background, w.conn, slug)
	if err == nil {
		w.areas[slug] = st
	}
	return st, err
}

// recheckAreas forgets what another process changed.
func (w *writer) recheckAreas() error {
	for slug, st := range w.areas {
		rev, err := w.conn.number(background, "SELECT rev FROM area WHERE slug = ?", slug)
		if err != nil && !errors.Is(err, errNoRow) {
			return err
		}
		if rev != st.rev {
			delete(w.areas, slug)
		}
	}
	return nil
}

// ApplyArea creates or replaces the area, keeping the version it replaces.
func (s *Store) ApplyArea(ctx context.Context, a *store.Area) (store.ApplyResult, error) {
	if err := a.Validate(); err != nil {
		return "", err
	}
	doc, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("encode area: %w", err)
	}
	next := &store.Area{}
	if err := json.Unmarshal(doc, next); err != nil {
		return "", fmt.Errorf("decode area: %w", err)
	}
	var result store.ApplyResult
	err = s.writes.do(ctx, func(w *writer) error {
		result, err = w.applyArea(next, string(doc))
		return err
	})
	if err != nil {
		return "", err
	}
	return result, nil
}

func (w *writer) applyArea(next *store.Area, doc string) (store.ApplyResult, error) {
	defer delete(w.areas, next.Slug)
	now := w.now().UTC().UnixMicro()
	old, err := w.area(next.Slug)
	switch {
	case errors.Is(err, store.ErrNotFound):
		made, err := w.conn.exec(background,
			"INSERT INTO area (slug, marks, rev, changed_at, doc) VALUES (?, ?, 0, ?, ?)",
			next.Slug, string(next.Policy.Marks), now, doc)
		if err != nil {
			return "", err
		}
		return store.ApplyCreated, w.markArea(made.rowid)
	case err != nil:
		return "", err
	case old.doc == doc:
		return store.ApplyUnchanged, nil
	}
	by, err := w.answered(old.id)
	if err != nil {
		return "", err
	}
	if err := next.CheckImmutable(old.area, by); err != nil {
		return "", err
	}
	if err := w.replaceArea(old, next, doc, now); err != nil {
		return "", err
	}
	return store.ApplyChanged, w.markArea(old.id)
}

// markArea writes the area's change and stamps the area with its rev.
func (w *writer) markArea(id int64) error {
	rev, err := w.change(id, store.ChangeArea, nil)
	if err == nil {
		_, err = w.conn.exec(background, "UPDATE area SET rev = ? WHERE id = ?", rev, id)
	}
	return err
}

func (w *writer) replaceArea(old *areaState, next *store.Area, doc string, now int64) error {
	if _, err := w.conn.exec(background,
		"INSERT INTO area_history (area, rev, changed_at, doc) SELECT id, rev, changed_at, doc FROM area WHERE id = ?", old.id); err != nil {
		return err
	}
	if _, err := w.conn.exec(background,
		"UPDATE area SET marks = ?, changed_at = ?, doc = ? WHERE id = ?", string(next.Policy.Marks), now, doc, old.id); err != nil {
		return err
	}
	for _, p := range next.Places {
		was := old.area.Place(p.Key)
		if was == nil || samePosition(was.Position, p.Position) {
			continue
		}
		if err := w.movePlace(old.id, p, now); err != nil {
			return err
		}
	}
	return nil
}

func samePosition(a, b *orb.Point) bool { return a == b || a != nil && b != nil && *a == *b }

// movePlace moves the marks that follow a place, those included that waited for
// it to get a position.
func (w *writer) movePlace(area int64, p store.Place, now int64) error {
	const follows = " WHERE area = ? AND place = ? AND wkb IS NULL AND (at_place OR lon IS NULL)"
	if _, err := w.conn.exec(background,
		"INSERT INTO change (area, kind, id) SELECT area, ?, id FROM contribution"+follows,
		string(store.ChangeUpdate), area, p.Key); err != nil {
		return err
	}
	lon, lat, cell := any(nil), any(nil), any(nil)
	if p.Position != nil {
		lon, lat, cell = p.Position[0], p.Position[1], geo.Cell(*p.Position)
	}
	_, err := w.conn.exec(background,
		"UPDATE contribution SET lon = ?, lat = ?, cell = ?, at_place = ?, updated_at = ?"+follows,
		lon, lat, cell, bit(p.Position != nil), now, area, p.Key)
	return err
}

// answered is what of an area answers were made by.
func (w *writer) answered(area int64) (store.Answered, error) {
	by := store.Answered{
		Waves: map[string]bool{}, Methods: map[string]bool{}, Places: map[string]bool{},
		Prompts: map[string]bool{}, Themes: map[string]bool{},
	}
	err := w.conn.each(background,
		"SELECT DISTINCT wave, method, prompt, theme FROM contribution WHERE area = ?", []any{area},
		func(row []driver.Value) error {
			for i, m := range []map[string]bool{by.Waves, by.Methods, by.Prompts, by.Themes} {
				if s := text(row[i]); s != "" {
					m[s] = true
				}
			}
			return nil
		})
	if err != nil {
		return by, err
	}
	return by, w.conn.each(background,
		"SELECT DISTINCT place FROM contribution WHERE area = ? AND place IS NOT NULL", []any{area},
		func(row []driver.Value) error { by.Places[text(row[0])] = true; return nil })
}
