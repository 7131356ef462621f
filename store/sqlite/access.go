package sqlite

import (
	"context"
	"database/sql/driver"

	"kvarter/store"
)

// LogAccess adds a to the log.
func (s *Store) LogAccess(ctx context.Context, a store.Access) error {
	return s.writes.do(ctx, func(w *writer) error {
		now := w.now().UTC()
		done, err := w.conn.exec(background, `UPDATE access SET rows = rows + ? WHERE seq = (SELECT max(seq) FROM access
			WHERE area = ? AND who = ? AND act = ? AND filter = ? AND at > ?)`,
			a.Rows, a.Area, a.Who, string(a.Act), a.Filter, now.Add(-store.AccessStep).UnixMicro())
		if err != nil || done.changed > 0 {
			return err
		}
		_, err = w.conn.exec(background, "INSERT INTO access (at, area, who, act, filter, rows) VALUES (?, ?, ?, ?, ?, ?)",
			now.UnixMicro(), a.Area, a.Who, string(a.Act), a.Filter, a.Rows)
		return err
	})
}

// Accesses lists the area's, the newest first.
func (s *Store) Accesses(ctx context.Context, area string, before int64, limit int) ([]store.Access, error) {
	all := []store.Access{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, `SELECT seq, at, who, act, filter, rows FROM access
			WHERE area = ? AND (? = 0 OR seq < ?) ORDER BY seq DESC LIMIT ?`, []any{area, before, before, int64(limit)},
			func(row []driver.Value) error {
				all = append(all, store.Access{
					Seq: integer(row[0]), Area: area, At: moment(row[1]), Who: text(row[2]), Act: store.AccessAct(text(row[3])),
					Filter: text(row[4]), Rows: integer(row[5]),
				})
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
