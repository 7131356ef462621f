package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kvarter/store"
)

// AreaVersion is the area as it stands, with who changed it last.
func (s *Store) AreaVersion(ctx context.Context, slug string) (*store.AreaVersion, error) {
	st, err := s.currentArea(ctx, slug)
	if err != nil {
		return nil, err
	}
	return st.version(), nil
}

func (st *areaState) version() *store.AreaVersion {
	return &store.AreaVersion{Area: st.area, Rev: st.rev, EditedAt: st.editedAt, EditedBy: st.editedBy}
}

// errTried takes back what was only tried.
var errTried = errors.New("only tried")

// EditArea changes the area as a page asks.
func (s *Store) EditArea(ctx context.Context, slug string, edit store.AreaEdit) (*store.AreaVersion, error) {
	var v *store.AreaVersion
	err := s.writes.do(ctx, func(w *writer) error {
		defer delete(w.areas, slug)
		st, err := w.editArea(slug, edit)
		if err != nil {
			return err
		}
		if v = st.version(); edit.Try {
			return errTried
		}
		return nil
	})
	if err != nil && !errors.Is(err, errTried) {
		return nil, err
	}
	return v, nil
}

func (w *writer) editArea(slug string, edit store.AreaEdit) (*areaState, error) {
	old, err := w.area(slug)
	if err != nil {
		return nil, err
	}
	if old.rev != edit.Rev {
		return nil, fmt.Errorf("area %q, seen at %d, stands at %d: %w", slug, edit.Rev, old.rev, store.ErrStale)
	}
	next, err := edited(old, edit.Change)
	if err != nil {
		return nil, err
	}
	by, err := w.answered(old.id)
	if err != nil {
		return nil, err
	}
	if err := next.CheckImmutable(old.area, by); err != nil {
		return nil, err
	}
	doc, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("encode area: %w", err)
	}
	if string(doc) == old.doc {
		return old, nil
	}
	now := w.now().UTC().UnixMicro()
	if err := w.replaceArea(old, next, string(doc), now); err != nil {
		return nil, err
	}
	if err := w.conn.run(background, "UPDATE area SET edited_at = ?, edited_by = ? WHERE id = ?", now, edit.By, old.id); err != nil {
		return nil, err
	}
	if err := w.markArea(old.id); err != nil {
		return nil, err
	}
	return loadArea(background, w.conn, slug)
}

// edited is a changed copy of the area that the rules allow.
func edited(old *areaState, change func(*store.Area) error) (*store.Area, error) {
	next := newArea()
	if err := json.Unmarshal([]byte(old.doc), next); err != nil {
		return nil, fmt.Errorf("decode area: %w", err)
	}
	if err := change(next); err != nil {
		return nil, err
	}
	return next, next.Validate()
}
