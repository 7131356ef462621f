package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"

	"kvarter/store"
)

// Contributions yields what q asks.
func (s *Store) Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		stopped := false
		readers := s.reads
		if q.Limit == 0 {
			readers = s.whole
		}
		err := readers.with(ctx, func(c *conn) error {
			return c.snapshot(ctx, func() error {
				return s.list(ctx, c, &q, func(one *store.Contribution) bool {
					stopped = !yield(one, nil)
					return !stopped
				})
			})
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// list calls f with each contribution until it says no.
func (s *Store) list(ctx context.Context, c *conn, q *store.ContributionQuery, f func(*store.Contribution) bool) (err error) {
	st, err := s.areas.current(ctx, c, q.Area)
	if err != nil {
		return err
	}
	p, err := compile(ctx, c, st, q)
	if err != nil {
		return err
	}
	sql, args := p.page(q)
	r, err := c.queryPacked(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	if q.Limit == 0 {
		r.readAhead()
	}
	var one store.Contribution
	for r.next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := scan(r.values, &one); err != nil {
			return err
		}
		mask(&one, q.Audience, q.Participant)
		q.Withhold.From(&one)
		if !f(&one) {
			return nil
		}
	}
	return r.err
}

// mask leaves what the audience may see of a row that was read for staff.
func mask(c *store.Contribution, audience store.Audience, author uuid.UUID) {
	if audience == store.AudienceAuthor {
		forAuthor(c, store.Actor{}).Participant = author
	}
}

// CountContributions is how many Contributions would yield without limit and
// cursor.
func (s *Store) CountContributions(ctx context.Context, q store.ContributionQuery) (n int64, err error) {
	err = s.whole.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() (err error) {
			n, err = s.count(ctx, c, &q)
			return err
		})
	})
	return n, err
}

func (s *Store) count(ctx context.Context, c *conn, q *store.ContributionQuery) (n int64, err error) {
	st, err := s.areas.current(ctx, c, q.Area)
	if err != nil {
		return 0, err
	}
	p, err := compile(ctx, c, st, q)
	if err != nil {
		return 0, err
	}
	sql, args := p.sql("count(*)", false, 0)
	r, err := c.queryOnce(ctx, sql, args...)
	if err != nil {
		return 0, err
	}
	if r.next() {
		n = integer(r.values[0])
	}
	return n, errors.Join(r.err, r.close())
}

// Contribution is one as audience may see it.
func (s *Store) Contribution(ctx context.Context, area string, id uuid.UUID, audience store.Audience, by store.Actor) (*store.Contribution, error) {
	var one *store.Contribution
	err := s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		if audience == store.AudiencePublic {
			one, err = publicOne(ctx, c, st, id)
			return err
		}
		var receipt []byte
		if one, receipt, err = loadStored(ctx, c, st, id); err != nil {
			return err
		}
		isAuthor := receipt != nil && checkReceipt(receipt, by) == nil
		switch {
		case audience == store.AudienceStaff:
			one = forAuthor(one, store.Actor{Staff: true})
		case audience == store.AudienceAuthor && isAuthor:
			one = forAuthor(one, by)
		default:
			return fmt.Errorf("contribution %s: %w", id, store.ErrNotFound)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}

func publicOne(ctx context.Context, c *conn, st *areaState, id uuid.UUID) (*store.Contribution, error) {
	row, err := c.row(ctx, "SELECT "+publicColumns+" FROM published_contribution WHERE area = ? AND id = ?", st.id, id[:])
	if errors.Is(err, errNoRow) {
		return nil, missing(ctx, c, st, id)
	}
	if err != nil {
		return nil, err
	}
	one := &store.Contribution{}
	return one, scan(row, one)
}
