package sqlite

import (
	"context"
	"database/sql/driver"

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
		rev, err = c.number(ctx, `SELECT max(
			ifnull((SELECT max(rev) FROM change WHERE area = (SELECT id FROM area WHERE slug = ?)), 0),
			ifnull((SELECT max(rev) FROM change WHERE area IS NULL), 0))`, area)
		return err
	})
	return rev, err
}
