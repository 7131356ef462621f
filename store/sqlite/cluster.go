package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"kvarter/geo"
	"kvarter/store"
)

// Spots are what q finds for the public.
func (s *Store) Spots(ctx context.Context, q store.ContributionQuery, only []uuid.UUID) (*store.Spots, error) {
	out := &store.Spots{}
	q.Audience, q.BBox = store.AudiencePublic, nil
	readers := s.whole
	if only != nil {
		readers = s.reads
	}
	err := readers.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error { return s.spots(ctx, c, &q, only, out) })
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Store) spots(ctx context.Context, c *conn, q *store.ContributionQuery, only []uuid.UUID, out *store.Spots) (err error) {
	st, err := s.areas.current(ctx, c, q.Area)
	if err != nil || only != nil && len(only) == 0 {
		return err
	}
	p, err := compile(ctx, c, st, q)
	if err != nil {
		return err
	}
	if only != nil {
		p.ids(only)
	}
	sql, args := p.sql("id, prompt, lon, lat, wkb, agreements", false, 0)
	r, err := c.queryOnce(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	for n := 0; r.next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id := uuid.UUID(blob(r.values[0]))
		g, err := scanGeometry(r.values[2:5])
		if err != nil {
			return fmt.Errorf("contribution %s: %w", id, err)
		}
		out.Add(id, text(r.values[1]), geo.Round(g, geo.PublicDecimals), int(integer(r.values[5])))
	}
	return r.err
}

// ids keeps to these contributions.
func (p *plan) ids(only []uuid.UUID) {
	args := make([]any, len(only))
	for i := range only {
		args[i] = only[i][:]
	}
	p.and("id IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
}
