package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"iter"

	"github.com/google/uuid"

	"kvarter/store"
)

// selectPublished reads rows by their ids, with where each stands in the list.
// ids come first, and lead to the rows by their index.
var selectPublished = "SELECT n, " + packed(publicColumns) + ` FROM
	(SELECT key AS n, unhex(value, '-') AS wanted FROM json_each(?)) CROSS JOIN published_contribution WHERE area = ? AND id = wanted`

// Published yields what the public sees of ids, in their order. All rows are read
// before the first is handed over, so that none who takes long holds a reader.
func (s *Store) Published(ctx context.Context, area string, ids []uuid.UUID) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		var found [][]byte
		err := s.reads.with(ctx, func(c *conn) error {
			return c.snapshot(ctx, func() (err error) {
				found, err = s.published(ctx, c, area, ids)
				return err
			})
		})
		var one store.Contribution
		var values []driver.Value
		for _, row := range found {
			if row == nil {
				continue
			}
			if values, err = unpack(values, row); err == nil {
				err = scan(values, &one)
			}
			if err != nil {
				break
			}
			if !yield(&one, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// published are the packed rows of ids, nil for those that the public does not
// see: those kept, and the others from the database.
func (s *Store) published(ctx context.Context, c *conn, area string, ids []uuid.UUID) ([][]byte, error) {
	st, err := s.areas.current(ctx, c, area)
	if err != nil {
		return nil, err
	}
	rev, err := s.kept.renew(ctx, c)
	if err != nil {
		return nil, err
	}
	found := make([][]byte, len(ids))
	missing := s.kept.find(rev, st.id, ids, found)
	if len(missing) == 0 {
		return found, nil
	}
	wanted := make([]uuid.UUID, len(missing))
	for i, at := range missing {
		wanted[i] = ids[at]
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	err = c.each(ctx, selectPublished, []any{string(list), st.id}, func(row []driver.Value) error {
		found[missing[integer(row[0])]] = blob(row[1])
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.kept.keep(rev, st.id, ids, missing, found)
	return found, nil
}
