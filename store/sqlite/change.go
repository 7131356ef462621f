package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"

	"github.com/google/uuid"

	"kvarter/store"
)

// change writes one row of the trail and returns its rev. id may be nil.
func (w *writer) change(area int64, kind store.ChangeKind, id []byte) (int64, error) {
	var contribution any
	if id != nil {
		contribution = id
	}
	made, err := w.conn.exec(background, "INSERT INTO change (area, kind, id) VALUES (?, ?, ?)",
		zeroNull(area), string(kind), contribution)
	return made.rowid, err
}

// Changes lists at most limit changes after rev.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]store.Change, error) {
	all := []store.Change{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx,
			"SELECT c.rev, a.slug, c.kind, c.id FROM change c LEFT JOIN area a ON a.id = c.area WHERE c.rev > ? ORDER BY c.rev LIMIT ?",
			[]any{after, int64(limit)},
			func(row []driver.Value) error {
				one := store.Change{Rev: integer(row[0]), Area: text(row[1]), Kind: store.ChangeKind(text(row[2]))}
				if id := blob(row[3]); id != nil {
					one.ID = uuid.UUID(id)
				}
				all = append(all, one)
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// LastRev is the newest rev of the area; a restore counts for every area.
func (s *Store) LastRev(ctx context.Context, area string) (rev int64, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		if area == "" {
			rev, err = c.number(ctx, "SELECT max(rev) FROM change")
			return err
		}
		rev, err = s.revs.last(ctx, c, area)
		return err
	})
	return rev, err
}

// areaRevs remember how far the trail was looked through for each area and what was
// the newest of it there, so that only what came since is read, from its end: an
// index of the trail by area would be written with every change.
type areaRevs struct {
	mu sync.Mutex
	of map[string]areaRev
}

type areaRev struct{ read, newest int64 }

const newestOfArea = `SELECT ifnull((SELECT max(rev) FROM change), 0), ifnull((
		SELECT rev FROM change WHERE rev > ? AND (area IS NULL OR area = a.id) ORDER BY rev DESC LIMIT 1), 0)
	FROM area a WHERE slug = ?`

func (r *areaRevs) last(ctx context.Context, c *conn, area string) (int64, error) {
	r.mu.Lock()
	known := r.of[area]
	r.mu.Unlock()
	row, err := c.row(ctx, newestOfArea, known.read, area)
	switch {
	case errors.Is(err, errNoRow):
		return 0, nil
	case err != nil:
		return 0, err
	}
	now := areaRev{max(known.read, integer(row[0])), max(known.newest, integer(row[1]))}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.read > r.of[area].read {
		r.of[area] = now
	}
	return now.newest, nil
}
