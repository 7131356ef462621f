package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"kvarter/geo"
	"kvarter/store"
)

// Spots are what q finds for the public or for staff.
func (s *Store) Spots(ctx context.Context, q store.ContributionQuery, only []uuid.UUID) (*store.Spots, error) {
	if q.Audience != store.AudiencePublic && q.Audience != store.AudienceStaff {
		return nil, errAudience("audience")
	}
	var out store.SpotsBuilder
	q.BBox = nil
	readers := s.whole
	if only != nil {
		readers = s.reads
	}
	err := readers.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error { return s.spots(ctx, c, &q, only, &out) })
	})
	if err != nil {
		return nil, err
	}
	return out.Spots(), nil
}

const publicSpotColumns, staffSpotColumns = "id, prompt, wave, lon, lat, wkb, agreements", "id, prompt, wave, lon, lat, wkb, agreements, status"

func (s *Store) spots(
	ctx context.Context, c *conn, q *store.ContributionQuery, only []uuid.UUID, out *store.SpotsBuilder,
) (err error) {
	st, err := s.areas.current(ctx, c, q.Area)
	if err != nil || only != nil && len(only) == 0 {
		return err
	}
	p, err := compile(ctx, c, st, q)
	if err != nil {
		return err
	}
	if only == nil {
		p.indexed = true // or an index leads all over the file
	} else {
		p.ids(only)
	}
	columns := staffSpotColumns
	if p.public {
		columns = publicSpotColumns
	}
	sql, args := p.sql(packed(columns), false, 0)
	r, err := c.queryPacked(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	for n := 0; r.next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := addSpot(r.values, p.public, out); err != nil {
			return err
		}
	}
	return r.err
}

func addSpot(row []driver.Value, public bool, out *store.SpotsBuilder) error {
	id := uuid.UUID(blob(row[0]))
	g, err := scanGeometry(row[3:6])
	if err != nil {
		return fmt.Errorf("contribution %s: %w", id, err)
	}
	class := store.SpotClass{Prompt: text(row[1]), Wave: text(row[2])}
	switch {
	case !public:
		class.Status = store.ReviewState(text(row[7]))
	case row[5] != nil: // points come rounded
		g = geo.Round(g, geo.PublicDecimals)
	}
	out.Add(id, class, g, int(integer(row[6])))
	return nil
}

// ids keeps to these contributions.
func (p *plan) ids(only []uuid.UUID) {
	args := make([]any, len(only))
	for i := range only {
		args[i] = only[i][:]
	}
	p.and("id IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
}
