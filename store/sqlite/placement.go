package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// PlaceContribution puts what came as words somewhere.
func (s *Store) PlaceContribution(ctx context.Context, area string, id uuid.UUID, p store.Placement) (*store.Contribution, error) {
	return s.placing(ctx, area, id, func(w *writer, st *areaState, c *store.Contribution) error {
		placed, err := w.placedAt(c.Seq)
		if err != nil {
			return err
		}
		if c.Place != "" || c.PlaceText == "" || c.Geometry != nil && placed == nil {
			return fmt.Errorf("%s: %w", id, store.ErrNotWords)
		}
		at, err := st.area.Placed(c, p, st.boundary)
		if err != nil {
			return err
		}
		_, err = w.conn.exec(background,
			"INSERT OR REPLACE INTO placement (contribution, lon, lat, place, by, at) VALUES (?, ?, ?, ?, ?, ?)",
			c.Seq, at[0], at[1], orNull(p.Place), orNull(p.By), w.now().UTC().UnixMicro())
		if err != nil {
			return err
		}
		return w.update(st, c, store.ChangeUpdate)
	})
}

// UnplaceContribution takes it from where staff put it.
func (s *Store) UnplaceContribution(ctx context.Context, area string, id uuid.UUID) (*store.Contribution, error) {
	return s.placing(ctx, area, id, func(w *writer, st *areaState, c *store.Contribution) error {
		placed, err := w.placedAt(c.Seq)
		if err != nil || placed == nil {
			return err
		}
		c.Geometry, c.Outside, c.Review.Geometry = nil, false, store.NoPart
		if _, err := w.conn.exec(background, "DELETE FROM placement WHERE contribution = ?", c.Seq); err != nil {
			return err
		}
		return w.update(st, c, store.ChangeUpdate)
	})
}

func (s *Store) placing(ctx context.Context, area string, id uuid.UUID, f func(*writer, *areaState, *store.Contribution) error) (*store.Contribution, error) {
	var c *store.Contribution
	err := s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		if c, _, err = w.stored(st, id); err != nil {
			return err
		}
		return f(w, st, c)
	})
	if err != nil {
		return nil, err
	}
	return forAuthor(c, store.Actor{Staff: true}), nil
}

// placedAt is where staff put the contribution, or nil.
func (w *writer) placedAt(seq int64) (*orb.Point, error) {
	row, err := w.conn.row(background, "SELECT lon, lat FROM placement WHERE contribution = ?", seq)
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &orb.Point{float(row[0]), float(row[1])}, nil
}

// leavePlacement forgets where staff put a contribution whose author now says
// where it is; what they left as it was is not theirs.
func (w *writer) leavePlacement(c *store.Contribution, where *store.Where) error {
	if where == nil {
		return nil
	}
	placed, err := w.placedAt(c.Seq)
	if err != nil || placed == nil {
		return err
	}
	if where.Geometry != nil && orb.Equal(where.Geometry, *placed) {
		where.Geometry = nil
	}
	_, err = w.conn.exec(background, "DELETE FROM placement WHERE contribution = ?", c.Seq)
	return err
}
