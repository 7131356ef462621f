package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

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
	editedAt time.Time
	editedBy string
}

const (
	areaColumns = "id, rev, doc, edited_at, edited_by"
	selectArea  = "SELECT " + areaColumns + " FROM area WHERE slug = ?"
)

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

// newArea is what a document is read into: it may be older than what it leaves out.
func newArea() *store.Area {
	return &store.Area{Policy: store.Policy{RedactionDays: store.DefaultRedactionDays}}
}

func decodeArea(row []driver.Value) (*areaState, error) {
	st := &areaState{id: integer(row[0]), rev: integer(row[1]), doc: text(row[2]), editedBy: text(row[4]), area: newArea()}
	if row[3] != nil {
		st.editedAt = moment(row[3])
	}
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
		return c.each(ctx, "SELECT "+areaColumns+" FROM area ORDER BY slug", nil, func(row []driver.Value) error {
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
