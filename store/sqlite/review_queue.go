package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"

	"github.com/google/uuid"

	"kvarter/store"
)

// What the queue of reviews consists of, by its marks.
const (
	isReported = `SELECT r.contribution FROM report r JOIN contribution c ON c.seq = r.contribution
		WHERE r.decided_at IS NULL AND c.area = ?`
	isWaiting = `SELECT c.seq FROM contribution c WHERE c.area = ? AND c.status = 'pending' UNION ` + isReported
	// Reports that nobody decided on are few, and have an index of their own.
	openReports   = "SELECT contribution FROM report WHERE decided_at IS NULL"
	urgentReports = openReports + " AND reason IN ('" + string(store.ReportPersonalData) + "', '" + string(store.ReportThreat) + "')"
	isRemark      = `SELECT m.contribution FROM remark m JOIN contribution c ON c.seq = m.contribution WHERE c.area = ? AND m.kind = ?`
)

// ReviewQueue lists what waits, the most urgent and then the oldest first.
func (s *Store) ReviewQueue(ctx context.Context, q store.ContributionQuery, only store.QueueMark) ([]*store.ReviewItem, error) {
	if err := only.Validate(); err != nil {
		return nil, err
	}
	q.Audience = store.AudienceStaff
	items := []*store.ReviewItem{}
	err := s.whole.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error {
			st, err := s.areas.current(ctx, c, q.Area)
			if err != nil {
				return err
			}
			for u := store.UrgentlyReported; u >= store.NotReported && len(items) < q.Limit; u-- {
				more, err := readQueue(ctx, c, st, q, only, u, q.Limit-len(items))
				if err != nil {
					return err
				}
				items = append(items, more...)
			}
			for _, item := range items {
				if err := readItem(ctx, c, item); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// queue keeps the plan to what waits in the way of only.
func (p *plan) queue(q *store.ContributionQuery, only store.QueueMark) {
	p.and("NOT aside")
	switch {
	case only == store.QueueReported:
		p.indexed = true
		p.and("seq IN ("+isReported+")", p.area)
	case only == "asked":
		p.indexed = true
		p.and("seq IN ("+isRemark+")", p.area, string(store.ReviewAsk))
	case only == store.QueueMark(store.ReviewConcern):
		p.indexed = true
		p.and("seq IN ("+isRemark+")", p.area, string(store.ReviewConcern))
	case len(q.Statuses) == 0:
		p.indexed = true
		p.and("seq IN ("+isWaiting+")", p.area, p.area)
	}
}

// urgent keeps the plan to what is as urgent as u.
func (p *plan) urgent(u store.Urgency) {
	switch u {
	case store.UrgentlyReported:
		p.and("seq IN (" + urgentReports + ")")
	case store.Reported:
		p.and("seq IN (" + openReports + ") AND seq NOT IN (" + urgentReports + ")")
	default:
		p.and("seq NOT IN (" + openReports + ")")
	}
}

// readQueue reads at most limit that are as urgent as u and have the flag of only,
// if it is one.
func readQueue(ctx context.Context, c *conn, st *areaState, q store.ContributionQuery, only store.QueueMark, u store.Urgency, limit int) (items []*store.ReviewItem, err error) {
	switch after := q.After; {
	case after.Seq > 0 && u > after.Urgency:
		return nil, nil
	case u < after.Urgency:
		q.After = store.Cursor{}
	}
	q.Limit = 0
	p, err := compile(ctx, c, st, &q)
	if err != nil {
		return nil, err
	}
	p.queue(&q, only)
	p.urgent(u)
	sql, args := p.page(&q)
	r, err := c.queryPacked(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	isFlag := slices.Contains(store.AllFlagKinds, store.FlagKind(only))
	for len(items) < limit && r.next() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		item := &store.ReviewItem{Contribution: &store.Contribution{}}
		if err := scan(r.values, item.Contribution); err != nil {
			return nil, err
		}
		item.Flags = item.Contribution.Flags()
		if !isFlag || slices.ContainsFunc(item.Flags, func(f store.Flag) bool { return f.Kind == store.FlagKind(only) }) {
			items = append(items, item)
		}
	}
	return items, r.err
}

// readItem adds what stands beside a contribution.
func readItem(ctx context.Context, c *conn, item *store.ReviewItem) error {
	of := []any{item.Contribution.Seq}
	err := c.each(ctx, "SELECT id, reason, text, created_at FROM report WHERE contribution = ? AND decided_at IS NULL ORDER BY seq", of,
		func(row []driver.Value) error {
			item.Reports = append(item.Reports, store.Report{
				ID: uuid.UUID(blob(row[0])), Contribution: item.Contribution.ID, Reason: store.ReportReason(text(row[1])), Text: text(row[2]),
				CreatedAt: moment(row[3]),
			})
			return nil
		})
	if err != nil {
		return err
	}
	err = c.each(ctx, "SELECT kind, note, by, at FROM remark WHERE contribution = ? ORDER BY kind", of, func(row []driver.Value) error {
		item.Remarks = append(item.Remarks, store.Remark{Kind: store.ReviewActKind(text(row[0])), Note: text(row[1]), By: text(row[2]), At: moment(row[3])})
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(ctx, "SELECT field, original, erase_at FROM redaction WHERE contribution = ? ORDER BY field", of, func(row []driver.Value) error {
		item.Redactions = append(item.Redactions, store.Redaction{Field: text(row[0]), Original: text(row[1]), EraseAt: moment(row[2])})
		return nil
	})
}

// ReviewCounts is how many wait in the area.
func (s *Store) ReviewCounts(ctx context.Context, area string) (n store.ReviewCounts, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		row, err := c.row(ctx, `SELECT
			(SELECT count(*) FROM contribution WHERE area = ? AND status = 'pending' AND NOT aside),
			(SELECT count(DISTINCT r.contribution) FROM report r JOIN contribution c ON c.seq = r.contribution
				WHERE r.decided_at IS NULL AND c.area = ? AND NOT c.aside),
			(SELECT count(*) FROM remark m JOIN contribution c ON c.seq = m.contribution WHERE c.area = ? AND m.kind = 'ask' AND NOT c.aside),
			(SELECT count(*) FROM remark m JOIN contribution c ON c.seq = m.contribution WHERE c.area = ? AND m.kind = 'concern' AND NOT c.aside)`,
			st.id, st.id, st.id, st.id)
		if err == nil {
			n = store.ReviewCounts{Pending: integer(row[0]), Reported: integer(row[1]), Asked: integer(row[2]), Concern: integer(row[3])}
		}
		return err
	})
	return n, err
}

// ReviewLog lists the area's log, the newest first.
func (s *Store) ReviewLog(ctx context.Context, area string, before int64, limit int) ([]store.LoggedAct, error) {
	all := []store.LoggedAct{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, `SELECT seq, at, by, act, number, batch FROM review_log
			WHERE area = ? AND (? = 0 OR seq < ?) ORDER BY seq DESC LIMIT ?`, []any{area, before, before, int64(limit)},
			func(row []driver.Value) error {
				all = append(all, store.LoggedAct{
					Seq: integer(row[0]), At: moment(row[1]), By: text(row[2]), Kind: store.ReviewActKind(text(row[3])), Number: integer(row[4]),
					Batch: integer(row[5]),
				})
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
