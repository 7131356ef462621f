package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"kvarter/store"
)

// Layer is a reference layer with its shapes.
func (s *Store) Layer(ctx context.Context, area, key string) (*store.Layer, error) {
	var found *store.Layer
	err := s.reads.with(ctx, func(c *conn) error {
		// One state: a layer's shapes go with the second change after it.
		return c.snapshot(ctx, func() error {
			st, err := s.areas.current(ctx, c, area)
			if err != nil {
				return err
			}
			head := st.area.Layer(key)
			if head == nil {
				return fmt.Errorf("layer %q of area %q: %w", key, area, store.ErrNotFound)
			}
			row, err := c.row(ctx, "SELECT doc FROM layer WHERE area = ? AND digest = ?", st.id, head.Digest)
			if err != nil {
				return fmt.Errorf("layer %q of area %q: %w", key, area, err)
			}
			l := *head
			l.Shapes = []byte(text(row[0]))
			found = &l
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// keepShapes writes the shapes that came with next, and lets go of those that
// neither it nor old names: one change can always be undone. old may be nil.
func (w *writer) keepShapes(area int64, old, next *store.Area) error {
	named := map[string]bool{}
	for i, l := range next.Layers {
		named[l.Digest] = true
		if l.Shapes != nil {
			if _, err := w.conn.exec(background, "INSERT OR IGNORE INTO layer (area, digest, doc) VALUES (?, ?, ?)",
				area, l.Digest, string(l.Shapes)); err != nil {
				return err
			}
			continue
		}
		_, err := w.conn.row(background, "SELECT 1 FROM layer WHERE area = ? AND digest = ?", area, l.Digest)
		if errors.Is(err, errNoRow) {
			return store.ErrInvalid{Field: fmt.Sprintf("layers[%d].shapes", i), Code: store.CodeUnknown}
		}
		if err != nil {
			return err
		}
	}
	if old != nil {
		for _, l := range old.Layers {
			named[l.Digest] = true
		}
	}
	return w.dropShapes(area, named)
}

func (w *writer) dropShapes(area int64, named map[string]bool) error {
	var gone []string
	err := w.conn.each(background, "SELECT digest FROM layer WHERE area = ?", []any{area}, func(row []driver.Value) error {
		if digest := text(row[0]); !named[digest] {
			gone = append(gone, digest)
		}
		return nil
	})
	for _, digest := range gone {
		if err == nil {
			_, err = w.conn.exec(background, "DELETE FROM layer WHERE area = ? AND digest = ?", area, digest)
		}
	}
	return err
}
