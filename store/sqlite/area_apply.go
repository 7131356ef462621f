package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// ApplyArea creates or replaces the area, keeping the version it replaces.
func (s *Store) ApplyArea(ctx context.Context, a *store.Area) (store.ApplyResult, error) {
	return s.apply(ctx, a, false)
}

// OverwriteArea does so also over what a page changed.
func (s *Store) OverwriteArea(ctx context.Context, a *store.Area) (store.ApplyResult, error) {
	return s.apply(ctx, a, true)
}

func (s *Store) apply(ctx context.Context, a *store.Area, over bool) (store.ApplyResult, error) {
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
	for i := range next.Layers {
		next.Layers[i].Shapes = a.Layers[i].Shapes // not in the document
	}
	var result store.ApplyResult
	err = s.writes.do(ctx, func(w *writer) error {
		result, err = w.applyArea(next, string(doc), over)
		return err
	})
	if err != nil {
		return "", err
	}
	return result, nil
}

func (w *writer) applyArea(next *store.Area, doc string, over bool) (store.ApplyResult, error) {
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
		if err := w.keepShapes(made.rowid, nil, next); err != nil {
			return "", err
		}
		return store.ApplyCreated, w.markArea(made.rowid)
	case err != nil:
		return "", err
	case old.doc == doc:
		return store.ApplyUnchanged, nil
	case !over && !old.editedAt.IsZero():
		return "", fmt.Errorf("area %q: %w", next.Slug, store.ErrEdited)
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
	if err := w.conn.run(background, "UPDATE area SET edited_at = NULL, edited_by = NULL WHERE id = ?", old.id); err != nil {
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
	if err := w.keepShapes(old.id, old.area, next); err != nil {
		return err
	}
	if !orb.Equal(old.area.Boundary.Geometry, next.Boundary.Geometry) {
		if err := w.flagOutside(old.id, geo.NewBoundary(next.Boundary.Geometry)); err != nil {
			return err
		}
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

// flagOutside flags anew what lies outside a changed boundary. A mark at a named
// place never does.
func (w *writer) flagOutside(area int64, boundary *geo.Boundary) error {
	var turned []int64
	err := w.conn.each(background,
		"SELECT seq, outside_area, lon, lat, wkb FROM contribution WHERE area = ? AND NOT at_place", []any{area},
		func(row []driver.Value) error {
			g, err := scanGeometry(row[2:])
			if err == nil && g != nil && boundary.Covers(g) == (integer(row[1]) != 0) {
				turned = append(turned, integer(row[0]))
			}
			return err
		})
	if err != nil {
		return err
	}
	for _, seq := range turned {
		if _, err := w.conn.exec(background, "UPDATE contribution SET outside_area = NOT outside_area WHERE seq = ?", seq); err != nil {
			return err
		}
		if _, err := w.conn.exec(background,
			"INSERT INTO change (area, kind, id) SELECT area, ?, id FROM contribution WHERE seq = ?", string(store.ChangeUpdate), seq); err != nil {
			return err
		}
	}
	return nil
}

// answered is what of an area answers were made by or on.
func (w *writer) answered(area int64) (store.Answered, error) {
	by := store.Answered{Waves: map[string]bool{}, Methods: map[string]bool{}, Places: map[string]bool{}}
	for column, keys := range map[string]map[string]bool{"wave": by.Waves, "method": by.Methods, "place": by.Places} {
		err := w.conn.each(background,
			"SELECT DISTINCT "+column+" FROM contribution WHERE area = ? AND "+column+" IS NOT NULL", []any{area},
			func(row []driver.Value) error { keys[text(row[0])] = true; return nil })
		if err != nil {
			return by, err
		}
	}
	return by, nil
}
